"""Rules that price a volume: meters, averages, norms, waste, wastewater."""

from __future__ import annotations

from datetime import date, timedelta
from math import gcd
from typing import Any, Final

import polars as pl

from raschet.engine.averages import monthly_average_micro
from raschet.engine.golden.city import City, month_of_days, service_number
from raschet.engine.golden.fields import CaseInvalid, Field, Kind
from raschet.engine.golden.rule import (
    DAYS_IN_MONTH,
    SERVICE,
    TARIFF,
    Rule,
    amount,
    billed,
    decimal,
    integer,
    text,
    volume,
)
from raschet.values.period import Period
from raschet.values.rounding import MICRO

RAISING = decimal("raising_coefficient", "Raising coefficient", default=MICRO)
PERSONS = decimal("persons", "Residents counted; a fraction where they are weighted by days")
NORM = decimal("norm", "Units a person a month")
PERIOD = Field("period", Kind.PERIOD, "Month of the charge", default=Period(2026, 6))
CAUSES: Final = ("no_reading", "failed", "verification_expired", "access_denied")
CAUSE_NAMES: Final = {
    "not_submitted": "no_reading",
    "meter_failed": "failed",
    "failure": "failed",
    "expired": "verification_expired",
    "verification": "verification_expired",
    "access_refused": "access_denied",
    "no_access": "access_denied",
}


def metered(case: dict[str, Any]) -> dict[str, Any]:
    """Difference of two readings, times a ratio, at one tariff (R-010, R-040, R-050)."""
    if case["current"] < case["previous"]:
        raise CaseInvalid("inputs.current: is below the previous reading; use the rule rollover")
    city = City(case["period"])
    city.account()
    city.supply(case["service"], "METER_OR_NORM", case["tariff"])
    ratio = case["coefficient"] if case["ratio"] is None else case["ratio"]
    city.register(case["service"], case["previous"], case["current"], ratio_micro=ratio)
    lines = billed(city.compute())
    return {"volume": volume(lines), "amount_kopecks": amount(lines)}


def electricity_zones(case: dict[str, Any]) -> dict[str, Any]:
    """A register and a tariff for every zone of the day (R-041)."""
    city = City(case["period"])
    city.account()
    city.supply("electricity", "METER_OR_NORM")
    for row in case["zones"]:
        if row["current"] < row["previous"]:
            raise CaseInvalid(f"the reading of zone {row['zone']} is below the previous one")
        zone = row["zone"].upper()
        city.tariff("electricity", row["tariff"], zone=zone)
        city.register(
            "electricity", row["previous"], row["current"], zone=zone, ratio_micro=row["ratio"]
        )
    lines = billed(city.compute())
    parts = {
        f"{row['zone']}_kopecks": amount(lines.filter(pl.col("zone") == row["zone"].upper()))
        for row in case["zones"]
    }
    return {**parts, "volume": volume(lines), "amount_kopecks": amount(lines)}


def _norm_city(case: dict[str, Any], period: Period, service: str) -> City:
    """A service by norm; with ``persons`` in the case, its account."""
    city = City(period)
    city.supply(service, "METER_OR_NORM", case["tariff"])
    persons, norm = whole_persons(case.get("persons", MICRO), case["norm"])
    city.norm(service, norm)
    if "persons" in case:
        city.account(persons=persons)
    return city


def whole_persons(persons_micro: int, norm_micro: int) -> tuple[int, int]:
    """Residents as a whole number with a norm of the same product: 2.5 x 4.34 = 5 x 2.17.

    Residents weighted by days may be a fraction; a household counts whole ones. Raises: CaseInvalid.
    """
    share = gcd(persons_micro, MICRO)
    persons, divisor = persons_micro // share, MICRO // share
    if norm_micro % divisor:
        raise CaseInvalid("inputs.persons: times the norm has more than six decimals")
    return persons, norm_micro // divisor


def _with_raising(lines: pl.DataFrame) -> dict[str, Any]:
    base = amount(lines.filter(pl.col("kind") == "CHARGE"))
    return {
        "volume": volume(lines),
        "base_kopecks": base,
        "raising_kopecks": amount(lines) - base,
        "amount_kopecks": amount(lines),
    }


def norm_person(case: dict[str, Any]) -> dict[str, Any]:
    """Norm of a person with the raising coefficient as its own line (R-011, D-04)."""
    city = _norm_city(case, case["period"], case["service"])
    city.add(
        "coefficients",
        service_id=service_number(case["service"]),
        coefficient_micro=case["raising_coefficient"],
    )
    return _with_raising(billed(city.compute()))


def norm_person_split_k(case: dict[str, Any]) -> dict[str, Any]:
    """The raising coefficient changes inside the month (D-14)."""
    period = case["period"] or month_of_days(case["days_in_month"])
    city = _norm_city(case, period, case["service"])
    for first, until, row in segments_of(city, case["segments"]):
        city.add(
            "coefficients",
            service_id=service_number(case["service"]),
            coefficient_micro=row["coefficient"],
            valid_from=first,
            valid_until=until,
        )
    return _with_raising(billed(city.compute()))


def segments_of(
    city: City, segments: list[dict[str, Any]]
) -> list[tuple[date, date, dict[str, Any]]]:
    """Days of consecutive segments that fill the month. Raises: CaseInvalid."""
    if sum(row["days"] for row in segments) != city.period.days or any(
        row["days"] <= 0 for row in segments
    ):
        raise CaseInvalid(f"inputs.segments: must fill the {city.period.days} days of the month")
    placed = []
    passed = 0
    for row in segments:
        placed.append((city.day(passed), city.day(passed + row["days"]), row))
        passed += row["days"]
    return placed


def norm_person_days(case: dict[str, Any]) -> dict[str, Any]:
    """Norm by person-days (D-06): whole residents of the month, one more for the days left."""
    city = _norm_city(case, month_of_days(case["days_in_month"]), case["service"])
    whole, rest = divmod(case["person_days"], case["days_in_month"])
    if case["person_days"] <= 0:
        raise CaseInvalid("inputs.person_days: must be positive")
    # Fewer person-days than days: one resident of an account that is served on just these days.
    city.account(persons=max(whole, 1), closed_on=None if whole else city.day(rest))
    city.rows["households"].clear()
    stretches = [(0, rest, whole + 1), (rest, case["days_in_month"], whole)]
    for first, until, persons in stretches:
        if first == until or persons == 0:
            continue
        city.add(
            "households",
            account_id=1,
            registered=persons,
            temporary=0,
            owners=0,
            valid_from=city.day(first),
            valid_until=city.day(until),
        )
    lines = billed(city.compute())
    return {"volume": volume(lines), "amount_kopecks": amount(lines)}


def norm_area(case: dict[str, Any]) -> dict[str, Any]:
    """Norm of a square metre: irrigation (R-012)."""
    city = City(case["period"])
    city.account()
    city.add(
        "measures",
        account_id=1,
        service_id=service_number(case["service"]),
        norm_group="ALL",
        amount_micro=case["area"],
    )
    city.supply(case["service"], "NORM_MEASURE", case["tariff"])
    city.norm(case["service"], case["norm_per_m2"], "M2_MONTH")
    city.add(
        "coefficients",
        service_id=service_number(case["service"]),
        coefficient_micro=case["raising_coefficient"],
    )
    return _with_raising(billed(city.compute()))


def wastewater(case: dict[str, Any]) -> dict[str, Any]:
    """Cold and hot water together (R-030); a negative volume is a correction (R-033)."""
    city = City(case["period"])
    city.account()
    city.supply("wastewater", "WASTEWATER", case["tariff"])
    for service in ("cold", "hot"):
        city.supply(f"{service}_water", "METER_OR_NORM", MICRO)
        used = case[f"{service}_volume"]
        city.register(f"{service}_water", 0, max(used, 0), estimated_micro=max(-used, 0))
    lines = billed(city.compute(), service_id=service_number("wastewater"))
    return {"volume": volume(lines), "amount_kopecks": amount(lines)}


def waste_person(case: dict[str, Any]) -> dict[str, Any]:
    """Yearly norm of a person (R-070)."""
    city = City(case["period"])
    persons, norm = whole_persons(case["persons"], case["annual_norm"])
    city.account(persons=persons)
    city.supply("waste", "WASTE_PERSONS", case["tariff"])
    city.norm("waste", norm, "PERSON_YEAR")
    lines = billed(city.compute())
    return {"volume": volume(lines), "amount_kopecks": amount(lines)}


def waste_area(case: dict[str, Any]) -> dict[str, Any]:
    """Yearly norm of a square metre (R-070)."""
    city = City(case["period"])
    city.account(area_micro=case["area"])
    city.supply("waste", "WASTE_AREA", case["tariff"])
    city.norm("waste", case["annual_norm_per_m2"], "M2_YEAR")
    lines = billed(city.compute())
    return {"volume": volume(lines), "amount_kopecks": amount(lines)}


def missing_reading(case: dict[str, Any]) -> dict[str, Any]:
    """The average of the latest actual months, then the norm (R-120 to R-122)."""
    cause = CAUSE_NAMES.get(case["cause"], case["cause"])
    if cause not in CAUSES:
        raise CaseInvalid(f"inputs.cause: {case['cause']!r} is none of {', '.join(CAUSES)}")
    if case["month_without_reading"] < 1:
        raise CaseInvalid("inputs.month_without_reading: counts from 1")
    city = _norm_city(case, case["period"], case["service"])
    city.add(
        "coefficients",
        service_id=service_number(case["service"]),
        coefficient_micro=case["raising_coefficient"],
    )
    city.changed_parameters.update(
        average_limit_months=case["average_limit"], average_minimum_months=case["minimum_history"]
    )
    before = city.period.first_day - timedelta(days=1)
    city.register(
        case["service"],
        0,
        None,
        months_missing=case["month_without_reading"] - 1,
        average_micro=monthly_average_micro(case["history"], case["window"]),
        average_months=len(case["history"]),
        access_refused=cause == "access_denied",
        failed_on=before if cause == "failed" else None,
        verified_until=before if cause == "verification_expired" else None,
    )
    lines = billed(city.compute())
    method = lines["method"][0]
    return {
        "volume": volume(lines),
        "amount_kopecks": amount(lines),
        "basis": {"AVERAGE": "average", "NORM": "norm"}[method],
    }


def communal_flat(case: dict[str, Any]) -> dict[str, Any]:
    """The meter of a communal flat, shared by residents (R-131)."""
    others = case["flat_persons"] - case["room_persons"]
    if others < 0 or case["room_persons"] < 1:
        raise CaseInvalid("inputs.room_persons: must be between 1 and the residents of the flat")
    city = City(case["period"])
    city.supply(case["service"], "METER_OR_NORM", case["tariff"])
    for account_id, persons in ((1, case["room_persons"]), (2, others)):
        if persons:
            city.account(account_id, persons=persons)
            city.register(
                case["service"], 0, case["flat_volume"], account_id=account_id, register_id=1
            )
    lines = billed(city.compute(), account_id=1)
    return {"volume": volume(lines), "amount_kopecks": amount(lines)}


COEFFICIENT = decimal("coefficient", "Ratio or temperature coefficient", default=MICRO)
READINGS = (decimal("previous", "Earlier reading"), decimal("current", "Later reading"))
SEGMENT_DAYS = integer("days", "Days of the segment")

RULES: Final = (
    Rule(
        "metered",
        (SERVICE, PERIOD, *READINGS, TARIFF, COEFFICIENT,
         decimal("ratio", "Meter ratio; another name of the coefficient", default=None)),
        metered,
    ),
    Rule(
        "electricity_zones",
        (PERIOD, Field("zones", Kind.TABLE, "One row a zone", fields=(
            text("zone", "day, night, peak, semi_peak"), *READINGS, TARIFF,
            decimal("ratio", "Meter ratio", default=MICRO)))),
        electricity_zones,
    ),
    Rule("norm_person", (SERVICE, PERIOD, NORM, PERSONS, TARIFF, RAISING), norm_person),
    Rule(
        "norm_person_split_k",
        (SERVICE, Field("period", Kind.PERIOD, "Month of the charge", default=None),
         NORM, PERSONS, TARIFF,
         integer("days_in_month", "Calendar days, where no period is named", default=None),
         Field("segments", Kind.TABLE, "Days and their coefficient, in order",
               fields=(SEGMENT_DAYS, decimal("coefficient", "Raising coefficient")))),
        norm_person_split_k,
    ),
    Rule(
        "norm_person_days",
        (SERVICE, NORM, integer("person_days", "Sum of residents over days"), DAYS_IN_MONTH, TARIFF),
        norm_person_days,
    ),
    Rule(
        "norm_area",
        (SERVICE, PERIOD, decimal("norm_per_m2", "Units a square metre a month"),
         decimal("area", "Square metres"), TARIFF, RAISING),
        norm_area,
    ),
    Rule(
        "wastewater",
        (PERIOD, decimal("cold_volume", "Cold water before K", default=0),
         decimal("hot_volume", "Hot water before K", default=0), TARIFF),
        wastewater,
    ),
    Rule(
        "waste_person",
        (PERIOD, decimal("annual_norm", "Units a person a year"), PERSONS, TARIFF),
        waste_person,
    ),
    Rule(
        "waste_area",
        (PERIOD, decimal("annual_norm_per_m2", "Units a square metre a year"),
         decimal("area", "Square metres"), TARIFF),
        waste_area,
    ),
    Rule(
        "missing_reading",
        (SERVICE, PERIOD,
         Field("history", Kind.DECIMALS, "Volumes of the actual months, oldest first", default=()),
         integer("month_without_reading", "1 for the first month without a reading"),
         text("cause", ", ".join(CAUSES), default="no_reading"),
         NORM, PERSONS, TARIFF, RAISING,
         integer("average_limit", "Months billed by the average at most", default=3),
         integer("window", "Months that enter the average at most", default=6),
         integer("minimum_history", "Fewer months give the norm", default=3)),
        missing_reading,
    ),
    Rule(
        "communal_flat",
        (SERVICE, PERIOD, decimal("flat_volume", "Volume of the shared meter"),
         integer("room_persons", "Residents of the room"),
         integer("flat_persons", "Residents of the flat"), TARIFF),
        communal_flat,
    ),
)  # fmt: skip
