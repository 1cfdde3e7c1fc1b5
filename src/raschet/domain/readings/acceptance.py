"""Whether a reading is accepted, held for a look or rejected: one judgement for every channel."""

from __future__ import annotations

from typing import Final

import polars as pl
from django.conf import settings

from raschet.values.rounding import MICRO

ELECTRICITY_SERVICE: Final = 4
WATER_LIMIT_MICRO: Final = 60 * MICRO
ELECTRICITY_LIMIT_MICRO: Final = 600 * MICRO
"""Plausible use a month (decision D-11), in the service's units."""
ELECTRICITY_HOME_FACTOR: Final = 20
"""Homes with electric heating use many times the limit: held only beyond it."""
DAYS_A_MONTH: Final = 30
DIALS_MICRO: Final = {digits: 10**digits * MICRO for digits in range(1, 13)}
"""Where a counter returns to zero, by the whole digits on its dial."""

METER_NOT_IN_PLACE: Final = "METER_NOT_IN_PLACE"
ACCOUNT_NOT_SERVED: Final = "ACCOUNT_NOT_SERVED"
TAKEN_IN_FUTURE: Final = "TAKEN_IN_FUTURE"
BEYOND_DIAL: Final = "BEYOND_DIAL"
BELOW_LAST: Final = "BELOW_LAST"
OLDER_THAN_LAST: Final = "OLDER_THAN_LAST"
UNUSUALLY_HIGH: Final = "UNUSUALLY_HIGH"
ROLLOVER: Final = "ROLLOVER"


def judge(readings: pl.DataFrame) -> pl.DataFrame:
    """Readings with ``state`` and ``reason`` (a code; empty where all is plain).

    Needs beside the reading: its register's ``digits``, ``ratio_micro``, ``initial_micro``, meter's
    ``installed_on`` and ``removed_on``, account's ``opened_on`` and ``closed_on``, ``service_id``,
    and the last accepted reading ``last_micro``/``last_on`` (null when there is none).
    Below the last one is a passage through zero when that leaves a plausible use (R-126), else it
    is rejected; an implausibly high one is held for confirmation (R-132).
    """
    taken_on = pl.col("taken_on")
    received_on = pl.col("received_at").dt.convert_time_zone(settings.TIME_ZONE).dt.date()
    dial = pl.col("digits").replace_strict(DIALS_MICRO, return_dtype=pl.Int64)
    last = pl.coalesce("last_micro", "initial_micro")
    last_on = pl.coalesce("last_on", "installed_on")
    months = (taken_on - last_on).dt.total_days().clip(0) // DAYS_A_MONTH + 1
    monthly = (
        pl.when(pl.col("service_id") == ELECTRICITY_SERVICE)
        .then(ELECTRICITY_LIMIT_MICRO)
        .otherwise(WATER_LIMIT_MICRO)
    )
    high = (
        pl.when(pl.col("service_id") == ELECTRICITY_SERVICE)
        .then(ELECTRICITY_LIMIT_MICRO * ELECTRICITY_HOME_FACTOR)
        .otherwise(WATER_LIMIT_MICRO)
    )
    use = pl.col("value_micro") - last
    passed_zero = (use < 0) & (use + dial <= monthly * months)
    first_ever = pl.col("last_micro").is_null()
    reason = (
        pl.when((taken_on < pl.col("installed_on")) | (taken_on > pl.col("removed_on")))
        .then(pl.lit(METER_NOT_IN_PLACE))
        .when((taken_on < pl.col("opened_on")) | (taken_on > pl.col("closed_on")))
        .then(pl.lit(ACCOUNT_NOT_SERVED))
        .when(taken_on > received_on)
        .then(pl.lit(TAKEN_IN_FUTURE))
        .when(pl.col("value_micro") >= dial)
        .then(pl.lit(BEYOND_DIAL))
        .when(taken_on < pl.col("last_on"))
        .then(pl.lit(OLDER_THAN_LAST))
        .when(passed_zero & ~first_ever)
        .then(pl.lit(ROLLOVER))
        .when((use < 0) & ~first_ever)
        .then(pl.lit(BELOW_LAST))
        .when((use > high * months) & ~first_ever)
        .then(pl.lit(UNUSUALLY_HIGH))
        .otherwise(pl.lit(""))
    )
    return readings.with_columns(reason=reason).with_columns(
        state=pl.when(pl.col("reason").is_in(["", ROLLOVER]))
        .then(pl.lit("ACCEPTED"))
        .when(pl.col("reason").is_in([OLDER_THAN_LAST, UNUSUALLY_HIGH]))
        .then(pl.lit("HELD"))
        .otherwise(pl.lit("REJECTED"))
    )
