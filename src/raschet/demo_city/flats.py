"""Premises and the accounts kept for them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import polars as pl

from raschet.demo_city import distributions as dist
from raschet.demo_city.house_types import TYPES
from raschet.demo_city.randomness import PPM, Chance

if TYPE_CHECKING:
    from raschet.demo_city.houses import HouseSize
    from raschet.values.period import Period

TENTH_OF_M2: Final = 100_000
"""Areas are drawn and split in tenths of a square metre."""
SHOP_AREA_TENTHS: Final = (400, 2_500)
MAXIMUM_ROOMS_LET: Final = 3


def plan_units(chance: Chance, houses: pl.DataFrame) -> pl.DataFrame:
    """All premises: flats and houses first, then rooms of communal flats, then shops.

    ``accounts`` says how many accounts a unit has, ``use`` what it is like:
    HOME, SHARED (two accounts), COMMUNAL (accounts on its rooms), ROOM, SHOP.
    """
    flats = _flats(chance, houses)
    rooms = _rooms(flats)
    shops = _shops(chance, houses)
    units = pl.concat([flats, rooms, shops], how="diagonal")
    units = units.with_columns(id=pl.int_range(1, pl.len() + 1, dtype=pl.Int64))
    parents = units.filter(pl.col("use") == "COMMUNAL").select("flat_key", parent_id="id")
    return (
        units.join(parents, on="flat_key", how="left", maintain_order="left")
        .with_columns(parent_id=pl.when(pl.col("use") == "ROOM").then("parent_id"))
        .with_columns(
            accounts=pl.col("use").replace_strict(
                {"HOME": 1, "SHARED": 2, "COMMUNAL": 0, "ROOM": 1, "SHOP": 1},
                return_dtype=pl.Int64,
            )
        )
    )


def _flats(chance: Chance, houses: pl.DataFrame) -> pl.DataFrame:
    types = pl.DataFrame(
        [
            (
                code,
                house_type.flats_an_entrance,
                max(1, house_type.flats_an_entrance // house_type.storeys),
                house_type.flat_area_micro,
                house_type.dormitory,
                code == "P1",
            )
            for code, house_type in TYPES.items()
        ],
        schema=["type", "an_entrance", "a_storey", "flat_area", "dormitory", "detached"],
        orient="row",
    )
    place = pl.col("place")
    flats = (
        houses.select("type", "flats", house_id="id")
        .join(types, on="type", how="left", maintain_order="left")
        .with_columns(place=pl.int_ranges(0, "flats", dtype=pl.Int64))
        .explode("place")
        .with_columns(
            flat_key=pl.col("house_id") * 1_000 + place,
            number=pl.when("detached").then(pl.lit("")).otherwise((place + 1).cast(pl.String)),
            entrance=pl.when(~pl.col("detached")).then(place // pl.col("an_entrance") + 1),
            storey=pl.when(~pl.col("detached")).then(
                place % pl.col("an_entrance") // pl.col("a_storey") + 1
            ),
        )
    )
    key = pl.col("flat_key")
    communal = chance.chosen(pl.col("dormitory"), dist.COMMUNAL_FLATS_PPM, "communal", key)
    shared = chance.chosen(
        ~pl.col("dormitory") & ~pl.col("detached"), dist.SHARED_FLATS_PPM, "shared flat", key
    )
    return (
        flats.with_columns(
            rooms=chance.pick(dist.FLAT_ROOMS, dist.FLAT_ROOMS_PPM, "rooms", key).cast(pl.Int64),
            use=pl.when(communal)
            .then(pl.lit("COMMUNAL"))
            .when(shared)
            .then(pl.lit("SHARED"))
            .otherwise(pl.lit("HOME")),
        )
        .with_columns(
            rooms=pl.when(pl.col("use") == "COMMUNAL")
            .then(pl.col("rooms").clip(2, MAXIMUM_ROOMS_LET))
            .otherwise("rooms"),
            kind=pl.when("detached")
            .then(pl.lit("DETACHED"))
            .when(pl.col("use") == "COMMUNAL")
            .then(pl.lit("COMMUNAL_FLAT"))
            .otherwise(pl.lit("FLAT")),
        )
        .with_columns(total_area_micro=_flat_area(chance))
        .with_columns(
            living_area_micro=pl.col("total_area_micro") * dist.LIVING_AREA_PPM // PPM
            // TENTH_OF_M2 * TENTH_OF_M2
        )
    )  # fmt: skip


def _flat_area(chance: Chance) -> pl.Expr:
    """The house's ordinary area, larger with more rooms, in tenths of a square metre."""
    relative = dist.RELATIVE_AREA_ROOMS
    middle = sum(
        relative[rooms] * weight
        for rooms, weight in zip(dist.FLAT_ROOMS, dist.FLAT_ROOMS_PPM, strict=True)
    )
    size = pl.col("rooms").replace_strict(relative, return_dtype=pl.Int64)
    spread = chance.bell(
        PPM - 2 * dist.FLAT_AREA_SPREAD_PPM,
        PPM + 2 * dist.FLAT_AREA_SPREAD_PPM,
        "flat area",
        pl.col("flat_key"),
    )
    return pl.col("flat_area") // TENTH_OF_M2 * size * spread // middle * TENTH_OF_M2


def _rooms(flats: pl.DataFrame) -> pl.DataFrame:
    """Rooms of communal flats: the flat's area split between their accounts to the last tenth."""
    tenths = pl.col("total_area_micro") // TENTH_OF_M2
    first = tenths - (tenths // pl.col("rooms")) * (pl.col("rooms") - 1)
    room = pl.col("room")
    area = pl.when(room == 1).then(first).otherwise(tenths // pl.col("rooms")) * TENTH_OF_M2
    return (
        flats.filter(pl.col("use") == "COMMUNAL")
        .with_columns(room=pl.int_ranges(1, pl.col("rooms") + 1, dtype=pl.Int64))
        .explode("room")
        .with_columns(
            use=pl.lit("ROOM"),
            kind=pl.lit("ROOM"),
            number=pl.col("number") + "/" + room.cast(pl.String),
            total_area_micro=area,
            living_area_micro=area * dist.LIVING_AREA_PPM // PPM // TENTH_OF_M2 * TENTH_OF_M2,
            rooms=pl.lit(1, dtype=pl.Int64),
        )
        .drop("room")
    )


def _shops(chance: Chance, houses: pl.DataFrame) -> pl.DataFrame:
    tall = [code for code, house_type in TYPES.items() if house_type.storeys >= 5]
    key = pl.col("id")
    with_shop = chance.chosen(pl.col("type").is_in(tall), dist.NON_RESIDENTIAL_PPM, "shop", key)
    return houses.filter(with_shop).select(
        "type",
        house_id="id",
        number=pl.lit("Н1"),
        use=pl.lit("SHOP"),
        kind=pl.lit("NON_RESIDENTIAL"),
        storey=pl.lit(1, dtype=pl.Int64),
        entrance=pl.lit(1, dtype=pl.Int64),
        total_area_micro=chance.between(*SHOP_AREA_TENTHS, "shop area", key) * TENTH_OF_M2,
    )


def count_accounts(chance: Chance, sizes: list[HouseSize], houses: pl.DataFrame) -> int:
    """How many accounts the apartment houses hold; detached houses make up the rest of a city."""
    assert houses.height == len(sizes)
    return int(plan_units(chance, houses)["accounts"].sum())


def plan_accounts(
    chance: Chance, units: pl.DataFrame, first_period: Period, months: int
) -> pl.DataFrame:
    """Accounts of all units with what their people, meters and readings are drawn from.

    Columns beside the table's own: ``type`` and ``use`` of the unit, ``part`` (1 or 2 of a shared
    flat), ``municipal``, ``rooms``.
    """
    accounts = (
        units.filter(pl.col("accounts") > 0)
        .select(
            "house_id", "type", "use", "rooms", "total_area_micro", "accounts", unit_id="id",
            flat_number="number",
        )
        .with_columns(part=pl.int_ranges(1, pl.col("accounts") + 1, dtype=pl.Int64))
        .explode("part")
        .drop("accounts")
        .sort("house_id", "unit_id", "part")
        .with_columns(id=pl.int_range(1, pl.len() + 1, dtype=pl.Int64))
    )  # fmt: skip
    key = pl.col("id")
    municipal_types = [code for code, house_type in TYPES.items() if house_type.municipal]
    number = dist.FIRST_ACCOUNT_NUMBER + key - 1
    if accounts.height > dist.SIX_DIGIT_ACCOUNTS_MAX:
        number = number + dist.FIRST_ACCOUNT_NUMBER * (dist.SEVEN_DIGIT_FACTOR - 1)
    oldest = date(dist.OLDEST_ACCOUNT_YEAR, 1, 1)
    days = (first_period.plus(-12).first_day - oldest).days
    return accounts.with_columns(
        number=number.cast(pl.String),
        unified_number=chance.between(10, 99, "unified", key).cast(pl.String)
        + pl.lit("АА")
        + (100_000 + key % 900_000).cast(pl.String),
        external_number=pl.format("{}-{}", pl.col("house_id"), pl.col("flat_number")),
        municipal=chance.chosen(
            pl.col("type").is_in(municipal_types) & pl.col("use").is_in(["HOME", "ROOM"]),
            dist.TENANTS_PPM,
            "tenant",
            key,
        ),
        opened_on=oldest + pl.duration(days=chance.below(days, "opened", key)),
        closed_on=pl.lit(None, dtype=pl.Date),
    ).with_columns(*_opened_and_closed(chance, first_period, months))


def _opened_and_closed(chance: Chance, first_period: Period, months: int) -> list[pl.Expr]:
    """Some accounts are opened or closed on a day inside one of the city's months."""
    key = pl.col("id")
    home = pl.col("use") == "HOME"
    opened = chance.chosen(home, dist.OPENED_A_MONTH_PPM * months, "opens inside", key)
    closed = chance.chosen(home & ~opened, dist.CLOSED_A_MONTH_PPM * months, "closes inside", key)
    return [
        pl.when(opened)
        .then(day_inside(chance, first_period, months, "opens on", key))
        .otherwise("opened_on")
        .alias("opened_on"),
        pl.when(closed)
        .then(day_inside(chance, first_period, months, "closes on", key))
        .otherwise("closed_on")
        .alias("closed_on"),
    ]


def day_inside(
    chance: Chance, first_period: Period, months: int, purpose: str, *keys: pl.Expr
) -> pl.Expr:
    """A day from the 5th to the 17th of one of the city's months."""
    firsts = pl.Series([first_period.plus(month).first_day for month in range(months)])
    month = chance.below(months, f"{purpose}/month", *keys)
    return pl.lit(firsts).gather(month) + pl.duration(
        days=chance.between(4, 16, f"{purpose}/day", *keys)
    )
