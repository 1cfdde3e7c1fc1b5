"""Temporary absence: what is given back for the days nobody of the absent was there.

``refund = n_abs N T d / D`` in every month, where ``d`` are full days of absence: the days of departure
and return do not count, and there must be more than five of them in all (R-150, PP 354 cl. 86, 91, 92).
Only services billed by the norm are recalculated, and only where a meter is technically impossible or
failed beyond the consumer's control; never heating, gas for heating or the common property (R-151,
cl. 86, 88). Wastewater follows water (R-152, cl. 90); waste asks for no meter, from March 2023 (R-072,
cl. 148(44)). A raising coefficient is never given back (R-154).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from raschet.engine.segments import days_between
from raschet.values.rounding import AMOUNT_DIVISOR, mul_div_half_up

if TYPE_CHECKING:
    from raschet.engine.law.recalculation import AbsenceLaw
    from raschet.values.period import Period


def refunds(frame: pl.DataFrame, period: Period, law: AbsenceLaw) -> pl.DataFrame:
    """Add the days given back, ``away_days`` within ``away_from``/``until``, and ``refund_kopecks``.

    Refunds are zero or negative.
    frame: ``service`` (code), ``by_norm``, ``metering_possible``, ``failed_beyond_control`` (flags),
    ``norm_micro`` (units a person), ``months`` that the norm is for, ``rate_micro_rubles``,
    ``persons`` (absent), ``left_on``, ``returned_on``; ``segment_from``, ``segment_until``: the days
    of the month that the norm and the rate hold.
    """
    rows = frame.with_columns(
        full_from=pl.col("left_on") + pl.duration(days=1),
        full_days=days_between("left_on", "returned_on") - 1,
    ).with_columns(
        away_from=pl.max_horizontal("full_from", "segment_from"),
        away_until=pl.min_horizontal("returned_on", "segment_until"),
    )
    inside = days_between("away_from", "away_until").clip(lower_bound=0)
    enough = pl.col("full_days") > law.full_days_more_than
    days = pl.when(enough & _entitled(period, law)).then(inside).otherwise(0)
    rows = rows.with_columns(away_days=days)
    refund = mul_div_half_up(
        [rows["norm_micro"], rows["rate_micro_rubles"], rows["persons"], rows["away_days"]],
        [AMOUNT_DIVISOR * period.days, rows["months"]],
    )
    return rows.drop("full_from", "full_days").with_columns((-refund).alias("refund_kopecks"))


def _entitled(period: Period, law: AbsenceLaw) -> pl.Expr:
    service = pl.col("service")
    lacks_meter = ~pl.col("metering_possible") | pl.col("failed_beyond_control")
    if period.first_day >= law.without_meter_condition_from:
        lacks_meter |= service.is_in(sorted(law.without_meter_condition))
    never = service.is_in(sorted(law.never)) | service.str.ends_with(law.never_suffix)
    return pl.col("by_norm") & lacks_meter & ~never


def waste_by_area(frame: pl.DataFrame) -> pl.Series:
    """Waste charged by area: the absent persons' part of the charge for their days (R-072, App. 4).

    frame: ``charge_kopecks``, ``absent_persons``, ``persons``, ``days``, ``month_days``. Returns refunds.
    """
    return -mul_div_half_up(
        [frame["charge_kopecks"], frame["absent_persons"], frame["days"]],
        [frame["persons"], frame["month_days"]],
    )
