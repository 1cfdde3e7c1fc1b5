"""Whether a reading counts, waits for a look or is refused: one judgement for every channel.

It works on columns: a visit of two meters and a file of a hundred thousand rows are judged alike.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import polars as pl

from raschet.domain.readings.models import Channel, Reading
from raschet.values.rounding import MICRO

ELECTRICITY_SERVICE: Final = 4
GAS_SERVICE: Final = 5
WATER_LIMIT_MICRO: Final = 60 * MICRO
ELECTRICITY_LIMIT_MICRO: Final = 600 * MICRO
GAS_LIMIT_MICRO: Final = 2_000 * MICRO
"""Plausible use a month where no average is known (decision D-11), in the service's units."""
ELECTRICITY_HOME_FACTOR: Final = 20
"""Homes with electric heating use many times the limit: unusual only beyond it."""
AVERAGE_MULTIPLE: Final = 3
"""Use is asked about, and a passage through zero implausible, beyond so many averages (R-126, R-132)."""
WATER_ORDINARY_MICRO: Final = 15 * MICRO
ELECTRICITY_ORDINARY_MICRO: Final = 400 * MICRO
"""Use a month that nobody is asked about, however small the average is."""
CENTRE: Final = 0
HOUSE_FACTOR: Final = 1_000
"""Meters under the centre's own account measure houses: so many times a home's use is plausible."""
DAYS_A_MONTH: Final = 30
LIMIT_MAX_MICRO: Final = 10**18
"""The largest dial of all: a limit beyond it limits nothing."""
DIALS_MICRO: Final = {digits: 10**digits * MICRO for digits in range(1, 13)}
"""Where a counter returns to zero, by the whole digits on its dial."""
STEPS_MICRO: Final = {decimals: 10 ** (6 - decimals) for decimals in range(7)}
"""The last wheel's step, by the decimals on the dial."""

WEIGHTS: Final = {
    Channel.SITE.value: 1,
    Channel.TELEPHONE.value: 1,
    Channel.SLIP.value: 1,
    Channel.BANK.value: 1,
    Channel.IMPORT.value: 1,
    Channel.CABINET.value: 2,
    Channel.MOBILE.value: 2,
    Channel.INSPECTOR.value: 3,
    Channel.AUTOMATIC.value: 3,
}
"""Whose word counts more: nobody proved who he is; signed in; the centre's own people and devices."""


class Reason(StrEnum):
    """Why a reading stands as it stands; an empty text where all is plain."""

    PLAIN = ""
    READING_NEGATIVE = "READING_NEGATIVE"
    READ_BEFORE_INSTALLED = "READ_BEFORE_INSTALLED"
    METER_REMOVED = "METER_REMOVED"
    ACCOUNT_NOT_SERVED = "ACCOUNT_NOT_SERVED"
    DAY_IN_FUTURE = "DAY_IN_FUTURE"
    MORE_DIGITS_THAN_DIAL = "MORE_DIGITS_THAN_DIAL"
    MORE_DECIMALS_THAN_DIAL = "MORE_DECIMALS_THAN_DIAL"
    READING_ABOVE_NEXT = "READING_ABOVE_NEXT"
    READING_BELOW_LAST = "READING_BELOW_LAST"
    METER_REPLACED = "METER_REPLACED"
    UNUSUALLY_HIGH = "UNUSUALLY_HIGH"
    STRONGER_STANDS = "STRONGER_STANDS"
    SAME_STANDS = "SAME_STANDS"
    OLDER_THAN_LAST = "OLDER_THAN_LAST"
    ROLLOVER = "ROLLOVER"
    METER_FAILED = "METER_FAILED"
    VERIFICATION_EXPIRED = "VERIFICATION_EXPIRED"


ASKED: Final = "ASKED"
"""Not a state of a stored reading: the person is asked whether the unusual value is right."""
HELD_REASONS: Final = (Reason.METER_REPLACED, Reason.UNUSUALLY_HIGH, Reason.STRONGER_STANDS)
SUPERSEDED_REASONS: Final = (Reason.SAME_STANDS, Reason.OLDER_THAN_LAST)
ACCEPTED_REASONS: Final = (
    Reason.PLAIN,
    Reason.ROLLOVER,
    Reason.METER_FAILED,
    Reason.VERIFICATION_EXPIRED,
)
"""Accepted after a failure or without a valid verification: kept, billed by the average (R-124)."""


def judge(readings: pl.DataFrame) -> pl.DataFrame:
    """Readings with ``state`` (or ASKED) and ``reason``; at most one row a register.

    Needs beside the reading what ``knowledge`` knows of its register, and its neighbours:
    ``before_micro``/``before_on`` and ``after_micro``/``after_on``, the accepted readings around it
    that it cannot replace (null when there are none); ``stronger_micro``/``stronger_on``, what a
    door of more weight brought for the month; ``newest_on``, the newest reading it would replace.

    Source: PP RF No. 354, cl. 31 (g), 33 (k); rules R-124, R-126, R-132.
    """
    facts = _with_use(readings)
    before, after, value = pl.col("before_micro"), pl.col("after_micro"), pl.col("value_micro")
    beyond_next = (value > after) & ((before <= after).fill_null(value=True) | (value < before))
    weaker = pl.col("stronger_micro").is_not_null()
    goes_on = (
        (pl.col("weight") == WEIGHTS[Channel.CABINET.value])
        & (pl.col("taken_on") > pl.col("stronger_on"))
    ).fill_null(value=False)
    checks: list[tuple[pl.Expr, Reason]] = [
        (value < 0, Reason.READING_NEGATIVE),
        (pl.col("taken_on") < pl.col("installed_on"), Reason.READ_BEFORE_INSTALLED),
        (pl.col("taken_on") > pl.col("removed_on"), Reason.METER_REMOVED),
        # What a dial showed before the account was opened is the beginning of its history.
        (pl.col("taken_on") > pl.col("closed_on"), Reason.ACCOUNT_NOT_SERVED),
        (pl.col("taken_on") > pl.col("received_on"), Reason.DAY_IN_FUTURE),
        (value >= pl.col("dial_micro"), Reason.MORE_DIGITS_THAN_DIAL),
        (value % pl.col("step_micro") != 0, Reason.MORE_DECIMALS_THAN_DIAL),
        (beyond_next, Reason.READING_ABOVE_NEXT),
        ((pl.col("use_micro") < 0) & pl.col("replaced"), Reason.METER_REPLACED),
        (
            # What an inspector read counts, though less was reported before.
            (pl.col("use_micro") < 0)
            & ~pl.col("passed_zero")
            & (pl.col("channel") != Channel.INSPECTOR.value),
            Reason.READING_BELOW_LAST,
        ),
        (pl.col("high"), Reason.UNUSUALLY_HIGH),
        (weaker & (value == pl.col("stronger_micro")), Reason.SAME_STANDS),
        (weaker & ~goes_on, Reason.STRONGER_STANDS),
        (pl.col("taken_on") < pl.col("newest_on"), Reason.OLDER_THAN_LAST),
        (pl.col("passed_zero"), Reason.ROLLOVER),
        (pl.col("taken_on") > pl.col("failed_on"), Reason.METER_FAILED),
        (pl.col("taken_on") > pl.col("verified_until"), Reason.VERIFICATION_EXPIRED),
    ]
    reason = pl.coalesce(
        *(pl.when(check).then(pl.lit(code.value)) for check, code in checks), pl.lit("")
    )
    return facts.with_columns(reason=reason).with_columns(state=_state())


def _with_use(readings: pl.DataFrame) -> pl.DataFrame:
    """Columns about the use since the reading before: its size, and whether it can be true."""
    electricity = pl.col("service_id") == ELECTRICITY_SERVICE

    gas = pl.col("service_id") == GAS_SERVICE

    def limit(electric: int, water: int) -> pl.Expr:
        return pl.when(electricity).then(electric).when(gas).then(GAS_LIMIT_MICRO).otherwise(water)

    average = pl.when(pl.col("average_micro") > 0).then(pl.col("average_micro") * AVERAGE_MULTIPLE)
    plausible = pl.coalesce(average, limit(ELECTRICITY_LIMIT_MICRO, WATER_LIMIT_MICRO))
    # Seasons change use more than threefold: what is worth a question is not worth holding up
    # where there is nobody to ask.
    unusual = (
        pl.when(average.is_null() | ~pl.col("asked"))
        .then(limit(ELECTRICITY_LIMIT_MICRO * ELECTRICITY_HOME_FACTOR, WATER_LIMIT_MICRO))
        .otherwise(
            pl.max_horizontal(average, limit(ELECTRICITY_ORDINARY_MICRO, WATER_ORDINARY_MICRO))
        )
    )
    house = pl.when(pl.col("account_id") == CENTRE).then(HOUSE_FACTOR).otherwise(1)
    plausible, unusual = plausible * house, unusual * house
    use = pl.col("use_micro")
    return readings.with_columns(
        dial_micro=pl.col("digits").replace_strict(DIALS_MICRO, return_dtype=pl.Int64),
        step_micro=pl.col("decimals").replace_strict(STEPS_MICRO, return_dtype=pl.Int64),
        use_micro=pl.col("value_micro") - pl.col("before_micro"),
    ).with_columns(
        passed_zero=(use < 0) & (use + pl.col("dial_micro") <= _on_dial(plausible)),
        high=(use > _on_dial(unusual)) & ~pl.col("first_ever"),
    )


def _on_dial(monthly_micro: pl.Expr) -> pl.Expr:
    """A limit a month in the service's units, for the time since the last reading, on the dial."""
    days = (pl.col("taken_on") - pl.col("before_on")).dt.total_days().clip(0)
    months = days // DAYS_A_MONTH + 1
    wide = monthly_micro.cast(pl.Int128) * months * MICRO // pl.col("ratio_micro")
    return wide.clip(upper_bound=LIMIT_MAX_MICRO).cast(pl.Int64)


def _state() -> pl.Expr:
    reason = pl.col("reason")
    return (
        pl.when(reason.is_in([code.value for code in ACCEPTED_REASONS]))
        .then(pl.lit(Reading.State.ACCEPTED.value))
        .when((reason == Reason.UNUSUALLY_HIGH.value) & ~pl.col("confirmed"))
        .then(pl.lit(ASKED))
        .when(reason.is_in([code.value for code in HELD_REASONS]))
        .then(pl.lit(Reading.State.HELD.value))
        .when(reason.is_in([code.value for code in SUPERSEDED_REASONS]))
        .then(pl.lit(Reading.State.SUPERSEDED.value))
        .otherwise(pl.lit(Reading.State.REJECTED.value))
    )
