"""What every register contributes: by its reading, by the average, or nothing because the norm does.

Rules R-003, R-120 to R-127. Decisions of this module:
- a register's days without a usable reading are billed by its average (R-120), by the norm once the
  average is exhausted or the meter is too young for one (R-121, R-122);
- days between the removal of a meter and the next one are billed by the average of the removed one
  (R-125); a meter installed in the month inherits that average while it has no reading;
- the norm measures the premises as a whole: other registers of the service that run on the same days
  are absorbed, keep their last billed reading, and settle the difference later (R-127).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from raschet.engine.late_credit import late_credits
from raschet.engine.removed_meters import (
    SUPPLY,
    ZONE,
    with_average_of_removed,
    with_removed_before,
)
from raschet.engine.segments import days_between, month_of, refuse_repeats
from raschet.engine.shared_meters import shared_together, split_shared
from raschet.values.rounding import MICRO, mul_div_half_up, refuse_beyond

if TYPE_CHECKING:
    from raschet.engine.reference import Reference

METERED_LIMIT = 10**18
"""A register's volume of one month in micro-units: past it sums over registers could wrap around."""

ROLLOVER_LIMIT = 10**13
"""Ten million units on the dial past zero in one go: no average makes that plausible."""


@dataclass(frozen=True)
class Measured:
    """What the registers of a block say.

    registers: one row a register with ``basis``, ``volume_micro`` and its days. volumes: what is
    priced by meter and average, per zone. credits: what late readings take back at former tariffs;
    credited: of which months. norm: the supply segments left to the norm, with ``reason``.
    """

    registers: pl.DataFrame
    volumes: pl.DataFrame
    credits: pl.DataFrame
    credited: pl.DataFrame
    norm: pl.DataFrame


def measure(
    segments: pl.DataFrame, registers: pl.DataFrame, estimates: pl.DataFrame, reference: Reference
) -> Measured:
    """Decide the basis of every metered supply of the month.

    Raises: RowsOverlap for a register that an account has twice.
    """
    refuse_repeats(registers, ["account_id", "register_id"])
    extents = segments.group_by(SUPPLY).agg(
        served_from=pl.col("segment_from").min(), served_until=pl.col("segment_until").max()
    )
    rows = _running(registers, extents, reference)
    rows = shared_together(rows)
    rows = with_average_of_removed(rows)
    rows = _judged(rows, reference)
    rows = _estimated(rows, reference)
    rows = split_shared(rows, reference)
    norm_days = _norm_days(rows)
    found = late_credits(_absorbed(rows), estimates)
    rows = found.registers
    return Measured(
        registers=rows,
        volumes=_volumes(rows, norm_days),
        credits=found.lines,
        credited=found.months,
        norm=_norm_segments(segments, rows, norm_days),
    )


def _running(registers: pl.DataFrame, extents: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """Registers that ran, or were removed, on a served day; ``usable_until`` ends their validity."""
    first, _ = month_of(reference.period)
    rows = with_removed_before(registers.join(extents, on=SUPPLY), first, reference)
    return (
        rows.filter(pl.col("installed_on") < pl.col("served_until"))
        .with_columns(
            live_from=pl.max_horizontal("installed_on", "served_from"),
            live_until=pl.max_horizontal(
                pl.min_horizontal("removed_on", "served_until"),
                pl.when("removed_before").then("served_from"),
            ),
            expires_on=pl.col("verified_until").dt.offset_by("1d"),
        )
        .filter(pl.col("live_until") >= pl.col("live_from"))
        .with_columns(
            usable_until=pl.max_horizontal(
                "live_from", pl.min_horizontal("live_until", "failed_on", "expires_on")
            )
        )
    )


def _judged(rows: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """``accepted``: the reading counts (R-124, R-126); ``difference_micro`` in the meter's units."""
    law = reference.parameters
    electricity = reference.services.filter(pl.col("code") == "electricity")["service_id"]
    default = (
        pl.when(pl.col("service_id").is_in(electricity.implode()))
        .then(law.rollover_limit_electricity_micro)
        .otherwise(law.rollover_limit_water_micro)
    )
    limit = pl.when(pl.col("average_micro") > 0).then(
        pl.col("average_micro") * law.rollover_average_multiple
    )
    months = pl.col("months_missing").cast(pl.Int64) + 1
    step = pl.col("current_value_micro") - pl.col("previous_value_micro")
    in_time = (
        step.is_not_null()
        & (pl.col("current_on") <= pl.col("verified_until")).fill_null(value=True)
        & (pl.col("current_on") <= pl.col("failed_on")).fill_null(value=True)
    )
    full_turn = pl.lit(10, dtype=pl.Int64).pow(pl.col("digits")) * MICRO
    rows = rows.with_columns(
        in_time=in_time,
        rolled=in_time & (step < 0),
        difference_micro=pl.when(step >= 0)
        .then(step)
        .when(step + full_turn <= ROLLOVER_LIMIT)
        .then(step + full_turn),
        step_micro=step,
        rollover_limit_micro=pl.coalesce(limit, default) * months,
    )
    volume = _converted(rows)
    refuse_beyond(volume, METERED_LIMIT)
    rows = rows.with_columns(volume.alias("metered_micro")).with_columns(
        past_zero=pl.col("rolled")
        & (pl.col("metered_micro") <= pl.col("rollover_limit_micro")).fill_null(value=False)
    )
    rows = _with_inspections(rows)
    return rows.with_columns(
        accepted=pl.col("in_time")
        & (~pl.col("rolled") | pl.col("past_zero") | pl.col("found_less"))
    )


def _with_inspections(rows: pl.DataFrame) -> pl.DataFrame:
    """``found_less``: an inspector read less than was reported, which gives the rest back (R-128)."""
    less = pl.col("inspected").fill_null(value=False) & pl.col("rolled") & ~pl.col("past_zero")
    rows = rows.with_columns(found_less=less)
    if not rows["found_less"].any():
        return rows
    back = rows.with_columns(
        difference_micro=pl.when("found_less").then("step_micro").otherwise("difference_micro")
    )
    return back.with_columns(_converted(back).alias("metered_micro"))


def _converted(rows: pl.DataFrame) -> pl.Series:
    """Units of the service: the difference times the meter's ratio and gas's temperature (R-050)."""
    factors = [rows["difference_micro"], rows["ratio_micro"]]
    if rows["temperature_micro"].null_count() == rows.height:
        return mul_div_half_up(factors, [MICRO])
    return mul_div_half_up([*factors, rows["temperature_micro"].fill_null(MICRO)], [MICRO, MICRO])


def _estimated(rows: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """Days without a usable reading, the basis they are billed by, and the volume of the register."""
    rows = _with_limits(rows, reference)
    resumed = pl.col("accepted") & pl.col("resumed_on").is_not_null()
    rows = rows.with_columns(
        estimate_from=pl.when(pl.col("accepted") & pl.col("resumed_on").is_null())
        .then("usable_until")
        .otherwise("live_from"),
        estimate_until=pl.when(resumed)
        .then(pl.min_horizontal(pl.max_horizontal("resumed_on", "live_from"), "live_until"))
        .otherwise(pl.coalesce("gap_until", "live_until")),
    ).with_columns(
        estimate_days=days_between("estimate_from", "estimate_until").clip(lower_bound=0)
    )
    in_turn = (pl.col("accepted") & pl.col("resumed_on").is_null()) | (
        pl.col("months_missing") < pl.col("limit_months")
    )
    averaged = (
        pl.col("average_micro").is_not_null()
        & (pl.col("average_months") >= pl.col("minimum_months"))
        & in_turn
        & ~(pl.col("strict") & _stopped())
    )
    rows = rows.with_columns(
        by_norm=(pl.col("estimate_days") > 0) & ~averaged.fill_null(value=False), fresh=in_turn
    ).with_columns(reason=_cause())
    average = mul_div_half_up(
        [rows["average_micro"], rows["estimate_days"]], [reference.month_days]
    ).alias("average_part")
    late = pl.col("accepted") & (pl.col("estimated_micro") != 0)
    estimate = pl.when("by_norm").then(0).otherwise(pl.col("average_part").fill_null(0))
    read = pl.when("accepted").then(pl.col("metered_micro") - pl.col("estimated_micro"))
    return rows.with_columns(average).with_columns(
        estimate_micro=estimate,
        volume_micro=read.fill_null(0) + estimate,
        late=late,
        reason=pl.when(pl.col("estimate_days") > 0)
        .then("reason")
        .when(late)
        .then(pl.lit("LATE_READING"))
        .when(pl.col("accepted") & pl.col("inspected"))
        .then(pl.lit("INSPECTION")),
    )


def _with_limits(rows: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """How long an average may stand in, by the rules of utilities or, stricter, of gas (R-052)."""
    law = reference.parameters
    gas = reference.services.filter(pl.col("code") == "gas")["service_id"]
    burnt = pl.col("service_id").is_in(gas.implode())
    return rows.with_columns(
        strict=burnt & law.gas_stopped_by_norm,
        limit_months=pl.when(burnt)
        .then(law.gas_average_limit_months)
        .otherwise(law.average_limit_months),
        minimum_months=pl.when(burnt)
        .then(law.gas_average_minimum_months)
        .otherwise(law.average_minimum_months),
    )


def _stopped() -> pl.Expr:
    """The meter failed or its verification ended while it ran."""
    failed = pl.col("failed_on") < pl.col("live_until")
    return (failed | (pl.col("expires_on") < pl.col("live_until"))).fill_null(value=False)


def _cause() -> pl.Expr:
    """Why days have no usable reading; the first cause that holds is named.

    A meter too young for an average goes to the norm at once, whatever stopped it: as long as others
    are averaged its owner is not charged the raising coefficient of the later months (R-113, R-122).
    """
    failed = pl.col("failed_on") < pl.col("live_until")
    expired = pl.col("expires_on") < pl.col("live_until")
    refused = pl.col("access_refused") & ~pl.col("accepted")
    stopped = (failed | expired | refused).fill_null(value=False) & ~pl.col("strict")
    failed_first = failed & (pl.col("failed_on") <= pl.col("expires_on")).fill_null(value=True)
    return (
        pl.when(pl.col("by_norm") & pl.col("fresh") & stopped)
        .then(pl.lit("NEW_METER"))
        .when(pl.col("removed_before"))
        .then(pl.lit("METER_REMOVED"))
        .when(failed_first)
        .then(pl.lit("METER_FAILED"))
        .when(expired | (pl.col("accepted") & pl.col("resumed_on").is_not_null()))
        .then(pl.lit("VERIFICATION_EXPIRED"))
        .when(pl.col("accepted") & pl.col("replaced"))
        .then(pl.lit("METER_REPLACED"))
        .when(pl.col("accepted"))
        .then(pl.lit("METER_REMOVED"))
        .when(pl.col("access_refused"))
        .then(pl.lit("ACCESS_REFUSED"))
        .when(pl.col("in_time"))
        .then(pl.lit("READING_IMPLAUSIBLE"))
        .when(pl.col("by_norm") & pl.col("fresh"))
        .then(pl.lit("NEW_METER"))
        .otherwise(pl.lit("NO_READING"))
    )


def _norm_days(rows: pl.DataFrame) -> pl.DataFrame:
    """Stretches of a supply that the norm measures: ``norm_from``, ``norm_until``, ``reason``.

    Besides registers on the norm these are days before the first meter of the premises. Of several
    causes the one that sorts first is named, so that the answer does not depend on row order.
    """
    extent = ("served_from", "served_until")
    stretches = rows.filter("by_norm").sort(*SUPPLY, "estimate_from", "estimate_until")
    reached = pl.col("estimate_until").cum_max().shift().over(SUPPLY)
    by_norm = (
        stretches.with_columns(apart=(pl.col("estimate_from") > reached).fill_null(value=True))
        .with_columns(island=pl.col("apart").cum_sum())
        .group_by(*SUPPLY, *extent, "island")
        .agg(
            norm_from=pl.col("estimate_from").min(),
            norm_until=pl.col("estimate_until").max(),
            reason=pl.col("reason").min(),
        )
        .drop("island")
    )
    late_starts = rows.filter(pl.col("live_from") > pl.col("served_from"))
    before_first = (
        rows.join(late_starts.select(SUPPLY).unique(), on=SUPPLY, how="semi")
        .group_by(*SUPPLY, *extent)
        .agg(norm_until=pl.col("live_from").min())
        .filter(pl.col("norm_until") > pl.col("served_from"))
        .with_columns(norm_from=pl.col("served_from"), reason=pl.lit("NO_METER"))
    )
    return pl.concat([by_norm, before_first.select(by_norm.columns)]).filter(
        pl.col("norm_from") < pl.col("norm_until")
    )


def _absorbed(rows: pl.DataFrame) -> pl.DataFrame:
    """``absorbed``: another register leaves days to the norm on which this one ran; the ``basis``."""
    stretches = rows.filter("by_norm").select(
        *SUPPLY, "estimate_from", "estimate_until", other_id="register_id"
    )
    resumed = pl.col("by_norm") & pl.col("accepted") & pl.col("resumed_on").is_not_null()
    ran_from = pl.when(resumed).then("estimate_until").otherwise("live_from")
    ran_until = (
        pl.when(pl.col("by_norm") & ~resumed)
        .then("estimate_from")
        .when("removed_before")
        .then("estimate_until")
        .otherwise("live_until")
    )
    keys = [*SUPPLY, "register_id"]
    touched = (
        rows.filter(~pl.col("by_norm") | pl.col("accepted"))
        .select(*keys, ran_from=ran_from, ran_until=ran_until)
        .join(stretches, on=SUPPLY)
        .filter(
            (pl.col("register_id") != pl.col("other_id"))
            & (pl.col("ran_from") < pl.col("estimate_until"))
            & (pl.col("ran_until") > pl.col("estimate_from"))
        )
        .select(keys)
        .unique()
        .with_columns(absorbed=pl.lit(value=True))
    )
    rows = rows.join(touched, on=keys, how="left").with_columns(
        absorbed=pl.col("absorbed").fill_null(value=False)
    )
    read = pl.col("accepted") & ~pl.col("absorbed")
    return rows.with_columns(
        read=read,
        basis=pl.when(read)
        .then(pl.lit("METER"))
        .when(pl.col("by_norm") | pl.col("absorbed"))
        .then(pl.lit("NORM"))
        .otherwise(pl.lit("AVERAGE")),
        volume_micro=pl.when("absorbed").then(0).otherwise("volume_micro"),
        estimate_micro=pl.when("absorbed").then(0).otherwise("estimate_micro"),
    )


def _volumes(rows: pl.DataFrame, norm_days: pl.DataFrame) -> pl.DataFrame:
    """What is priced per zone: the sum of the registers' volumes and the days it belongs to."""
    volumes = (
        rows.filter(pl.col("basis") != "NORM")
        .group_by(ZONE)
        .agg(
            quantity_micro=(pl.col("volume_micro") + pl.col("credit_micro")).sum(),
            credited=(pl.col("credit_micro") > 0).any(),
            method=pl.when(pl.col("read").any())
            .then(pl.lit("METERED"))
            .otherwise(pl.lit("AVERAGE")),
            reason=pl.col("reason").min(),
            served_from=pl.col("served_from").min(),
            served_until=pl.col("served_until").max(),
        )
        .filter(~pl.col("credited") | (pl.col("quantity_micro") != 0))
    )
    head = pl.col("norm_from") == pl.col("served_from")
    rest = norm_days.group_by(SUPPLY).agg(
        after=pl.col("norm_until").filter(head).max(),
        before=pl.col("norm_from").filter(~head).min(),
    )
    start = pl.coalesce("after", "served_from")
    end = pl.coalesce("before", "served_until")
    return volumes.join(rest, on=SUPPLY, how="left").select(
        *ZONE,
        "quantity_micro",
        "method",
        "reason",
        metered_from=pl.when(start < end).then(start).otherwise("served_from"),
        metered_until=pl.when(start < end).then(end).otherwise("served_until"),
    )


def _norm_segments(
    segments: pl.DataFrame, rows: pl.DataFrame, norm_days: pl.DataFrame
) -> pl.DataFrame:
    """Supply segments without a meter, and the stretches that metered supplies leave to the norm."""
    without = segments.join(rows.select(SUPPLY).unique(), on=SUPPLY, how="anti").with_columns(
        reason=pl.lit("NO_METER")
    )
    stretches = (
        segments.join(norm_days.drop("served_from", "served_until"), on=SUPPLY)
        .with_columns(
            segment_from=pl.max_horizontal("segment_from", "norm_from"),
            segment_until=pl.min_horizontal("segment_until", "norm_until"),
        )
        .filter(pl.col("segment_from") < pl.col("segment_until"))
    )
    return pl.concat([without, stretches.select(without.columns)])


def consumption_of(rows: pl.DataFrame, norm_lines: pl.DataFrame) -> pl.DataFrame:
    """The registers' consumption and their state after the month.

    norm_lines: charge lines by the norm; their volume is divided among the registers of the supply
    that the norm stood for, so that a later reading is charged less what was billed (R-127).
    """
    norm = (
        norm_lines.filter((pl.col("kind") == "CHARGE") & (pl.col("reason") != "NO_METER"))
        .group_by(SUPPLY)
        .agg(norm_micro=pl.col("quantity_micro").sum())
    )
    waiting = rows.filter(pl.col("by_norm") | pl.col("absorbed"))
    shares = (
        waiting.select(*SUPPLY, "register_id")
        .join(norm, on=SUPPLY)
        .sort(*SUPPLY, "register_id")
        .with_columns(rank=pl.int_range(pl.len()).over(SUPPLY), count=pl.len().over(SUPPLY))
        .select(
            *SUPPLY,
            "register_id",
            norm_share=pl.col("norm_micro") // pl.col("count")
            + (pl.col("rank") < pl.col("norm_micro") % pl.col("count")).cast(pl.Int64),
        )
    )
    after = pl.col("estimate_micro") + pl.col("norm_share")
    stopped = pl.min_horizontal("failed_on", "expires_on") < pl.col("live_until")
    stopped = stopped | ((pl.col("removed_on") < pl.col("served_until")) & ~pl.col("replaced"))
    read = pl.col("read")
    # What was estimated before a renewed verification is final: no reading settles it.
    after = pl.when(read & pl.col("resumed_on").is_not_null()).then(0).otherwise(after)
    return rows.join(shares, on=[*SUPPLY, "register_id"], how="left").select(
        "account_id",
        "register_id",
        "service_id",
        "basis",
        "reason",
        volume_micro=pl.col("volume_micro") + pl.col("norm_share").fill_null(0),
        months_missing=pl.when(read)
        .then((stopped.fill_null(value=False) & (pl.col("estimate_days") > 0)).cast(pl.Int16))
        .when("absorbed")
        .then("months_missing")
        .otherwise(pl.col("months_missing") + 1),
        estimated_micro=pl.when(read).then(0).otherwise("estimated_micro")
        + after.fill_null(pl.col("estimate_micro")),
        average_micro="average_micro",
        previous_revision="previous_revision",
        previous_value_micro="previous_value_micro",
        previous_on="previous_on",
        current_revision=pl.when(read).then("current_revision"),
        current_value_micro=pl.when(read).then("current_value_micro"),
        current_on=pl.when(read).then("current_on"),
    )
