"""Which account takes which service on which days: the segments every method starts from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from raschet.engine.lines import UNBILLED_SCHEMA
from raschet.engine.segments import dated, laid_over, month_of, refuse_repeats

if TYPE_CHECKING:
    from raschet.engine.inputs import Inputs

SEGMENT_KEYS = ("account_id", "service_id")


def served_accounts(inputs: Inputs) -> pl.DataFrame:
    """Accounts with a served day in the month, with their days as ``served_from/until`` (D-07).

    Raises: RowsOverlap for an account that is listed twice.
    """
    first, until = month_of(inputs.period)
    refuse_repeats(inputs.accounts, ["account_id"])
    return (
        inputs.accounts.with_columns(
            served_from=pl.max_horizontal(pl.col("opened_on"), pl.lit(first)),
            served_until=pl.min_horizontal(pl.col("closed_on"), pl.lit(until)),
        )
        .filter(pl.col("served_from") < pl.col("served_until"))
        .drop("opened_on", "closed_on")
    )


def supply_segments(inputs: Inputs) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Segments of (account, service) with supplier, method, groups and flags; and what has no supply.

    The house says what is supplied; the account's exceptions exclude it, change its quantity or
    groups, or say that a meter is impossible. Segments of one key never overlap.
    """
    accounts = served_accounts(inputs)
    supplies = dated(inputs.house_supplies, ("house_id", "service_id"), inputs.period).frame
    segments = (
        accounts.join(supplies.filter("known"), on="house_id")
        .with_columns(
            segment_from=pl.max_horizontal("served_from", "known_from"),
            segment_until=pl.min_horizontal("served_until", "known_until"),
        )
        .filter(pl.col("segment_from") < pl.col("segment_until"))
        .drop("served_from", "served_until", "known_from", "known_until", "known")
    )
    exceptions = inputs.account_supplies.rename(
        {"tariff_group": "own_tariff_group", "norm_group": "own_norm_group"}
    )
    own = dated(exceptions, SEGMENT_KEYS, inputs.period)
    unbilled = _without_supply(accounts, segments, own.frame)
    segments = (
        laid_over(segments, own)
        .filter(pl.col("included").fill_null(value=True))
        .with_columns(
            tariff_group=pl.coalesce("own_tariff_group", "tariff_group"),
            norm_group=pl.coalesce("own_norm_group", "norm_group"),
            quantity=pl.col("quantity").fill_null(1),
            metering_impossible=pl.col("metering_impossible").fill_null(value=False),
        )
        .drop("own_tariff_group", "own_norm_group", "included", "known")
    )
    return segments, unbilled


def _without_supply(
    accounts: pl.DataFrame, segments: pl.DataFrame, own: pl.DataFrame
) -> pl.DataFrame:
    """Accounts to whom the house supplies nothing, and additions of a service it does not supply."""
    idle = accounts.join(segments, on="account_id", how="anti").select(
        "account_id",
        pl.lit(None, dtype=pl.Int16).alias("service_id"),
        pl.lit("NO_SUPPLY").alias("reason"),
        pl.col("served_from").alias("valid_from"),
        pl.col("served_until").alias("valid_until"),
    )
    additions = (
        own.filter(pl.col("known") & pl.col("included"))
        .join(segments, on=SEGMENT_KEYS, how="anti")
        .join(accounts.select("account_id"), on="account_id", how="semi")
        .select(
            "account_id",
            "service_id",
            pl.lit("NO_SUPPLY").alias("reason"),
            pl.col("known_from").alias("valid_from"),
            pl.col("known_until").alias("valid_until"),
        )
    )
    return pl.concat([idle, additions]).cast(dict(UNBILLED_SCHEMA))  # type: ignore[arg-type]
