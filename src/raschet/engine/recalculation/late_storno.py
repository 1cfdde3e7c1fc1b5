"""A late reading by storno: the estimates are reversed and the actual volume is spread by days.

``v_m = V d_m / sum d`` rounded to six decimals, the last month takes the rest; each month is priced at
its own tariff: ``(v_m - charged_m) T_m`` (R-127, D-12 ``late.method = storno``; PP 354 cl. 61 by
analogy). The other mode, the difference, is ``engine.late_credit``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from raschet.engine.pricing import priced
from raschet.values.rounding import mul_div_half_up

if TYPE_CHECKING:
    from collections.abc import Sequence


def corrections(months: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """What every month since the last actual reading owes or gets back.

    months: ``keys`` of a register, ``period``, ``days``, ``charged_micro``, ``rate_micro_rubles``,
    ``actual_micro`` (the whole difference of readings, repeated on every month).
    Returns the months in order with ``spread_micro``, ``quantity_micro`` (the correction) and
    ``amount_kopecks``.
    """
    names = list(keys)
    rows = months.sort(*names, "period").with_columns(
        all_days=pl.col("days").sum().over(names),
        last=pl.int_range(pl.len()).over(names) == pl.len().over(names) - 1,
    )
    part = mul_div_half_up([rows["actual_micro"], rows["days"]], [rows["all_days"]])
    rows = rows.with_columns(part.alias("part"))
    before = pl.col("part").sum().over(names) - pl.col("part")
    rows = rows.with_columns(
        spread_micro=pl.when("last").then(pl.col("actual_micro") - before).otherwise("part")
    ).with_columns(quantity_micro=pl.col("spread_micro") - pl.col("charged_micro"))
    return priced(rows).drop("part", "last", "all_days")
