"""Meters of the homes: kinds, ages, verifications, replacements and mishaps.

A meter that is replaced inside a month becomes two: the old one with its day of removal, the new
one from the same day. Each register carries its ``habit``: what it counts in an ordinary month.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from raschet.demo_city import distributions as dist
from raschet.demo_city.flats import day_inside
from raschet.demo_city.house_types import TYPES, HotWater
from raschet.demo_city.people import ID, numbered
from raschet.demo_city.randomness import PPM, Chance, power_of_ten
from raschet.demo_city.services import Service
from raschet.values.rounding import MICRO

if TYPE_CHECKING:
    from raschet.values.period import Period

DAYS_A_YEAR: Final = 365
LONGEST_OVERDUE_DAYS: Final = 400
LAPSED_DAYS, RENEWED_DAYS = 75, 16
"""Days before the end of the last month on which a verification ran out and was renewed."""
KEY: Final = pl.col("meter_key")
INTERVALS: Final = {
    int(Service.COLD_WATER): dist.COLD_INTERVAL_YEARS,
    int(Service.HOT_WATER): dist.HOT_INTERVAL_YEARS,
    int(Service.ELECTRICITY): dist.ELECTRICITY_INTERVAL_YEARS,
    int(Service.GAS): dist.GAS_INTERVAL_YEARS,
}
MODELS: Final = {
    int(Service.COLD_WATER): "СВ-15Х",
    int(Service.HOT_WATER): "СВ-15Г",
    int(Service.ELECTRICITY): "СЭ-101",
    int(Service.GAS): "СГ-4",
}
ZONES: Final = {1: [""], 2: ["DAY", "NIGHT"], 3: ["PEAK", "SEMI_PEAK", "NIGHT"]}
PLACES: Final = ("Санузел", "Кухня", "Этажный щит")


def with_metered_services(chance: Chance, accounts: pl.DataFrame) -> pl.DataFrame:
    """Accounts with which of their services are metered, and which never can be (R-112)."""
    central = [
        code for code, house_type in TYPES.items() if house_type.hot_water is not HotWater.OWN
    ]
    home = pl.col("use") == "HOME"
    hot_supplied = pl.col("type").is_in(central) & (pl.col("use") != "SHOP")
    cold = home & chance.hits(dist.COLD_METERS_PPM, "cold meter", ID)
    hot = home & hot_supplied & chance.hits(dist.HOT_METERS_PPM, "hot meter", ID)
    room = pl.col("use") == "ROOM"

    def impossible(metered: str, supplied: pl.Expr) -> pl.Expr:
        without = supplied & ~pl.col(metered)
        return room & supplied | chance.chosen(
            without, dist.METERING_IMPOSSIBLE_PPM, f"{metered} impossible", ID
        )

    return accounts.with_columns(
        cold_metered=cold,
        hot_metered=hot,
        electricity_metered=(pl.col("use") != "SHOP")
        & chance.hits(dist.ELECTRICITY_METERS_PPM, "electricity meter", ID),
        gas_metered=home & ~pl.col("electric_heating") & _gas_metered(chance),
    ).with_columns(
        cold_impossible=impossible("cold_metered", pl.col("use") != "SHOP"),
        hot_impossible=impossible("hot_metered", hot_supplied),
    )


def _gas_metered(chance: Chance) -> pl.Expr:
    """Whether a home has a gas meter: as often as in houses of its type."""
    draw = chance.below(PPM, "gas meter", ID)
    rate = pl.col("type").replace_strict(dist.GAS_METERS_PPM, default=0, return_dtype=pl.Int64)
    return draw < rate


def plan_meters(
    chance: Chance, accounts: pl.DataFrame, first_period: Period, months: int
) -> pl.DataFrame:
    """All meters of the accounts, in order of account; replaced ones twice.

    Columns beside the table's own: ``habit_micro`` a month for the whole meter, ``registers``,
    ``verified_on``, ``due_on``, ``replaces`` (true for the second of a replaced pair),
    ``near_rollover``.
    """
    second = chance.hits(dist.SECOND_WATER_METER_PPM, "second riser", ID)
    every = pl.concat(
        [
            _of_service(accounts.filter("cold_metered"), Service.COLD_WATER, 1),
            _of_service(accounts.filter(pl.col("cold_metered") & second), Service.COLD_WATER, 2),
            _of_service(accounts.filter("hot_metered"), Service.HOT_WATER, 1),
            _of_service(accounts.filter(pl.col("hot_metered") & second), Service.HOT_WATER, 2),
            _of_service(accounts.filter("electricity_metered"), Service.ELECTRICITY, 1),
            _of_service(accounts.filter("gas_metered"), Service.GAS, 1),
        ]
    ).with_columns(meter_key=pl.col("account_id") * 100 + pl.col("service_id") * 10 + pl.col("nth"))
    habits = _with_habits(chance, every)
    described = _described(chance, habits)
    dated = _dated(chance, described, first_period, months)
    return numbered(_replaced(chance, dated).sort("account_id", "service_id", "nth", "replaces"))


def _of_service(accounts: pl.DataFrame, service: Service, nth: int) -> pl.DataFrame:
    return accounts.select(
        "house_id",
        "unit_id",
        "type",
        "persons",
        "opened_on",
        "closed_on",
        "electric_heating",
        account_id="id",
        service_id=pl.lit(int(service), dtype=pl.Int64),
        nth=pl.lit(nth, dtype=pl.Int64),
        number="number",
    )


def _with_habits(chance: Chance, meters: pl.DataFrame) -> pl.DataFrame:
    """An ordinary month of the home, in micro-units; two risers share it."""
    service = pl.col("service_id")
    people = pl.col("persons").clip(1)
    shared = pl.len().over("account_id", "service_id").cast(pl.Int64)
    water = (
        pl.when(service == int(Service.COLD_WATER))
        .then(chance.bell(*dist.COLD_A_PERSON, "cold habit", KEY))
        .otherwise(chance.bell(*dist.HOT_A_PERSON, "hot habit", KEY))
    )
    power = chance.bell(*dist.ELECTRICITY_A_HOME, "power habit", KEY) + people * chance.bell(
        *dist.ELECTRICITY_A_PERSON, "power habit of a person", KEY
    )
    power += (
        pl.when("electric_heating")
        .then(chance.bell(*dist.ELECTRIC_HEATING_A_HOME, "heating habit", KEY))
        .otherwise(0)
    )
    boiler = pl.when(pl.col("type").is_in(["F3", "P1"])).then(
        chance.bell(*dist.GAS_HEATING_A_HOME, "boiler habit", KEY)
    )
    gas = people * chance.bell(*dist.GAS_A_PERSON, "gas habit", KEY) + boiler.otherwise(0)
    return meters.with_columns(
        habit_micro=pl.when(service == int(Service.ELECTRICITY))
        .then(power)
        .when(service == int(Service.GAS))
        .then(gas)
        .otherwise(people * water // shared)
    )


def _described(chance: Chance, meters: pl.DataFrame) -> pl.DataFrame:
    service = pl.col("service_id")
    power = service == int(Service.ELECTRICITY)
    gas = service == int(Service.GAS)
    transformer = chance.chosen(
        power & (pl.col("type") == "P1") & ~pl.col("electric_heating"),
        dist.TRANSFORMER_PPM,
        "transformer",
        KEY,
    )
    old = chance.chosen(
        power & ~transformer & ~pl.col("electric_heating"),
        dist.OLD_ELECTRICITY_PPM,
        "induction meter",
        KEY,
    )
    zones = chance.pick(dist.ELECTRICITY_REGISTERS, dist.ELECTRICITY_REGISTERS_PPM, "zones", KEY)
    return meters.with_columns(
        registers=pl.when(power & ~old).then(zones).otherwise(1).cast(pl.Int64),
        digits=pl.when(old)
        .then(dist.OLD_ELECTRICITY_DIGITS)
        .when(power)
        .then(dist.ELECTRICITY_DIGITS)
        .when(gas)
        .then(dist.GAS_DIGITS)
        .otherwise(dist.WATER_DIGITS)
        .cast(pl.Int64),
        decimals=pl.when(power)
        .then(dist.ELECTRICITY_DECIMALS)
        .when(gas)
        .then(dist.GAS_DECIMALS)
        .otherwise(dist.WATER_DECIMALS)
        .cast(pl.Int64),
        ratio_micro=pl.when(transformer)
        .then(dist.TRANSFORMER_RATIO * MICRO)
        .otherwise(MICRO)
        .cast(pl.Int64),
        temperature_corrected=gas & (pl.col("type") == "P1"),
        model=service.replace_strict(MODELS, return_dtype=pl.String),
        place=pl.when(power)
        .then(pl.lit(PLACES[2]))
        .when(gas)
        .then(pl.lit(PLACES[1]))
        .when(pl.col("nth") == 1)
        .then(pl.lit(PLACES[0]))
        .otherwise(pl.lit(PLACES[1])),
        serial=(10_000_000 + chance.below(89_999_999, "serial", KEY)).cast(pl.String),
        near_rollover=chance.chosen(
            service == int(Service.COLD_WATER), dist.NEAR_ROLLOVER_PPM, "near rollover", KEY
        ),
        replaces=pl.lit(value=False),
    )


def _dated(chance: Chance, meters: pl.DataFrame, first_period: Period, months: int) -> pl.DataFrame:
    """Verification, installation, failure, refusal and replacement days."""
    last_day = first_period.plus(months - 1).last_day
    interval = pl.col("service_id").replace_strict(INTERVALS, return_dtype=pl.Int64) * DAYS_A_YEAR
    overdue = chance.chosen(pl.lit(value=True), dist.OVERDUE_VERIFICATION_PPM, "overdue", KEY)
    replaced = chance.chosen(
        ~overdue & pl.col("closed_on").is_null(),
        dist.REPLACED_A_MONTH_PPM * months,
        "replaced",
        KEY,
    )
    water = pl.col("service_id").is_in([int(Service.COLD_WATER), int(Service.HOT_WATER)])
    gone = chance.chosen(
        ~overdue & ~replaced & water & (pl.col("nth") == 1) & pl.col("closed_on").is_null(),
        dist.REMOVED_FOR_GOOD_PPM,
        "removed for good",
        KEY,
    )
    renewed = chance.chosen(overdue & water, dist.RENEWED_PPM, "renewed", KEY)
    sound = ~overdue & ~replaced & ~gone & pl.col("closed_on").is_null()
    failed = chance.chosen(sound, dist.FAILED_PPM, "failed", KEY)
    refused = chance.chosen(sound & ~failed, dist.ACCESS_REFUSED_PPM, "access refused", KEY)
    overdue_by = pl.duration(days=chance.below(LONGEST_OVERDUE_DAYS, "overdue by", KEY))
    # A sound meter was verified in the last years but never in the last: averages need history.
    left = 60 + chance.bits("due in", KEY) % (interval - 60 - 2 * DAYS_A_YEAR - 31 * months).cast(
        pl.UInt64
    )
    due = (
        pl.when(renewed)
        .then(pl.lit(last_day) - pl.duration(days=LAPSED_DAYS))
        .when(overdue)
        .then(pl.lit(last_day) - overdue_by)
        .otherwise(pl.lit(last_day) + pl.duration(days=left.cast(pl.Int64)))
    )
    return (
        meters.with_columns(due_on=due)
        .with_columns(verified_on=pl.col("due_on") - pl.duration(days=interval))
        .with_columns(
            installed_on="verified_on",
            renewed_on=pl.when(renewed).then(pl.lit(last_day) - pl.duration(days=RENEWED_DAYS)),
            replaced=replaced,
            removed_on=pl.when(replaced | gone).then(
                day_inside(chance, first_period, months, "replaced on", KEY)
            ),
            failed_on=pl.when(failed).then(
                day_inside(chance, first_period, months, "failed on", KEY)
            ),
            access_refused_on=pl.when(refused).then(
                day_inside(chance, first_period, months, "refused on", KEY)
            ),
        )
    )


def _replaced(chance: Chance, meters: pl.DataFrame) -> pl.DataFrame:
    """All meters and, for those that are removed, the new ones in their place."""
    interval = pl.col("service_id").replace_strict(INTERVALS, return_dtype=pl.Int64) * DAYS_A_YEAR
    new = meters.filter("replaced").with_columns(
        serial=(10_000_000 + chance.below(89_999_999, "new serial", KEY)).cast(pl.String),
        installed_on="removed_on",
        verified_on="removed_on",
        due_on=pl.col("removed_on") + pl.duration(days=interval),
        removed_on=pl.lit(None, dtype=pl.Date),
        replaces=pl.lit(value=True),
        replaced=pl.lit(value=False),
        near_rollover=pl.lit(value=False),
    )
    return pl.concat([meters, new])


def plan_registers(chance: Chance, meters: pl.DataFrame, first_period: Period) -> pl.DataFrame:
    """Registers of all meters in their order.

    Columns beside the table's own: ``habit_micro`` a month, ``opening_micro`` what it showed at the
    first opening reading, ``dial_micro`` where it returns to zero.
    """
    zones = pl.col("registers").replace_strict(ZONES, return_dtype=pl.List(pl.String))
    opening_day = first_period.plus(-1 - dist.OPENING_MONTHS).first_day
    rows = (
        meters.with_columns(zone=zones, meter_id="id")
        .with_columns(place_of_register=pl.int_ranges(1, pl.col("registers") + 1, dtype=pl.Int64))
        .explode("zone", "place_of_register")
        .rename({"place_of_register": "register_number"})
    )
    share = (
        pl.when((pl.col("registers") == 3) & (pl.col("zone") == "NIGHT"))
        .then(dist.THREE_ZONE_NIGHT_PPM)
        .otherwise(pl.col("zone").replace_strict(dist.ZONE_SHARES_PPM, return_dtype=pl.Int64))
    )
    step = power_of_ten(6 - pl.col("decimals"))
    rows = numbered(
        rows.drop("id").with_columns(
            # What passes a transformer is counted divided by its ratio.
            habit_micro=pl.col("habit_micro") // 1_000 * (share // 1_000)
            // (pl.col("ratio_micro") // MICRO),
            dial_micro=power_of_ten(pl.col("digits")) * MICRO,
        )
    )  # fmt: skip
    age = (pl.lit(opening_day) - pl.col("installed_on")).dt.total_days().clip(0) // 30
    initial = chance.below(9_000, "initial", pl.col("id")) * 1_000 // step * step
    counted = initial + age * pl.col("habit_micro")
    near = pl.col("dial_micro") - pl.col("habit_micro") * (dist.OPENING_MONTHS * 2 + 1) // 2
    opening = pl.when("near_rollover").then(near).otherwise(counted % pl.col("dial_micro"))
    return rows.with_columns(
        number=pl.col("register_number"),
        initial_micro=initial,
        opening_micro=pl.when("replaces").then(initial).otherwise(opening) // step * step,
    )


def verification_rows(meters: pl.DataFrame) -> pl.DataFrame:
    """Verifications of all meters; those renewed after a lapse have a second one."""
    interval = pl.col("service_id").replace_strict(INTERVALS, return_dtype=pl.Int64) * DAYS_A_YEAR
    first = meters.select("verified_on", "due_on", meter_id="id")
    second = meters.filter(pl.col("renewed_on").is_not_null()).select(
        verified_on="renewed_on",
        due_on=pl.col("renewed_on") + pl.duration(days=interval),
        meter_id="id",
    )
    return numbered(pl.concat([first, second]))
