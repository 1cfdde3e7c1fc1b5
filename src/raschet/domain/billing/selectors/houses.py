"""How a month is cut into chunks of whole houses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from raschet.domain.ledger.connections import integer_list
from raschet.values.period import Period

if TYPE_CHECKING:
    import polars as pl

    from raschet.domain.ledger.connections import ColumnReader


@dataclass(frozen=True, slots=True)
class HouseChunk:
    """Whole houses in a row, and the ids of their accounts. Bounds are included.

    listed: where houses and accounts lie scattered, the ids of the houses and of the accounts.
    """

    first_house: int
    last_house: int
    first_account: int
    last_account: int
    accounts: int
    listed: tuple[tuple[int, ...], tuple[int, ...]] | None = None

    def has_house(self, column: str) -> str:
        """The condition that a column names a house of the chunk."""
        if self.listed is not None:
            return f"{column} IN ({integer_list(self.listed[0])})"
        return f"{column} BETWEEN {self.first_house} AND {self.last_house}"

    def has_account(self, column: str) -> str:
        """The condition that a column names an account of the chunk, or one between them."""
        if self.listed is not None:
            return f"{column} IN ({integer_list(self.listed[1])})"
        return f"{column} BETWEEN {self.first_account} AND {self.last_account}"


def listed_chunk(houses: Sequence[int], accounts: Sequence[int]) -> HouseChunk:
    """A chunk of scattered accounts and their houses; neither may be empty."""
    return HouseChunk(
        first_house=min(houses),
        last_house=max(houses),
        first_account=min(accounts),
        last_account=max(accounts),
        accounts=len(accounts),
        listed=(tuple(sorted(houses)), tuple(sorted(accounts))),
    )


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


def chunks_of(houses: pl.DataFrame, accounts_max: int) -> Iterator[HouseChunk]:
    """Houses in order, cut where so many accounts are reached; a larger house stands alone."""
    gathered: list[tuple[int, int, int, int]] = []
    accounts = 0
    columns = ("house_id", "accounts", "first_account", "last_account")
    for row in houses.select(columns).iter_rows():
        if gathered and accounts + row[1] > accounts_max:
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
