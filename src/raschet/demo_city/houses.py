"""Houses of the city, their streets and what is supplied to them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from raschet.demo_city import distributions as dist
from raschet.demo_city.house_types import APARTMENT_TYPES, DETACHED_TYPE, TYPES, HouseType
from raschet.demo_city.names import STREETS, TOWN, VILLAGES
from raschet.demo_city.randomness import PPM, Chance
from raschet.demo_city.services import Role
from raschet.formats.tables.address import Address

if TYPE_CHECKING:
    from raschet.demo_city.organisations import Organisations

YEAR_ROUND_TYPE: Final = "E5"
UUID_BITS: Final = 2**128


@dataclass(frozen=True, slots=True)
class HouseSize:
    """One apartment house: its type and how many flats it has."""

    house_type: HouseType
    flats: int


def apartment_houses(accounts: int) -> list[HouseSize]:
    """Which apartment houses a city of so many accounts has; the rest live in detached houses."""
    stock = accounts * (PPM - dist.DETACHED_SHARE_PPM) // PPM
    sizes: list[HouseSize] = []
    for house_type in APARTMENT_TYPES:
        flats = stock * dist.STOCK_SHARES_PPM[house_type.code] // PPM
        whole, rest = divmod(flats, house_type.flats)
        sizes += [HouseSize(house_type, house_type.flats)] * whole
        if rest >= dist.SMALLEST_HOUSE_FLATS:
            sizes.append(HouseSize(house_type, rest))
    return sizes


def plan_houses(chance: Chance, sizes: list[HouseSize], detached: int) -> pl.DataFrame:
    """Houses with address, year and type, without areas. Rows: ``id`` from 1, apartments first."""
    count = len(sizes)
    houses = pl.DataFrame(
        {
            "id": pl.int_range(1, count + detached + 1, eager=True),
            "type": [size.house_type.code for size in sizes] + [DETACHED_TYPE.code] * detached,
            "flats": [size.flats for size in sizes] + [1] * detached,
        },
        schema={"id": pl.Int64, "type": pl.String, "flats": pl.Int64},
    )
    years = pl.DataFrame(
        [
            (code, house_type.storeys, house_type.years[0], house_type.years[1])
            for code, house_type in TYPES.items()
        ],
        schema=["type", "storeys", "year_from", "year_until"],
        orient="row",
    )
    spread = pl.col("year_until") - pl.col("year_from") + 1
    return (
        _addressed(houses, count)
        .join(years, on="type", how="left", maintain_order="left")
        .with_columns(
            year_built=pl.col("year_from")
            + (chance.bits("year", pl.col("id")) % spread.cast(pl.UInt64)).cast(pl.Int64),
            without_sewer=(pl.col("type") == DETACHED_TYPE.code)
            & chance.hits(dist.DETACHED_WITHOUT_SEWER_PPM, "sewer", pl.col("id")),
            fias_id=pl.Series(_uuids(chance, houses["id"])),
        )
        .drop("year_from", "year_until")
    )


def _addressed(houses: pl.DataFrame, apartments: int) -> pl.DataFrame:
    """Street by street: apartment houses in the town, detached ones after them and in villages."""
    index = pl.col("id") - 1
    town_streets = max(1, -(-apartments // (dist.HOUSES_A_STREET // 2)), min(apartments, 8))
    outside = index - apartments
    in_town = index < apartments
    street = (
        pl.when(in_town)
        .then(index % town_streets)
        .otherwise(town_streets + outside // dist.HOUSES_A_STREET)
    )
    number = (
        pl.when(in_town)
        .then(index // town_streets * 2 + 1)
        .otherwise(outside % dist.HOUSES_A_STREET + 1)
    )
    frame = houses.with_columns(street_index=street, number=number.cast(pl.String))
    last = int(frame["street_index"].max() or 0)  # type: ignore[arg-type]
    places = pl.DataFrame(
        [(position, *_street(position)) for position in range(last + 1)],
        schema={
            "street_index": pl.Int64,
            "settlement": pl.String,
            "street": pl.String,
            "street_key": pl.String,
        },
        orient="row",
    )
    placed = frame.join(places, on="street_index", how="left", maintain_order="left")
    return placed.with_columns(address_key=pl.col("street_key") + pl.col("number"))


def _street(position: int) -> tuple[str, str, str]:
    """Settlement, street, and the key of the street's houses without their number."""
    settlement, street = divmod(position, len(STREETS))
    if settlement == 0:
        return _with_key(TOWN, STREETS[street])
    round_, village = divmod(settlement - 1, len(VILLAGES))
    return _with_key(VILLAGES[village] + (f"-{round_ + 1}" if round_ else ""), STREETS[street])


def _with_key(settlement: str, street: str) -> tuple[str, str, str]:
    return settlement, street, Address(settlement, street, house="").house_key


def _uuids(chance: Chance, ids: pl.Series) -> list[str]:
    high, low = (
        ids.to_frame().select(chance.bits(f"fias/{half}", pl.col("id"))).to_series().to_list()
        for half in ("high", "low")
    )
    return [
        str(uuid.UUID(int=((first << 64) | second) % UUID_BITS, version=4))
        for first, second in zip(high, low, strict=True)
    ]


def house_rows(houses: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    """Houses with the areas of their premises, as the information base takes them."""
    shop = pl.col("kind") == "NON_RESIDENTIAL"
    area = pl.col("total_area_micro")
    premises = (
        units.filter(pl.col("parent_id").is_null())
        .group_by("house_id")
        .agg(
            premises_area_micro=area.sum(),
            residential_area_micro=area.filter(~shop).sum(),
            nonresidential_area_micro=area.filter(shop).sum(),
        )
    )
    types = pl.DataFrame(
        [
            (code, house_type.common_area_micro, house_type.premises_area_micro)
            for code, house_type in TYPES.items()
        ],
        schema=["type", "type_common", "type_premises"],
        orient="row",
    )
    # In units of 0.1 m2, as plans are drawn; the product stays far below 64 bits.
    tenths = 100_000
    common = (
        pl.col("premises_area_micro") // tenths * (pl.col("type_common") // tenths)
        // (pl.col("type_premises") // tenths) * tenths
    )  # fmt: skip
    detached = pl.col("type") == DETACHED_TYPE.code
    return (
        houses.join(premises, left_on="id", right_on="house_id", how="left", maintain_order="left")
        .join(types, on="type", how="left", maintain_order="left")
        .with_columns(
            kind=pl.when(detached).then(pl.lit("DETACHED")).otherwise(pl.lit("APARTMENT")),
            common_area_micro=common,
            total_area_micro=pl.col("premises_area_micro") + common,
            land_area_micro=pl.when(detached).then(pl.col("premises_area_micro") * 8),
        )
    )


def management_rows(
    chance: Chance, houses: pl.DataFrame, organisations: Organisations
) -> pl.DataFrame:
    """Which company manages which apartment house."""
    managers = pl.Series(organisations.managers, dtype=pl.Int64)
    return _numbered(
        houses.filter(pl.col("type") != DETACHED_TYPE.code).select(
            house_id="id",
            organisation_id=pl.lit(managers).gather(
                chance.below(len(managers), "manager", pl.col("id"))
            ),
            valid_from=pl.lit(dist.SUPPLY_BEGAN),
            valid_until=pl.lit(None, dtype=pl.Date),
        )
    )


def heating_rows(houses: pl.DataFrame) -> pl.DataFrame:
    """Heating is paid in the season, in former dormitories all the year round."""
    networked = [
        code for code, house_type in TYPES.items() if house_type.heated_by.value == "NETWORK"
    ]
    return _numbered(
        houses.filter(pl.col("type").is_in(networked)).select(
            house_id="id",
            regime=pl.when(pl.col("type") == YEAR_ROUND_TYPE)
            .then(pl.lit("YEAR_ROUND"))
            .otherwise(pl.lit("SEASON")),
            valid_from=pl.lit(dist.SUPPLY_BEGAN),
            valid_until=pl.lit(None, dtype=pl.Date),
        )
    )


def supply_rows(
    houses: pl.DataFrame, managements: pl.DataFrame, organisations: Organisations
) -> pl.DataFrame:
    """What each house receives, from whom, by which method, tariff and norm."""
    supplies = pl.DataFrame(
        [
            (
                code,
                int(supply.service),
                organisations.suppliers.get(supply.role),
                supply.role is Role.MANAGER,
                supply.method,
                supply.tariff_group,
                supply.norm_group,
                supply.raising,
            )
            for code, house_type in TYPES.items()
            for supply in house_type.supplies
        ],
        schema={
            "type": pl.String,
            "service_id": pl.Int64,
            "role_supplier": pl.Int64,
            "by_manager": pl.Boolean,
            "method": pl.String,
            "tariff_group": pl.String,
            "norm_group": pl.String,
            "raising": pl.Boolean,
        },
        orient="row",
    )
    managers = managements.select("house_id", manager_id="organisation_id")
    return _numbered(
        houses.select("type", "without_sewer", house_id="id")
        .join(supplies, on="type", how="left", maintain_order="left_right")
        .filter(~(pl.col("without_sewer") & (pl.col("method") == "WASTEWATER")))
        .join(managers, on="house_id", how="left", maintain_order="left")
        .select(
            "house_id",
            "service_id",
            "method",
            "tariff_group",
            "norm_group",
            "raising",
            supplier_id=pl.when("by_manager").then("manager_id").otherwise("role_supplier"),
            valid_from=pl.lit(dist.SUPPLY_BEGAN),
            valid_until=pl.lit(None, dtype=pl.Date),
        )
    )


def _numbered(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("id"), pl.all())
