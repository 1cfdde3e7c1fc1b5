"""The inputs of a district cut into those of its chunks.

Tables are read for a whole district at once, because a question a chunk would scan them over and
over; the engine computes a chunk at a time, because its columns grow with the accounts.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

import polars as pl

from raschet.engine.house.inputs import HouseInputs
from raschet.engine.inputs import SCHEMAS, Inputs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from raschet.domain.billing.selectors.houses import HouseChunk


class DistrictCut:
    """Tells which rows of a district's tables belong to which of its chunks."""

    def __init__(self, accounts: pl.DataFrame, chunks: Sequence[HouseChunk]) -> None:
        """accounts: ``account_id``, ``house_id``; chunks: in order of their houses."""
        self.count = len(chunks)
        self._firsts = pl.Series([chunk.first_house for chunk in chunks], dtype=pl.Int64)
        self._accounts = accounts.select("account_id", number=self._of_houses(accounts))

    def frames(self, frame: pl.DataFrame) -> list[pl.DataFrame]:
        """The rows of each chunk, by their house or account; others are left out.

        Rows that already lie in the order of the chunks are not copied.
        """
        number = self._of_houses(frame) if "house_id" in frame.columns else self._of_accounts(frame)
        if number.null_count():
            frame, number = frame.filter(number.is_not_null()), number.drop_nulls()
        if not number.is_sorted():
            frame = frame.with_columns(number.alias("_number")).sort("_number", maintain_order=True)
            number, frame = frame["_number"], frame.drop("_number")
        each = pl.Series(range(self.count), dtype=pl.Int32)
        ends = number.search_sorted(each, side="right").to_list()
        starts = [0, *ends[:-1]]
        return [frame.slice(start, end - start) for start, end in zip(starts, ends, strict=True)]

    def _of_houses(self, frame: pl.DataFrame) -> pl.Series:
        return self._firsts.search_sorted(frame["house_id"], side="right").cast(pl.Int32) - 1

    def _of_accounts(self, frame: pl.DataFrame) -> pl.Series:
        keys = frame.select("account_id")
        return keys.join(self._accounts, on="account_id", how="left", maintain_order="left")[
            "number"
        ]


def inputs_of_chunks(inputs: Inputs, cut: DistrictCut) -> Iterator[Inputs]:
    """The inputs of each chunk, in order: tables of houses and accounts cut, others whole."""
    given = {one.name: getattr(inputs, one.name) for one in fields(inputs)}
    own = {
        name: cut.frames(given[name])
        for name in SCHEMAS
        if not {"house_id", "account_id"}.isdisjoint(given[name].columns)
    }
    for frames in zip(*own.values(), strict=True):
        changed: dict[str, Any] = dict(zip(own, frames, strict=True))
        if cut.count > 1:
            changed["houses"] = _houses_of_chunk(inputs.houses, changed["house_supplies"])
        yield Inputs(**{**given, **changed})


def _houses_of_chunk(houses: HouseInputs, supplies: pl.DataFrame) -> HouseInputs:
    """The facts of the houses a chunk supplies, and of those their shared meters stand in."""
    supplied = supplies.select("house_id").unique()
    heads = houses.groups.join(supplied, on="house_id", how="semi")
    wanted = pl.concat([supplied, heads.select(house_id="head_id")]).unique()
    frames = {one.name: getattr(houses, one.name) for one in fields(houses)}
    return HouseInputs(
        **{
            name: frame.join(wanted, on="house_id", how="semi", maintain_order="left")
            if "house_id" in frame.columns
            else frame
            for name, frame in frames.items()
        }
    )
