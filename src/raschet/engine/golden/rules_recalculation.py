"""Rules of recalculations: absence, poor quality, late readings by storno."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from raschet.engine.golden.fields import CaseInvalid, Field, Kind
from raschet.engine.golden.rule import (
    DAYS_IN_MONTH,
    SERVICE,
    TARIFF,
    Rule,
    Volume,
    decimal,
    integer,
    not_negative,
    positive,
    row,
    text,
    whole,
)
from raschet.engine.golden.rules_volume import NORM, PERIOD
from raschet.engine.law.recalculation import absence_law, reduction_of
from raschet.engine.recalculation import absence, late_storno, quality
from raschet.values.rounding import MICRO

REGISTER: Final = ["register_id"]
BASES: Final = ("norm", "meter", "average")


def absence_refund(case: dict[str, Any]) -> dict[str, Any]:
    """Full days of absence at the norm, where the law gives them back (R-150 to R-152)."""
    if case["billing_basis"] not in BASES:
        raise CaseInvalid(
            f"inputs.billing_basis: {case['billing_basis']!r} is none of {', '.join(BASES)}"
        )
    if case["return"] < case["departure"]:
        raise CaseInvalid("inputs.return: is before the departure")
    not_negative(case, "absent_persons", "norm")
    frame = row(
        norm_micro=case["norm"], rate_micro_rubles=case["tariff"], persons=case["absent_persons"]
    ).with_columns(
        service=pl.lit(case["service"]),
        by_norm=pl.lit(case["billing_basis"] == "norm"),
        metering_possible=pl.lit(case["meter_technically_possible"]),
        failed_beyond_control=pl.lit(case["meter_failed"]),
        left_on=pl.lit(case["departure"]),
        returned_on=pl.lit(case["return"]),
        months=pl.lit(1),
        segment_from=pl.lit(case["period"].first_day),
        segment_until=pl.lit(case["period"].dates.until),
    )
    line = absence.refunds(frame, case["period"], absence_law(case["period"]))
    return {
        "amount_kopecks": whole(line["refund_kopecks"]),
        "days_in_period": whole(line["away_days"]),
    }


def absence_waste_area(case: dict[str, Any]) -> dict[str, Any]:
    """The absent persons' part of a charge by area (R-072)."""
    positive(case, "persons", "days_in_month")
    if not 0 <= case["absent_persons"] <= case["persons"]:
        raise CaseInvalid("inputs.absent_persons: must be between 0 and the residents")
    if not 0 <= case["days"] <= case["days_in_month"]:
        raise CaseInvalid("inputs.days: must be days of the month")
    names = ("charge_kopecks", "absent_persons", "persons", "days")
    frame = row(**{name: case[name] for name in names}, month_days=case["days_in_month"])
    return {"amount_kopecks": whole(absence.waste_by_area(frame))}


def quality_outage(case: dict[str, Any]) -> dict[str, Any]:
    """Excess hours at a percent, and the undelivered volume of the norm (R-160, R-161)."""
    hours = case["outages_hours"]
    if hours and min(hours) < 0:
        raise CaseInvalid("inputs.outages_hours: must not be negative")
    month_hours = case["undelivered_hours_in_month"]
    if month_hours is not None and month_hours < 1:
        raise CaseInvalid("inputs.undelivered_hours_in_month: must be more than zero")
    outages = pl.DataFrame(
        {"account_id": 1, "hours_micro": pl.Series(hours or [0], dtype=pl.Int64)}
    )
    found = quality.excess_hours(
        outages,
        ["account_id"],
        limit_total_micro=case["limit_total"],
        limit_single_micro=case["limit_single"],
    )
    excess = whole(found["excess_hours"])
    refund = quality.outage(
        row(
            charge_kopecks=case["charge_kopecks"],
            excess_hours=excess,
            percent_micro=case["percent_per_hour"],
            undelivered_micro=whole(found["hours_micro"]) if month_hours else 0,
            month_hours=month_hours or 1,
        )
    )
    return {"amount_kopecks": whole(refund), "excess_hours": excess}


def quality_percent_hours(case: dict[str, Any]) -> dict[str, Any]:
    """A percent an hour and step, at most the fee (R-160)."""
    not_negative(case, "multiplier", "hours")
    return {"amount_kopecks": _by_hours(case, case["percent_per_hour"], case["multiplier"])}


def _by_hours(case: dict[str, Any], percent_micro: int, steps: int) -> int:
    refund = quality.percent_hours(
        row(
            charge_kopecks=case["charge_kopecks"],
            percent_micro=percent_micro,
            steps=steps,
            hours_micro=case["hours"],
        )
    )
    return whole(refund)


def quality_hot_water_temperature(case: dict[str, Any]) -> dict[str, Any]:
    """A percent an hour for each step of degrees beyond the tolerance (D-16)."""
    not_negative(case, "hours", "tolerance")
    if case["step"] not in {"floor", "ceil", None}:
        raise CaseInvalid(f"inputs.step: {case['step']!r} is none of floor, ceil")
    law = reduction_of("HOT_WATER_TEMPERATURE", case["period"])
    assert law.step_micro is not None
    steps = quality.steps_beyond(
        row(
            measured_micro=case["measured"],
            lowest_micro=case["standard"],
            highest_micro=case["highest"],
            tolerance_micro=case["tolerance"],
        ),
        step_micro=law.step_micro,
        steps_up=law.steps_up if case["step"] is None else case["step"] == "ceil",
    )
    amount = _by_hours(case, law.percent_micro, whole(steps))
    return {"amount_kopecks": amount, "steps": whole(steps)}


def quality_hot_water_below_40(case: dict[str, Any]) -> dict[str, Any]:
    """Hours below 40 degrees at the tariff of cold water."""
    positive(case, "hours_in_month")
    not_negative(case, "hours")
    line = quality.below_forty(
        row(
            quantity_micro=case["volume"],
            hours_micro=case["hours"],
            month_hours=case["hours_in_month"],
            hot_rate_micro_rubles=case["hot_tariff"],
            cold_rate_micro_rubles=case["cold_tariff"],
        )
    )
    return {
        "volume": Volume(whole(line["cooled_micro"])),
        "amount_kopecks": whole(line["refund_kopecks"]),
    }


def quality_waste(case: dict[str, Any]) -> dict[str, Any]:
    """A percent for every whole day beyond the limit."""
    not_negative(case, "delay_hours")
    law = reduction_of("WASTE_DELAY", case["period"])
    limit = law.limit_total_micro if case["limit_hours"] is None else case["limit_hours"]
    assert limit is not None
    refund = quality.waste_delay(
        row(charge_kopecks=case["charge_kopecks"], delay_micro=case["delay_hours"]),
        percent_micro=law.percent_micro,
        limit_micro=limit,
    )
    return {"amount_kopecks": whole(refund)}


def quality_maintenance(case: dict[str, Any]) -> dict[str, Any]:
    """Work not done, by days (PP 491)."""
    positive(case, "days_in_month")
    if not 0 <= case["days"] <= case["days_in_month"]:
        raise CaseInvalid("inputs.days: must be days of the month")
    refund = quality.maintenance(
        row(
            area_micro=case["area"],
            rate_micro_rubles=case["work_rate"],
            days=case["days"],
            month_days=case["days_in_month"],
        )
    )
    return {"amount_kopecks": whole(refund)}


def late_reading_storno(case: dict[str, Any]) -> dict[str, Any]:
    """Estimates reversed, the actual volume spread by days (R-127, D-12)."""
    if case["current"] < case["last_actual"]:
        raise CaseInvalid("inputs.current: is below the last actual reading")
    if not case["months"] or min(month["days"] for month in case["months"]) < 1:
        raise CaseInvalid("inputs.months: at least one, each with days")
    months = pl.DataFrame(
        [
            {
                "register_id": 1,
                "period": case["first_period"].plus(number).first_day,
                "days": month["days"],
                "charged_micro": month["charged_volume"],
                "rate_micro_rubles": month["tariff"],
                "actual_micro": case["current"] - case["last_actual"],
            }
            for number, month in enumerate(case["months"])
        ]
    )
    lines = late_storno.corrections(months, REGISTER)
    results: dict[str, Any] = {"amount_kopecks": int(lines["amount_kopecks"].sum())}
    for number, (spread, kopecks) in enumerate(
        lines.select("spread_micro", "amount_kopecks").iter_rows(), start=1
    ):
        results[f"v{number}"] = Volume(spread)
        results[f"m{number}_kopecks"] = kopecks
    return {**results, "volume": Volume(int(lines["quantity_micro"].sum()))}


CHARGE = Field("charge_kopecks", Kind.KOPECKS, "Fee of the month")
HOURS = decimal("hours", "Hours in all")
PERCENT_PER_HOUR = decimal("percent_per_hour", "Percent of the fee an hour")

RULES: Final = (
    Rule(
        "absence",
        (SERVICE, text("billing_basis", ", ".join(BASES), default="norm"),
         Field("meter_technically_possible", Kind.FLAG, "Whether a meter can be installed"),
         Field("meter_failed", Kind.FLAG, "Whether a meter failed beyond control", default=False),
         NORM, TARIFF, integer("absent_persons", "Residents absent"),
         Field("departure", Kind.DATE, "Day of departure"),
         Field("return", Kind.DATE, "Day of return"), PERIOD),
        absence_refund,
    ),
    Rule(
        "absence_waste_area",
        (CHARGE, integer("persons", "Residents"), integer("absent_persons", "Residents absent"),
         integer("days", "Full days of absence in the month"), DAYS_IN_MONTH),
        absence_waste_area,
    ),
    Rule(
        "quality_outage",
        (CHARGE, Field("outages_hours", Kind.DECIMALS, "Hours of each outage"),
         decimal("limit_total", "Hours allowed a month", default=None),
         decimal("limit_single", "Hours allowed at once", default=None), PERCENT_PER_HOUR,
         integer("undelivered_hours_in_month", "Hours of the month where the norm is billed",
                 default=None)),
        quality_outage,
    ),
    Rule(
        "quality_percent_hours",
        (CHARGE, PERCENT_PER_HOUR, integer("multiplier", "Steps or degrees", default=1), HOURS),
        quality_percent_hours,
    ),
    Rule(
        "quality_hot_water_temperature",
        (PERIOD, CHARGE, decimal("measured", "Degrees measured"),
         decimal("standard", "Lowest degrees of the standard"),
         decimal("highest", "Highest degrees of the standard", default=75 * MICRO),
         decimal("tolerance", "Degrees allowed beyond"), HOURS,
         text("step", "floor or ceil; by default that of law", default=None)),
        quality_hot_water_temperature,
    ),
    Rule(
        "quality_hot_water_below_40",
        (decimal("volume", "Cubic metres of the month"), decimal("hot_tariff", "Of hot water"),
         decimal("cold_tariff", "Of cold water"), HOURS,
         integer("hours_in_month", "Hours of the month")),
        quality_hot_water_below_40,
    ),
    Rule(
        "quality_waste",
        (PERIOD, CHARGE, decimal("delay_hours", "Hours of delay in all"),
         decimal("limit_hours", "Hours allowed; by default those of law", default=None)),
        quality_waste,
    ),
    Rule(
        "quality_maintenance",
        (decimal("area", "Square metres"), decimal("work_rate", "Roubles of the work a square metre"),
         integer("days", "Days without the work"), DAYS_IN_MONTH),
        quality_maintenance,
    ),
    Rule(
        "late_reading_storno",
        (SERVICE, Field("first_period", Kind.PERIOD, "First of the months", default=PERIOD.default),
         decimal("last_actual", "Last actual reading"), decimal("current", "Late reading"),
         Field("months", Kind.TABLE, "Months since, in order", fields=(
             integer("days", "Days of the month"), decimal("charged_volume", "Volume charged"),
             TARIFF))),
        late_reading_storno,
    ),
)  # fmt: skip
