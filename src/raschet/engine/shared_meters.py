"""One register that several accounts share: rooms of a communal flat, or two owners in one month.

Rows of one register with the same previous reading share its volume. Accounts served on the same
days divide it by residents (R-131, PP 354 cl. 50: person-days of the month), accounts that follow
one another by days (D-07). Every part but the last is rounded to six decimals, the last takes the
rest. Two owners with a reading at the transfer have different previous readings and share nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from raschet.engine.segments import days_between
from raschet.values.rounding import mul_div_half_up

if TYPE_CHECKING:
    from raschet.engine.reference import Reference

SHARED = ("register_id", "previous_value_micro", "previous_on")
CURRENT = ("current_value_micro", "current_on", "current_revision")


def shared_together(rows: pl.DataFrame) -> pl.DataFrame:
    """``shared`` marks such rows; each carries the state of the whole register and all its days.

    ``own_from/own_until`` keep the account's own days.
    """
    shared = rows.select(SHARED).is_duplicated()
    rows = rows.with_columns(
        shared.alias("shared"), own_from=pl.col("live_from"), own_until=pl.col("live_until")
    )
    if not shared.any():
        return rows
    whole = {
        "live_from": pl.col("live_from").min(),
        "live_until": pl.col("live_until").max(),
        "usable_until": pl.col("usable_until").max(),
        "estimated_micro": pl.col("estimated_micro").sum(),
        "months_missing": pl.col("months_missing").max(),
        **{name: pl.col(name).max() for name in CURRENT},
    }
    joined = rows.filter(shared).with_columns(
        expression.over(SHARED).alias(name) for name, expression in whole.items()
    )
    return pl.concat([rows.filter(~shared), joined])


def split_shared(rows: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """Give each account its part of the shared volume, and its own days back."""
    if not rows["shared"].any():
        return rows
    keys = list(SHARED)
    together = _with_weights(rows.filter("shared"), reference).sort(*keys, "own_from", "account_id")
    for column in ("volume_micro", "estimate_micro"):
        part = mul_div_half_up(
            [together[column], together["share_weight"]], [together["share_total"]]
        )
        together = together.with_columns(part.alias("part"))
        last = pl.int_range(pl.len()).over(keys) == pl.len().over(keys) - 1
        before = pl.col("part").sum().over(keys) - pl.col("part")
        together = together.with_columns(
            pl.when(last).then(pl.col(column) - before).otherwise("part").alias(column)
        ).drop("part")
    together = together.with_columns(
        live_from="own_from",
        live_until="own_until",
        estimate_from=pl.max_horizontal("estimate_from", "own_from"),
        estimate_until=pl.min_horizontal("estimate_until", "own_until"),
    ).drop("share_weight", "share_total")
    return pl.concat([rows.filter(~pl.col("shared")), together.select(rows.columns)])


def _with_weights(together: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """``share_weight``, ``share_total``: person-days side by side, days one after another."""
    keys = list(SHARED)
    households = reference.households.frame.filter("known").select(
        "account_id",
        person_days=pl.col("persons").cast(pl.Int64) * days_between("known_from", "known_until"),
    )
    persons = households.group_by("account_id").agg(pl.col("person_days").sum())
    days = days_between("own_from", "own_until")
    joined = together.join(persons, on="account_id", how="left").with_columns(
        person_days=pl.col("person_days").fill_null(0), own_days=days
    )
    side_by_side = pl.col("own_from").max().over(keys) < pl.col("own_until").min().over(keys)
    inhabited = pl.col("person_days").sum().over(keys) > 0
    return (
        joined.with_columns(
            share_weight=pl.when(side_by_side & inhabited).then("person_days").otherwise("own_days")
        )
        .with_columns(share_total=pl.col("share_weight").sum().over(keys).clip(lower_bound=1))
        .drop("person_days", "own_days")
    )
