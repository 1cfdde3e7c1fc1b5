"""Load a whole information base at once: houses, premises, accounts, people and meters."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

import polars as pl
from django.db import transaction

from raschet.domain.registry.bulk import (
    Table,
    constraints_checked_after,
    copy_in,
    reserve_ids,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from polars._typing import PolarsDataType

VALIDITY: Final[Mapping[str, PolarsDataType]] = {"valid_from": pl.Date, "valid_until": pl.Date}
SHARE: Final[Mapping[str, PolarsDataType]] = {
    "share_numerator": pl.Int64,
    "share_denominator": pl.Int64,
}

TABLES: Final[Mapping[str, Table]] = {
    "houses": Table(
        "registry_house",
        {
            "id": pl.Int64,
            "kind": pl.String,
            "fias_id": pl.String,
            "settlement": pl.String,
            "street": pl.String,
            "number": pl.String,
            "address_key": pl.String,
            "storeys": pl.Int64,
            "year_built": pl.Int64,
            "total_area_micro": pl.Int64,
            "premises_area_micro": pl.Int64,
            "residential_area_micro": pl.Int64,
            "nonresidential_area_micro": pl.Int64,
            "common_area_micro": pl.Int64,
            "land_area_micro": pl.Int64,
        },
    ),
    "managements": Table(
        "registry_housemanagement",
        {"id": pl.Int64, "house_id": pl.Int64, "organisation_id": pl.Int64, **VALIDITY},
    ),
    "heating_regimes": Table(
        "registry_househeatingregime",
        {"id": pl.Int64, "house_id": pl.Int64, "regime": pl.String, **VALIDITY},
    ),
    "supplies": Table(
        "registry_housesupply",
        {
            "id": pl.Int64,
            "house_id": pl.Int64,
            "service_id": pl.Int64,
            "supplier_id": pl.Int64,
            "method": pl.String,
            "tariff_group": pl.String,
            "norm_group": pl.String,
            "raising": pl.Boolean,
            **VALIDITY,
        },
    ),
    "units": Table(
        "registry_unit",
        {
            "id": pl.Int64,
            "house_id": pl.Int64,
            "parent_id": pl.Int64,
            "kind": pl.String,
            "number": pl.String,
            "rooms": pl.Int64,
            "storey": pl.Int64,
            "entrance": pl.Int64,
            "total_area_micro": pl.Int64,
            "living_area_micro": pl.Int64,
        },
    ),
    "accounts": Table(
        "registry_account",
        {
            "id": pl.Int64,
            "number": pl.String,
            "unified_number": pl.String,
            "external_number": pl.String,
            "unit_id": pl.Int64,
            "house_id": pl.Int64,
            "opened_on": pl.Date,
            "closed_on": pl.Date,
        },
    ),
    "holders": Table(
        "registry_accountholder",
        {
            "id": pl.Int64,
            "account_id": pl.Int64,
            "kind": pl.String,
            "name": pl.String,
            "phone": pl.String,
            "email": pl.String,
            **VALIDITY,
        },
    ),
    "areas": Table(
        "registry_accountarea",
        {"id": pl.Int64, "account_id": pl.Int64, "area_micro": pl.Int64, **SHARE, **VALIDITY},
    ),
    "households": Table(
        "registry_household",
        {
            "id": pl.Int64,
            "account_id": pl.Int64,
            "registered": pl.Int64,
            "temporary": pl.Int64,
            **VALIDITY,
        },
    ),
    "ownerships": Table(
        "registry_ownership",
        {
            "id": pl.Int64,
            "account_id": pl.Int64,
            "owner_number": pl.Int64,
            "kind": pl.String,
            "name": pl.String,
            **SHARE,
            **VALIDITY,
        },
    ),
    "exceptions": Table(
        "registry_accountsupply",
        {
            "id": pl.Int64,
            "account_id": pl.Int64,
            "service_id": pl.Int64,
            "included": pl.Boolean,
            "quantity": pl.Int64,
            "tariff_group": pl.String,
            "norm_group": pl.String,
            "metering_impossible": pl.Boolean,
            **VALIDITY,
        },
    ),
    "meters": Table(
        "registry_meter",
        {
            "id": pl.Int64,
            "house_id": pl.Int64,
            "unit_id": pl.Int64,
            "account_id": pl.Int64,
            "service_id": pl.Int64,
            "serial": pl.String,
            "model": pl.String,
            "place": pl.String,
            "digits": pl.Int64,
            "decimals": pl.Int64,
            "ratio_micro": pl.Int64,
            "installed_on": pl.Date,
            "removed_on": pl.Date,
            "failed_on": pl.Date,
            "access_refused_on": pl.Date,
        },
    ),
    "registers": Table(
        "registry_register",
        {
            "id": pl.Int64,
            "meter_id": pl.Int64,
            "number": pl.Int64,
            "zone": pl.String,
            "initial_micro": pl.Int64,
        },
    ),
    "verifications": Table(
        "registry_verification",
        {"id": pl.Int64, "meter_id": pl.Int64, "verified_on": pl.Date, "due_on": pl.Date},
    ),
}
"""What each group of rows is written to, in the order of writing."""

REFERENCES: Final[Mapping[str, str]] = {
    "house_id": "houses",
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
    supplies: pl.DataFrame
    units: pl.DataFrame
    accounts: pl.DataFrame
    holders: pl.DataFrame
    areas: pl.DataFrame
    households: pl.DataFrame
    ownerships: pl.DataFrame
    exceptions: pl.DataFrame
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
