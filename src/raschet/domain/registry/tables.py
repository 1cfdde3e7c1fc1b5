"""The columns of the information base's tables, as whole tables are copied in by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from raschet.domain.registry.bulk import Table

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    "shared_house_meters": Table(
        "registry_sharedhousemeter",
        {
            "id": pl.Int64,
            "house_id": pl.Int64,
            "service_id": pl.Int64,
            "head_id": pl.Int64,
            **VALIDITY,
        },
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
    "own_heatings": Table(
        "registry_ownheating",
        {"id": pl.Int64, "account_id": pl.Int64, "document": pl.String, **VALIDITY},
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
            "bands_exempt": pl.Boolean,
            **VALIDITY,
        },
    ),
    "measures": Table(
        "registry_accountmeasure",
        {
            "id": pl.Int64,
            "account_id": pl.Int64,
            "service_id": pl.Int64,
            "number": pl.Int64,
            "norm_group": pl.String,
            "amount_micro": pl.Int64,
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
            "temperature_corrected": pl.Boolean,
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
"""By the group of rows that fills them, in the order of writing."""
