"""Reductions for interruptions and poor quality in a month: laid over the lines that it has charged.

Every row of the table of quality (``engine/law/quality.toml``) says by its ``shape`` how hours become
money; a percent is of the month's fee of the service with the raising part, and all reductions of a
service together never exceed it (R-160). Where the norm was charged, an outage also takes the
undelivered volume back (R-161). Decisions: a service with several lines has one fee; of several cases
the first in the table is taken first when the fee is used up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from raschet.engine.law.recalculation import quality_cases, reduction_of
from raschet.engine.lines import LINE_SCHEMA, as_lines
from raschet.engine.recalculation import quality
from raschet.values.rounding import AMOUNT_DIVISOR, MICRO, mul_div_half_up

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from raschet.engine.inputs import Inputs
    from raschet.engine.law.recalculation import Reduction

METHOD: Final = "QUALITY"
SUPPLY: Final = ["account_id", "service_id"]
COLD: Final = "cold_water"
BELOW_FORTY: Final = 40 * MICRO
HOURS_A_DAY: Final = 24


def lines_of(inputs: Inputs, lines: pl.DataFrame) -> pl.DataFrame:
    """Reduction lines (kind RECALCULATION, method QUALITY, the case as reason), one a case.

    lines: what the month has charged. Operands: ``coefficient_micro`` percent of an hour (a day for
    waste), ``house_volume_micro`` hours in all, ``house_area_micro`` hours (steps included, for waste
    whole days) that the percent is multiplied by.
    """
    if inputs.quality.is_empty():
        return pl.DataFrame(schema=LINE_SCHEMA)
    fees = _fees(inputs, lines)
    events = inputs.quality.join(fees, on=SUPPLY).filter(pl.col("charge_kopecks") > 0)
    parts = []
    for rank, case in enumerate(quality_cases()):
        rows = events.filter(pl.col("case_code") == case)
        if not rows.is_empty():
            law = reduction_of(case, inputs.period)
            found = SHAPES[law.shape](rows, law, inputs.period.days)
            parts.append(
                found.select(
                    *(*SUPPLY, "refund_kopecks", "hours_micro", "counted_micro"),
                    coefficient_micro=pl.lit(law.percent_micro),
                    rank=pl.lit(rank),
                    reason=pl.lit(case),
                )
            )
    if not parts:
        return pl.DataFrame(schema=LINE_SCHEMA)
    return _capped(pl.concat(parts), fees, inputs)


def _fees(inputs: Inputs, lines: pl.DataFrame) -> pl.DataFrame:
    """Each supply's fee of the month, its volume, area and rates, and whether the norm was charged."""
    own = pl.col("kind") == "CHARGE"
    rates = pl.col("rate_micro_rubles").filter(own)
    codes = inputs.services.rename({"code": "service"})
    fees = (
        lines.filter(pl.col("kind").is_in(["CHARGE", "RAISING"]))
        .join(codes, on="service_id")
        .sort(*SUPPLY, "segment_from", "supplier_id")
        .group_by(*SUPPLY, "service")
        .agg(
            charge_kopecks=pl.col("amount_kopecks").sum(),
            quantity_micro=pl.col("quantity_micro").filter(own).sum(),
            area_micro=pl.col("area_micro").max(),
            by_norm=(pl.col("method").filter(own) == "NORM").all(),
            hot_rate_micro_rubles=pl.when(rates.min() == rates.max()).then(rates.min()),
            supplier_id=pl.col("supplier_id").last(),
            segment_from=pl.col("segment_from").min(),
            segment_until=pl.col("segment_until").max(),
        )
    )
    cold = fees.filter(pl.col("service") == COLD).select(
        "account_id", cold_rate_micro_rubles="hot_rate_micro_rubles"
    )
    return fees.join(cold, on="account_id", how="left")


def _outage(rows: pl.DataFrame, law: Reduction, month_days: int) -> pl.DataFrame:
    found = _excess(rows, law)
    undelivered = pl.when("by_norm").then("hours_micro").otherwise(0)
    frame = found.select(
        *("charge_kopecks", "excess_hours"),
        percent_micro=pl.lit(law.percent_micro),
        undelivered_micro=pl.min_horizontal(undelivered, month_days * HOURS_A_DAY * MICRO),
        month_hours=pl.lit(month_days * HOURS_A_DAY),
    )
    return found.with_columns(
        quality.outage(frame).alias("refund_kopecks"),
        counted_micro=pl.col("excess_hours").cast(pl.Int64) * MICRO,
    )


def _excess(rows: pl.DataFrame, law: Reduction) -> pl.DataFrame:
    """A supply's fee with ``hours_micro`` in all and whole ``excess_hours`` (D-16)."""
    excess = quality.excess_hours(
        rows.select(*SUPPLY, "hours_micro"),
        SUPPLY,
        limit_total_micro=law.limit_total_micro,
        limit_single_micro=law.limit_single_micro,
    )
    return _supplies(rows).drop("hours_micro").join(excess, on=SUPPLY)


def _supplies(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.unique(SUPPLY, keep="first", maintain_order=True)


def _hours(rows: pl.DataFrame, law: Reduction, month_days: int) -> pl.DataFrame:
    del month_days
    return _by_percent(rows.with_columns(counted_micro=pl.col("hours_micro")), law)


def _by_percent(rows: pl.DataFrame, law: Reduction) -> pl.DataFrame:
    """Events with ``counted_micro`` (hours x steps), added up by supply and priced once."""
    sums = rows.group_by(SUPPLY, maintain_order=True).agg(
        pl.col("hours_micro", "counted_micro").sum(), pl.col("charge_kopecks").first()
    )
    frame = sums.select(
        "charge_kopecks",
        percent_micro=pl.lit(law.percent_micro),
        steps=pl.lit(1),
        hours_micro="counted_micro",
    )
    return sums.with_columns(quality.percent_hours(frame).alias("refund_kopecks"))


def _pressure(rows: pl.DataFrame, law: Reduction, month_days: int) -> pl.DataFrame:
    """A percent an hour; beyond the limit of the deviation the fee of the days is not due."""
    assert law.not_due_beyond_micro is not None
    far = pl.col("measured_micro").fill_null(0) > law.not_due_beyond_micro
    little = _by_percent(
        rows.filter(~far).with_columns(counted_micro=pl.col("hours_micro")), law
    ).drop("charge_kopecks")
    days = (
        rows.filter(far)
        .group_by(SUPPLY, maintain_order=True)
        .agg(
            pl.col("hours_micro").sum(),
            pl.col("charge_kopecks").first(),
            pl.col("event_days").cast(pl.Int64).sum().clip(upper_bound=month_days),
        )
    )
    refund = mul_div_half_up([days["charge_kopecks"], days["event_days"]], [month_days])
    much = days.select(
        *(*SUPPLY, "hours_micro"),
        counted_micro=pl.lit(0, dtype=pl.Int64),
        refund_kopecks=-refund,
    )
    return (
        pl.concat([little, much.select(little.columns)])
        .group_by(SUPPLY, maintain_order=True)
        .agg(pl.all().sum())
    )


def _temperature(rows: pl.DataFrame, law: Reduction, month_days: int) -> pl.DataFrame:
    """Steps of degrees beyond what is allowed by day and by night, hour by hour.

    Hot water colder than forty degrees is paid as cold water instead, where its tariff is known.
    """
    cold = pl.col("cold_rate_micro_rubles").is_not_null() & (pl.col("service") == "hot_water")
    forty = cold & (pl.col("measured_micro") < BELOW_FORTY)
    parts = [rows.filter(~forty), rows.filter(forty)]
    counted = parts[0].with_columns(
        counted_micro=_steps(parts[0], law, night=False)
        * (pl.col("hours_micro") - pl.col("night_hours_micro"))
        + _steps(parts[0], law, night=True) * pl.col("night_hours_micro")
    )
    found = _by_percent(counted, law).drop("charge_kopecks")
    if parts[1].is_empty():
        return found
    cooled = _as_cold(parts[1], month_days).select(found.columns)
    return pl.concat([found, cooled]).group_by(SUPPLY, maintain_order=True).agg(pl.all().sum())


def _steps(rows: pl.DataFrame, law: Reduction, *, night: bool) -> pl.Series:
    assert law.step_micro is not None
    tolerance = law.tolerance_night_micro if night else law.tolerance_day_micro
    raised = pl.col("standard_micro") - law.lowest_micro
    # A tolerance on the warm side belongs to hot water only: a room may be colder by night.
    slack = 0 if law.case == "HOT_WATER_TEMPERATURE" else tolerance
    frame = rows.select(
        "measured_micro",
        lowest_micro=pl.coalesce("standard_micro", pl.lit(law.lowest_micro)),
        highest_micro=pl.lit(law.highest_micro) + raised.fill_null(0) - slack,
        tolerance_micro=pl.lit(tolerance),
    )
    return quality.steps_beyond(frame, step_micro=law.step_micro, steps_up=law.steps_up)


def _as_cold(rows: pl.DataFrame, month_days: int) -> pl.DataFrame:
    """``refund_kopecks``: the cooled volume at the difference of the tariffs."""
    sums = rows.group_by(SUPPLY, maintain_order=True).agg(
        pl.col("hours_micro").sum(),
        pl.col("quantity_micro", "charge_kopecks", "cold_rate_micro_rubles").first(),
        pl.col("hot_rate_micro_rubles").first(),
    )
    average = mul_div_half_up(
        [sums["charge_kopecks"], pl.Series([AMOUNT_DIVISOR])], [sums["quantity_micro"].clip(1)]
    ).alias("average")
    frame = sums.with_columns(
        hot_rate_micro_rubles=pl.coalesce("hot_rate_micro_rubles", average),
        month_hours=pl.lit(month_days * HOURS_A_DAY),
    )
    return quality.below_forty(frame).with_columns(counted_micro=pl.lit(0, dtype=pl.Int64))


def _days(rows: pl.DataFrame, law: Reduction, month_days: int) -> pl.DataFrame:
    """A percent for every whole 24 hours beyond what is allowed."""
    del month_days
    found = _excess(rows, law)
    whole = found["excess_hours"] // HOURS_A_DAY
    frame = found.select("charge_kopecks", delay_micro=whole.cast(pl.Int64) * (HOURS_A_DAY * MICRO))
    refund = quality.waste_delay(frame, percent_micro=law.percent_micro, limit_micro=0)
    return found.with_columns(
        refund.alias("refund_kopecks"), (whole.cast(pl.Int64) * MICRO).alias("counted_micro")
    )


def _work(rows: pl.DataFrame, law: Reduction, month_days: int) -> pl.DataFrame:
    """Missing maintenance work at its own rate, by days (PP 491)."""
    del law
    frame = rows.select(
        area_micro=pl.col("area_micro").fill_null(0),
        rate_micro_rubles=pl.col("work_rate_micro_rubles").fill_null(0),
        days=pl.col("event_days").cast(pl.Int64),
        month_days=pl.lit(month_days),
    )
    priced = rows.with_columns(quality.maintenance(frame).alias("refund_kopecks"))
    return priced.group_by(SUPPLY, maintain_order=True).agg(
        pl.col("refund_kopecks", "hours_micro").sum(),
        counted_micro=pl.col("event_days").cast(pl.Int64).sum() * MICRO,
    )


def _capped(parts: pl.DataFrame, fees: pl.DataFrame, inputs: Inputs) -> pl.DataFrame:
    """Refund lines of each supply, together at most its fee."""
    rows = parts.join(fees, on=SUPPLY).sort(*SUPPLY, "rank")
    before = pl.col("refund_kopecks").cum_sum().over(SUPPLY) - pl.col("refund_kopecks")
    left = (pl.col("charge_kopecks") + before).clip(lower_bound=0)
    capped = rows.with_columns(
        amount_kopecks=pl.max_horizontal("refund_kopecks", -left),
        days=pl.lit(inputs.period.days),
        house_volume_micro=pl.col("hours_micro"),
        house_area_micro=pl.col("counted_micro"),
    ).filter(pl.col("amount_kopecks") < 0)
    names = (
        *(*SUPPLY, "supplier_id", "segment_from", "segment_until", "days", "amount_kopecks"),
        *("coefficient_micro", "house_volume_micro", "house_area_micro", "reason"),
    )
    return as_lines(capped.select(names), kind="RECALCULATION", method=METHOD)


SHAPES: Final[Mapping[str, Callable[[pl.DataFrame, Reduction, int], pl.DataFrame]]] = {
    "OUTAGE": _outage,
    "HOURS": _hours,
    "PRESSURE": _pressure,
    "TEMPERATURE": _temperature,
    "DAYS": _days,
    "WORK": _work,
}
