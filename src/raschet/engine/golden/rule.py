"""A rule of golden cases: its inputs and how the engine is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from raschet.engine.golden.fields import CaseInvalid, Field, Kind
from raschet.engine.lines import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Volume:
    """A result that cases write as a decimal."""

    micro: int


@dataclass(frozen=True, slots=True)
class Rule:
    """compute: typed inputs in, results by name out. Raises: CaseInvalid."""

    name: str
    fields: tuple[Field, ...]
    compute: Callable[[dict[str, Any]], dict[str, Any]]


def decimal(name: str, meaning: str, **options: Any) -> Field:
    """An input in micro-units."""
    return Field(name, Kind.DECIMAL, meaning, **options)


def integer(name: str, meaning: str, **options: Any) -> Field:
    """A whole number."""
    return Field(name, Kind.INTEGER, meaning, **options)


def text(name: str, meaning: str, **options: Any) -> Field:
    """A word or code."""
    return Field(name, Kind.TEXT, meaning, **options)


SERVICE = text("service", "Code of the service", default="cold_water")
TARIFF = decimal("tariff", "Roubles for a unit")
DAYS_IN_MONTH = integer("days_in_month", "Calendar days of the month")


def billed(outcome: Outcome, **where: Any) -> pl.DataFrame:
    """The lines of an account and service; every day must have been billed. Raises: CaseInvalid."""
    reasons = outcome.unbilled
    for column in where.keys() & set(reasons.columns):
        reasons = reasons.filter(pl.col(column) == where[column])
    if not reasons.is_empty():
        raise CaseInvalid(f"not billed: {', '.join(sorted(set(reasons['reason'])))}")
    lines = outcome.lines
    for column, value in where.items():
        lines = lines.filter(pl.col(column) == value)
    return lines


def amount(lines: pl.DataFrame) -> int:
    """Sum of the lines in kopecks."""
    return int(lines["amount_kopecks"].sum())


def volume(lines: pl.DataFrame) -> Volume:
    """Volume of the charge lines; raising lines repeat it and do not count."""
    return Volume(int(lines.filter(pl.col("kind") == "CHARGE")["quantity_micro"].sum()))


def row(**columns: int | bool | str | None) -> pl.DataFrame:
    """A frame of one row, whole numbers as 64-bit integers: what a formula over columns takes."""
    numbers = {
        name: pl.Int64
        for name, value in columns.items()
        if value is None or (isinstance(value, int) and not isinstance(value, bool))
    }
    return pl.DataFrame([columns], schema_overrides=numbers)


def whole(column: pl.Series) -> int:
    """The first value of a column of integers."""
    return int(column[0])


def positive(case: dict[str, Any], *names: str) -> None:
    """Inputs that something is divided by. Raises: CaseInvalid."""
    for name in names:
        if case[name] <= 0:
            raise CaseInvalid(f"inputs.{name}: must be more than zero")


def not_negative(case: dict[str, Any], *names: str) -> None:
    """Inputs that cannot be below zero. Raises: CaseInvalid."""
    for name in names:
        if case[name] < 0:
            raise CaseInvalid(f"inputs.{name}: must not be negative")
