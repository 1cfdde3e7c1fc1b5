"""How a month is cut into chunks of whole houses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from raschet.values.period import Period

if TYPE_CHECKING:
    import polars as pl

    from raschet.domain.ledger.connections import ColumnReader


@dataclass(frozen=True, slots=True)
class HouseChunk:
    """Whole houses in a row, and the ids of their accounts. Bounds are included."""

    first_house: int
    last_house: int
    first_account: int
    last_account: int
    accounts: int


def served_houses(reader: ColumnReader, period: Period) -> pl.DataFrame:
    """Houses with accounts served on a day of the month, in order of their ids."""
    return reader.read(
        "SELECT house_id, count(*) AS accounts, min(id) AS first_account, "  # noqa: S608
        "max(id) AS last_account FROM registry_account "
        f"WHERE {served_in(period)} GROUP BY house_id ORDER BY house_id"
    )


def served_in(period: Period) -> str:
    """The condition on an account that is served on at least one day of the month."""
    return (
        f"opened_on < '{period.dates.until}' "
        f"AND (closed_on IS NULL OR closed_on > '{period.first_day}')"
    )


def valid_in(period: Period) -> str:
    """The condition on a dated row that holds on at least one day of the month."""
    return (
        f"valid_from < '{period.dates.until}' "
        f"AND (valid_until IS NULL OR valid_until > '{period.first_day}')"
    )


def shared_spans(reader: ColumnReader, period: Period) -> list[tuple[int, int]]:
    """First and last house of every group behind one meter: no chunk is cut inside of them.

    Houses that share a meter stand side by side, and so do their ids as a rule; a group spread over
    the whole register costs memory, never a wrong share.
    """
    rows = reader.read(
        "SELECT least(head_id, min(house_id)) AS first, greatest(head_id, max(house_id)) AS last "  # noqa: S608
        f"FROM registry_sharedhousemeter WHERE {valid_in(period)} "
        "GROUP BY service_id, head_id ORDER BY 1, 2"
    )
    return list(rows.iter_rows())


def chunks_of(
    houses: pl.DataFrame, accounts_max: int, spans: Sequence[tuple[int, int]] = ()
) -> Iterator[HouseChunk]:
    """Houses in order, cut where so many accounts are reached; a larger house stands alone.

    spans: first and last house of groups that are computed together.
    """
    gathered: list[tuple[int, int, int, int]] = []
    accounts = 0
    columns = ("house_id", "accounts", "first_account", "last_account")
    for row in houses.select(columns).iter_rows():
        together = any(first < row[0] <= last for first, last in spans)
        if gathered and accounts + row[1] > accounts_max and not together:
            yield _chunk(gathered, accounts)
            gathered, accounts = [], 0
        gathered.append(row)
        accounts += row[1]
    if gathered:
        yield _chunk(gathered, accounts)


def _chunk(rows: list[tuple[int, int, int, int]], accounts: int) -> HouseChunk:
    return HouseChunk(
        first_house=rows[0][0],
        last_house=rows[-1][0],
        first_account=min(row[2] for row in rows),
        last_account=max(row[3] for row in rows),
        accounts=accounts,
    )
