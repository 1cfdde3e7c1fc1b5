"""How a month is cut: districts are read at once, chunks of whole houses are computed at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from raschet.domain.ledger.connections import integer_list
from raschet.values.period import Period

if TYPE_CHECKING:
    from raschet.domain.ledger.connections import ColumnReader


DISTRICT_ACCOUNTS: Final = 500_000
"""Read at once: so wide that scanning whole tables for it costs little, narrow enough for memory."""


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
            return f"{column} = ANY ('{{{integer_list(self.listed[0])}}}'::bigint[])"
        return f"{column} BETWEEN {self.first_house} AND {self.last_house}"

    def has_account(self, column: str) -> str:
        """The condition that a column names an account of the chunk, or one between them."""
        if self.listed is not None:
            return f"{column} = ANY ('{{{integer_list(self.listed[1])}}}'::bigint[])"
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


@dataclass(frozen=True, slots=True)
class District:
    """Chunks in a row, whose inputs are read together. whole: all of them as one."""

    whole: HouseChunk
    chunks: tuple[HouseChunk, ...]


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
    """First and last house of every group behind one meter: no cut goes through them.

    Houses that share a meter stand side by side, and so do their ids as a rule; a group spread over
    the whole register costs memory, never a wrong share. In order, without overlaps.
    """
    rows = reader.read(
        "SELECT least(head_id, min(house_id)) AS first, greatest(head_id, max(house_id)) AS last "  # noqa: S608
        f"FROM registry_sharedhousemeter WHERE {valid_in(period)} "
        "GROUP BY service_id, head_id ORDER BY 1, 2"
    )
    spans: list[tuple[int, int]] = []
    for first, last in rows.iter_rows():
        if spans and first <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(last, spans[-1][1]))
        else:
            spans.append((first, last))
    return spans


def districts_of(
    houses: pl.DataFrame,
    accounts_max: int,
    workers: int,
    spans: Sequence[tuple[int, int]] = (),
) -> list[District]:
    """Houses in order, cut into districts and these into chunks, all of nearly the same size.

    houses: as ``served_houses`` gives them. accounts_max: of one chunk, but for a larger house.
    spans: first and last house of groups that stay in one chunk.
    """
    total = int(houses["accounts"].sum())
    rounds = math.ceil(total / (workers * DISTRICT_ACCOUNTS))
    count = max(1, min(rounds * workers, math.ceil(total / accounts_max)))
    each = max(1, math.ceil(total / (count * accounts_max)))
    before = pl.col("accounts").cum_sum() - pl.col("accounts")
    rows = (
        _whole_spans(houses.with_columns(number=before * (count * each) // max(total, 1)), spans)
        .group_by("number", maintain_order=True)
        .agg(
            first_house=pl.col("house_id").min(),
            last_house=pl.col("house_id").max(),
            first_account=pl.col("first_account").min(),
            last_account=pl.col("last_account").max(),
            accounts=pl.col("accounts").sum(),
        )
    )
    gathered: dict[int, list[HouseChunk]] = {}
    for number, *bounds in rows.iter_rows():
        gathered.setdefault(number // each, []).append(HouseChunk(*bounds))
    return [District(_together(chunks), tuple(chunks)) for chunks in gathered.values()]


def _whole_spans(houses: pl.DataFrame, spans: Sequence[tuple[int, int]]) -> pl.DataFrame:
    """Every span in the chunk that its first house fell into."""
    for first, last in spans:
        inside = pl.col("house_id").is_between(first, last)
        number = pl.when(inside).then(pl.col("number").filter(inside).min()).otherwise("number")
        houses = houses.with_columns(number=number)
    return houses


def _together(chunks: Sequence[HouseChunk]) -> HouseChunk:
    return HouseChunk(
        first_house=chunks[0].first_house,
        last_house=chunks[-1].last_house,
        first_account=min(chunk.first_account for chunk in chunks),
        last_account=max(chunk.last_account for chunk in chunks),
        accounts=sum(chunk.accounts for chunk in chunks),
    )
