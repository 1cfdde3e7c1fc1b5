"""Consumption bands laid over the priced lines of a month (R-042, R-044, D-09, D-10).

Bands belong to premises. Decisions of this module:
- all accounts of one unit and all their meters share the limits of a month: the unit's volume sets
  the bands, and each band is spread over its accounts, zones and stretches in proportion to their
  volumes, the last takes the rest (as D-10 does for zones). A room of a communal flat is a unit;
- an exempt account (R-044) stays in band 1 and takes no room in it from the others of its unit;
- a reading that covers m months has m times the limits (D-09). What was estimated for those months
  keeps the lowest bands, so that the difference of a late reading meets what is left of them;
- a line that takes an earlier charge back is no consumption of this month and keeps its tariff.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from raschet.engine.pricing import priced
from raschet.engine.resources.consumption_bands import in_bands

if TYPE_CHECKING:
    from raschet.engine.reference import Reference

GROUP: Final = ("unit_id", "service_id", "supplier_id")
ZONE_ORDER: Final = {"": 0, "PEAK": 1, "DAY": 2, "SEMI_PEAK": 3, "NIGHT": 4}


def banded(
    lines: pl.DataFrame, segments: pl.DataFrame, registers: pl.DataFrame, reference: Reference
) -> pl.DataFrame:
    """Lines of band 1 cut by the bands their unit's volume reaches.

    lines: priced by band 1, one a zone and stretch. segments: with the accounts' units. registers:
    as ``engine.metering`` leaves them. Lines that stay in band 1 are returned as they are.
    """
    ladder = reference.structure.ladder
    lowest = ladder.filter(pl.col("band") == 1).select("tariff_id", limit_micro="upto_micro")
    units = segments.select("account_id", "unit_id").unique()
    rows = (
        lines.with_row_index("line")
        .join(lowest, on="tariff_id")
        .filter(pl.col("quantity_micro") > 0)
        .join(reference.structure.exempt, on=["account_id", "service_id"], how="anti")
        .join(units, on="account_id")
        .join(_covered(units, registers, reference), on=["unit_id", "service_id"], how="left")
        .with_columns(pl.col("months").fill_null(1), pl.col("start_micro").fill_null(0))
    )
    total = pl.col("quantity_micro").sum().over(GROUP) + pl.col("start_micro")
    high = rows.filter(total > pl.col("limit_micro").min().over(GROUP))
    if high.is_empty():
        return lines
    zone = pl.col("zone").fill_null("").replace_strict(ZONE_ORDER, default=9)
    ordered = high.sort(*GROUP, zone, "account_id", "segment_from", "tariff_id").with_columns(
        zone_no=pl.int_range(pl.len()).over(GROUP) + 1, exempt=pl.lit(value=False)
    )
    parts = in_bands(ordered.drop("band"), ladder, GROUP, ["tariff_id"])
    cut = priced(
        parts.filter(pl.col("banded_micro") != 0).with_columns(
            tariff_id="band_tariff_id",
            rate_micro_rubles="band_rate_micro_rubles",
            quantity_micro="banded_micro",
        )
    )
    untouched = (
        lines.with_row_index("line").join(high.select("line"), on="line", how="anti").drop("line")
    )
    return pl.concat([untouched, cut.select(untouched.columns)])


def _covered(units: pl.DataFrame, registers: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """Months that the readings of a unit cover, and what was charged for them before.

    ``months``: by the register that was silent longest.
    """
    if not reference.parameters.bands_scaled_by_months:
        registers = registers.clear()
    late = registers.filter(pl.col("read") & (pl.col("months_missing") > 0))
    return (
        late.join(units, on="account_id")
        .group_by("unit_id", "service_id")
        .agg(
            months=pl.col("months_missing").max().cast(pl.Int64) + 1,
            start_micro=pl.col("estimated_micro").filter(~pl.col("shared")).sum(),
        )
    )
