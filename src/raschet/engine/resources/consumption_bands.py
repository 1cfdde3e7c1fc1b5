"""Consumption bands of electricity: each part of the month's volume at its own tariff (R-042).

Band b takes what lies between the limit of band b - 1 and its own. Limits hold for a month; a volume
that covers m months is measured against m times the limits (D-09); what was charged for those months
before, by estimate, keeps the lowest bands. With zones the total of all zones
sets the bands, and each band's volume is spread over the zones in proportion to their consumption,
the last zone takes the rest (D-10). An account exempt from bands stays in the first (R-044).
Source: the yearly decisions on tariffs under PP 1178 of 29.12.2011 as in force from 01.01.2025.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from raschet.values.rounding import mul_div_half_up

if TYPE_CHECKING:
    from collections.abc import Sequence


def in_bands(
    volumes: pl.DataFrame, bands: pl.DataFrame, keys: Sequence[str], band_keys: Sequence[str]
) -> pl.DataFrame:
    """Volumes cut by bands: one row a row of ``volumes`` and band, with the part in ``banded_micro``.

    volumes: ``keys`` (of a whole account and service), ``band_keys`` among its columns,
    ``zone_no`` (order of the zones; one row of zone 1 where there are none), ``quantity_micro``,
    ``months`` (1 or more), ``start_micro`` (of those months, charged before: it took the lowest
    bands), ``exempt``. bands: ``band_keys``, ``band`` (from 1), ``upto_micro`` (upper
    limit of a month, null for the last band without limit).
    A negative volume, which corrects an earlier one, stays in the first band. What exceeds the limit
    of the last band is in no band: the caller compares the sums where a table may end.
    """
    limits = bands.sort(*band_keys, "band").with_columns(
        above_micro=pl.col("upto_micro").shift().over(list(band_keys)).fill_null(0)
    )
    total = pl.col("quantity_micro").sum().over(list(keys))
    rows = volumes.with_columns(total_micro=total).join(limits, on=list(band_keys))
    upto = pl.col("upto_micro") * pl.col("months")
    above = pl.col("above_micro") * pl.col("months")
    start = pl.col("start_micro")
    reached = pl.min_horizontal(start + pl.col("total_micro"), upto) - pl.max_horizontal(
        start, above
    )
    lowest = pl.col("exempt") | (pl.col("total_micro") < 0)
    part = (
        pl.when(lowest)
        .then(pl.when(pl.col("band") == 1).then("total_micro").otherwise(0))
        .otherwise(reached.clip(lower_bound=0))
    )
    return _over_zones(rows.with_columns(band_total_micro=part), [*keys, "band"]).drop(
        "above_micro"
    )


def _over_zones(rows: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Spread every band's volume over the zones; the last zone takes the rest (D-10)."""
    rows = rows.sort(*keys, "zone_no")
    last = pl.int_range(pl.len()).over(keys) == pl.len().over(keys) - 1
    whole = rows.select(pl.when(pl.col("total_micro") == 0).then(1).otherwise("total_micro"))
    sign = whole.to_series().sign()
    share = mul_div_half_up(
        [rows["band_total_micro"], rows["quantity_micro"], sign], [whole.to_series().abs()]
    )
    rows = rows.with_columns(share.alias("share"))
    before = pl.col("share").sum().over(keys) - pl.col("share")
    return rows.with_columns(
        banded_micro=pl.when(last).then(pl.col("band_total_micro") - before).otherwise("share")
    ).drop("share", "band_total_micro", "total_micro")
