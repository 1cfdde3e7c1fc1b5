"""Meters that were removed: their averages, and who takes their place (R-125).

Days between a removal and the next meter are billed by the average of the removed one; a meter that
comes inherits it while it has no reading. Where none comes, the average stands in for the periods of
R-120, then there is no meter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from datetime import date

    from raschet.engine.reference import Reference

SUPPLY = ("account_id", "service_id")
ZONE = (*SUPPLY, "zone")


def with_removed_before(registers: pl.DataFrame, first: date, reference: Reference) -> pl.DataFrame:
    """Registers without those removed in an earlier month, unless their average still stands in.

    ``removed_before``: no other meter of the zone came since, and the months of the average (R-120) are not
    over; then its days go on as days after a removal (R-125). Later there is no meter: the norm.
    """
    earlier = (pl.col("removed_on") < first).fill_null(value=False)
    rows = registers.with_columns(removed_before=earlier)
    if not rows["removed_before"].any():
        return rows
    law = reference.parameters
    replaced = (
        rows.filter("removed_before")
        .select(*ZONE, "register_id", "removed_on", "served_until")
        .join(rows.select(*ZONE, came_on="installed_on"), on=ZONE)
        .filter(
            (pl.col("came_on") >= pl.col("removed_on"))
            & (pl.col("came_on") < pl.col("served_until"))
        )
        .select("account_id", "register_id")
    )
    waiting = (
        rows.filter(
            pl.col("removed_before")
            & (pl.col("months_missing") < law.average_limit_months)
            & (pl.col("average_months") >= law.average_minimum_months)
            & pl.col("current_on").is_null()
        )
        .join(replaced, on=["account_id", "register_id"], how="anti")
        .with_columns(removed_on=pl.lit(first))
        .with_columns(pl.lit(None, dtype=pl.Date).alias("failed_on"))
        .with_columns(pl.lit(None, dtype=pl.Date).alias("verified_until"))
    )
    return pl.concat([rows.filter(~pl.col("removed_before")), waiting])


def with_average_of_removed(rows: pl.DataFrame) -> pl.DataFrame:
    """``gap_until``: where the days without a meter after a removal end; inherited averages."""
    removed = rows.filter(pl.col("removed_on") < pl.col("served_until"))
    if removed.is_empty():
        return rows.with_columns(
            gap_until=pl.lit(None, dtype=pl.Date), replaced=pl.lit(value=False)
        )
    next_ones = (
        removed.select(*ZONE, "register_id", "removed_on", "average_micro", "average_months")
        .join(
            rows.select(*ZONE, "installed_on", next_id="register_id"),
            on=ZONE,
        )
        .filter(pl.col("installed_on") >= pl.col("removed_on"))
    )
    gaps = next_ones.group_by("account_id", "register_id").agg(
        gap_until=pl.col("installed_on").min(), replaced=pl.lit(value=True)
    )
    heirs = next_ones.group_by("account_id", register_id="next_id").agg(
        left_average=pl.col("average_micro").max(), left_months=pl.col("average_months").max()
    )
    keys = ["account_id", "register_id"]
    young = pl.col("average_micro").is_null()
    return (
        rows.join(gaps, on=keys, how="left")
        .join(heirs, on=keys, how="left")
        .with_columns(
            replaced=pl.col("replaced").fill_null(value=False),
            gap_until=pl.when(pl.col("removed_on") < pl.col("served_until")).then(
                pl.coalesce("gap_until", "served_until")
            ),
            average_micro=pl.when(young).then("left_average").otherwise("average_micro"),
            average_months=pl.when(young & pl.col("left_average").is_not_null())
            .then("left_months")
            .otherwise("average_months"),
        )
        .drop("left_average", "left_months")
    )
