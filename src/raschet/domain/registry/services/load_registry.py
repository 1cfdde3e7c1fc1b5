"""Load a whole information base at once: houses, premises, accounts, people and meters."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

import polars as pl
from django.db import transaction

from raschet.domain.registry.bulk import constraints_checked_after, copy_in, reserve_ids
from raschet.domain.registry.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

REFERENCES: Final[Mapping[str, str]] = {
    "house_id": "houses",
    "head_id": "houses",
    "unit_id": "units",
    "parent_id": "units",
    "account_id": "accounts",
    "meter_id": "meters",
}
"""Columns that point to rows of the same load. Other references are true ids already."""

NO_ACCOUNT: Final = 0


class IdsNotConsecutive(ValueError):
    """The rows of a load are not numbered 1, 2, 3, …."""

    def __init__(self, group: str) -> None:
        super().__init__(group)
        self.group = group

    def __str__(self) -> str:
        return f"{self.group}: the column id must hold 1, 2, 3, … in this order"


class ReferenceMissing(ValueError):
    """A row points to a row that is not part of the load."""

    def __init__(self, group: str, column: str, value: int) -> None:
        super().__init__(group, column, value)
        self.group = group
        self.column = column
        self.value = value

    def __str__(self) -> str:
        return f"{self.group}: {self.column} {self.value} is not a row of this load"


@dataclass(frozen=True, slots=True)
class RegistryRows:
    """An information base as columns. Ids and references count within it, from 1 (see TABLES).

    Areas, quantities and readings are micro-units. A meter's ``account_id`` of 0 and an empty
    ``unit_id`` mean what they mean in the table. Organisations and services are true ids.
    """

    houses: pl.DataFrame
    managements: pl.DataFrame
    heating_regimes: pl.DataFrame
    shared_house_meters: pl.DataFrame
    supplies: pl.DataFrame
    units: pl.DataFrame
    accounts: pl.DataFrame
    own_heatings: pl.DataFrame
    holders: pl.DataFrame
    areas: pl.DataFrame
    households: pl.DataFrame
    ownerships: pl.DataFrame
    exceptions: pl.DataFrame
    measures: pl.DataFrame
    meters: pl.DataFrame
    registers: pl.DataFrame
    verifications: pl.DataFrame


@dataclass(frozen=True, slots=True)
class LoadedRegistry:
    """How many rows of each group were written, and what to add to a load's id for the true one."""

    counts: Mapping[str, int]
    first_ids: Mapping[str, int]


def load_registry(
    *, rows: RegistryRows, progress: Callable[[str, int], None] | None = None
) -> LoadedRegistry:
    """Write a whole information base in one transaction: all of it, or nothing.

    Into empty tables (a new installation, the demo city, a benchmark) a million accounts go in
    minutes: constraints are checked after the copy, by the same transaction.
    progress: called with a group's name and its number of rows after each group.
    Raises: ColumnsUnfit, IdsNotConsecutive, ReferenceMissing; IntegrityError when a constraint of
    the tables refuses a row.
    """
    groups = {field.name: getattr(rows, field.name) for field in fields(rows)}
    _check(groups)
    with transaction.atomic(), constraints_checked_after([TABLES[name].name for name in groups]):
        first_ids = {
            name: reserve_ids(TABLES[name].name, frame.height) for name, frame in groups.items()
        }
        counts: dict[str, int] = {}
        for name, frame in groups.items():
            counts[name] = copy_in(TABLES[name], _with_true_ids(name, frame, first_ids))
            if progress is not None:
                progress(name, counts[name])
    return LoadedRegistry(counts, first_ids)


def _check(groups: Mapping[str, pl.DataFrame]) -> None:
    for name, frame in groups.items():
        TABLES[name].fit(frame)
        ids = frame["id"]
        if not (ids == pl.int_range(1, frame.height + 1, eager=True)).all():
            raise IdsNotConsecutive(name)
        for column, target in REFERENCES.items():
            if column in TABLES[name].columns:
                _check_reference(name, frame, column, groups[target].height)


def _check_reference(name: str, frame: pl.DataFrame, column: str, height: int) -> None:
    lowest = NO_ACCOUNT if (name, column) == ("meters", "account_id") else 1
    outside = frame[column].drop_nulls()
    outside = outside.filter((outside < lowest) | (outside > height))
    if len(outside):
        raise ReferenceMissing(name, column, outside[0])


def _with_true_ids(name: str, frame: pl.DataFrame, first_ids: Mapping[str, int]) -> pl.DataFrame:
    shifts = [pl.col("id") + first_ids[name]]
    for column, target in REFERENCES.items():
        if column not in TABLES[name].columns:
            continue
        shifted = pl.col(column) + first_ids[target]
        if (name, column) == ("meters", "account_id"):
            shifted = pl.when(pl.col(column) == NO_ACCOUNT).then(NO_ACCOUNT).otherwise(shifted)
        shifts.append(shifted.alias(column))
    return frame.with_columns(shifts)
