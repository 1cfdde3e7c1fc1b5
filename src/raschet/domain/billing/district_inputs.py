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


def inputs_of_chunks(inputs: Inputs, chunks: Sequence[HouseChunk]) -> Iterator[Inputs]:
    """The inputs of each chunk, in order: rows by their house or account, other tables whole.

    chunks: in order of their houses, which cover the accounts of ``inputs``.
    """
    if len(chunks) == 1:
        yield inputs
        return
    firsts = pl.Series([chunk.first_house for chunk in chunks], dtype=pl.Int64)
    accounts = inputs.accounts.select(
        "account_id", number=_number_of_house(inputs.accounts, firsts)
    )
    others = {one.name: getattr(inputs, one.name) for one in fields(inputs)}
    cut: dict[str, list[pl.DataFrame]] = {}
    for name in SCHEMAS:
        frame = others[name]
        if "house_id" in frame.columns:
            number = _number_of_house(frame, firsts)
        elif "account_id" in frame.columns:
            joined = frame.select("account_id").join(
                accounts, on="account_id", how="left", maintain_order="left"
            )
            number = joined["number"]
        else:
            continue
        cut[name] = _cut(frame, number, len(chunks))
    for index in range(len(chunks)):
        own: dict[str, Any] = {name: frames[index] for name, frames in cut.items()}
        own["houses"] = _houses_of_chunk(inputs.houses, own["house_supplies"])
        yield Inputs(**{**others, **own})


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


def _number_of_house(frame: pl.DataFrame, firsts: pl.Series) -> pl.Series:
    """Which chunk each row's house belongs to."""
    return (firsts.search_sorted(frame["house_id"], side="right").cast(pl.Int32) - 1).alias(
        "number"
    )


def _cut(frame: pl.DataFrame, number: pl.Series, count: int) -> list[pl.DataFrame]:
    """The rows of each number; a table that already lies in that order is not copied."""
    if not number.is_sorted():
        frame = frame.with_columns(number.alias("_number")).sort("_number", maintain_order=True)
        number, frame = frame["_number"], frame.drop("_number")
    ends = number.search_sorted(pl.Series(range(count), dtype=number.dtype), side="right").to_list()
    starts = [0, *ends[:-1]]
    return [frame.slice(start, end - start) for start, end in zip(starts, ends, strict=True)]
