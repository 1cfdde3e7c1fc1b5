"""What every frame handed to the engine must keep: columns, types and magnitudes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping

Schema = dict[str, "pl.DataType | type[pl.DataType]"]

VALIDITY: Final[Schema] = {"valid_from": pl.Date, "valid_until": pl.Date}

MICRO_LIMIT: Final = 10**15
"""A billion units: no reading, area or yearly volume comes near, and sums of thousands fit 64 bits."""

LIMITS: Final = {
    "rate_micro_rubles": 10**13,
    "ratio_micro": 10**12,
    "coefficient_micro": 10**9,
    "value_micro": 10**12,
    "digits": 12,
    "temperature_micro": 10**8,
    "months_missing": 1_200,
}
"""The largest magnitudes of other columns. Within them 64-bit sums cannot wrap around unnoticed."""


class InputsInvalid(ValueError):
    """A frame lacks a column, holds it in another type or has a value beyond any real quantity."""

    def __init__(self, frame: str, problems: Mapping[str, str]) -> None:
        super().__init__(frame, problems)
        self.frame = frame
        self.problems = problems

    def __str__(self) -> str:
        listed = "; ".join(f"{column}: {problem}" for column, problem in self.problems.items())
        return f"the frame {self.frame} cannot be used: {listed}"


def _limit(column: str) -> int | None:
    """The largest magnitude a column may hold; None for columns that are never multiplied."""
    return LIMITS.get(column, MICRO_LIMIT if column.endswith("_micro") else None)


def _magnitude(column: pl.Series) -> int:
    return max(abs(int(end)) for end in (column.min() or 0, column.max() or 0))  # type: ignore[arg-type]


def checked(name: str, frame: pl.DataFrame, schema: Schema) -> pl.DataFrame:
    """The frame with exactly the schema's columns. Raises: InputsInvalid."""
    problems = {}
    for column, dtype in schema.items():
        if column not in frame.columns:
            problems[column] = "missing"
        elif frame.schema[column] != dtype:
            problems[column] = f"is {frame.schema[column]}, must be {dtype}"
        elif (limit := _limit(column)) is not None and (
            largest := _magnitude(frame[column])
        ) > limit:
            problems[column] = f"reaches {largest}, may not pass {limit}"
    if problems:
        raise InputsInvalid(name, problems)
    return frame.select(schema.keys())
