"""Penalty for late payment, per account, service and month of origin (R-181 to R-185, D-21).

ZhK 155 p. 14: days 1 to 30 of delay bear nothing, days 31 to 90 bear 1/300 of the rate a day, later
days 1/130; day 1 is the day after the due date and the day of payment counts. Capital repair
(p. 14.1) has one step. The rate is that of the day of payment for the part that was paid, that of the
day of calculation for the rest, capped where a cap is in force (R-182). Only principal bears a
penalty (R-183).

A debt falls into portions: what each payment settled, and the rest. A portion bears one rate, and the
days it spent in every step follow from three dates, so nothing here walks over days: the penalty is
``sum of portion x rate x (days_1 / divisor_1 + days_2 / divisor_2)``, one exact fraction rounded once.
Days of a moratorium or of a pause of the debt bear nothing, and the numbering of days runs on.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import polars as pl

from raschet.engine.penalty_days import MOST_STEPS, paused_days, step_table, with_step_days
from raschet.values.rounding import MICRO, mul_div_half_up

if TYPE_CHECKING:
    from raschet.engine.law.penalty import DatedPercent, PenaltyLaw

DEBT: Final = ("account_id", "service_id", "origin_period")
PAUSES_SCHEMA: Final = {
    "account_id": pl.Int64,
    "service_id": pl.Int16,
    "origin_period": pl.Date,
    "valid_from": pl.Date,
    "valid_until": pl.Date,
}


class KeyRateUnknown(LookupError):
    """No key rate is known for a day that needs one."""

    def __init__(self, day: date) -> None:
        super().__init__(day)
        self.day = day

    def __str__(self) -> str:
        return f"no key rate is known for {self.day}"


class PenaltyKindUnknown(LookupError):
    """A debt names a kind of penalty that the law tables do not have."""

    def __init__(self, kinds: tuple[str, ...]) -> None:
        super().__init__(kinds)
        self.kinds = kinds

    def __str__(self) -> str:
        return f"no penalty is known for debts of the kind {', '.join(self.kinds)}"


def penalties(
    debts: pl.DataFrame,
    payments: pl.DataFrame,
    on: date,
    law: PenaltyLaw,
    pauses: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """The penalty of every debt up to and with a day.

    debts: unique ``DEBT`` keys, ``principal_kopecks`` (as charged; a credit bears nothing),
    ``due_on``, ``kind`` (of ``law.steps``), ``billed_kopecks`` (penalty already accrued).
    payments: ``DEBT`` keys, ``paid_on``, ``amount_kopecks``: what was allocated to the debt. Payments
    after ``on`` are not looked at. pauses: ``DEBT`` keys, ``valid_from``, ``valid_until`` (excluded):
    days on which the debt bore nothing, such as an undelivered bill or an open recalculation (R-185).
    Returns debts with ``outstanding_kopecks``, ``days_1``, ``days_2`` (days of delay in each step
    while anything was owed), ``cumulative_kopecks`` and ``accrual_kopecks`` = cumulative - billed.
    Raises: KeyRateUnknown, PenaltyKindUnknown.
    """
    unknown = set(debts["kind"].unique()) - law.steps.keys()
    if unknown:
        raise PenaltyKindUnknown(tuple(sorted(unknown)))
    rows = debts.with_row_index("debt_no").with_columns(
        owed=pl.col("principal_kopecks").clip(lower_bound=0)
    )
    parts = _paid_parts(rows, payments, on)
    settled = parts.group_by("debt_no").agg(
        settled=pl.col("part_kopecks").sum(), last_paid_on=pl.col("until").max()
    )
    rows = _with_rest(rows, settled, on)
    stops = paused_days(rows, pauses, law.moratoria, DEBT)
    table, denominator = step_table(law)
    loads = _loads(rows, parts, stops, table, law, on)
    result = with_step_days(rows, stops, table).join(
        loads, on="debt_no", how="left", maintain_order="left"
    )
    cumulative = mul_div_half_up([result["load"].fill_null(0)], [denominator * 100 * MICRO]).rename(
        "cumulative_kopecks"
    )
    return result.select(
        *debts.columns,
        pl.col("rest_kopecks").alias("outstanding_kopecks"),
        *(f"days_{number}" for number in range(1, MOST_STEPS + 1)),
        cumulative,
        accrual_kopecks=cumulative - pl.col("billed_kopecks"),
    )


def _paid_parts(rows: pl.DataFrame, payments: pl.DataFrame, on: date) -> pl.DataFrame:
    """What each payment settled of the principal, oldest first; an excess settles nothing here."""
    found = (
        payments.filter((pl.col("paid_on") <= on) & (pl.col("amount_kopecks") > 0))
        .join(rows.select(*DEBT, "debt_no", "owed", "due_on", "kind"), on=list(DEBT))
        .sort("debt_no", "paid_on")
    )
    before = pl.col("amount_kopecks").cum_sum().over("debt_no") - pl.col("amount_kopecks")
    room = (pl.col("owed") - before).clip(lower_bound=0)
    return (
        found.with_columns(part_kopecks=pl.min_horizontal("amount_kopecks", room))
        .filter(pl.col("part_kopecks") > 0)
        .select("debt_no", "due_on", "kind", "part_kopecks", pl.col("paid_on").alias("until"))
    )


def _with_rest(rows: pl.DataFrame, settled: pl.DataFrame, on: date) -> pl.DataFrame:
    """What is still owed, and until which day anything was (``until``)."""
    joined = rows.join(settled, on="debt_no", how="left", maintain_order="left")
    rest = pl.col("owed") - pl.col("settled").fill_null(0)
    return joined.with_columns(
        rest_kopecks=rest,
        until=pl.when(rest > 0).then(pl.lit(on)).otherwise(pl.coalesce("last_paid_on", "due_on")),
    )


def _loads(
    rows: pl.DataFrame,
    parts: pl.DataFrame,
    stops: pl.DataFrame,
    table: pl.DataFrame,
    law: PenaltyLaw,
    on: date,
) -> pl.DataFrame:
    """Kopecks x micro-percent x weighted days by debt, exact in 128 bits."""
    rest = rows.filter((pl.col("rest_kopecks") > 0) & (pl.col("due_on") < on)).select(
        "debt_no", "due_on", "kind", pl.col("rest_kopecks").alias("part_kopecks"), "until"
    )
    late = parts.filter(pl.col("until") > pl.col("due_on"))
    if late.is_empty():
        return _weighed(rest, stops, table, law)
    both = pl.concat([_weighed(rest, stops, table, law), _weighed(late, stops, table, law)])
    return both.group_by("debt_no").agg(pl.col("load").sum())


def _weighed(
    parts: pl.DataFrame, stops: pl.DataFrame, table: pl.DataFrame, law: PenaltyLaw
) -> pl.DataFrame:
    counted = with_step_days(parts, stops, table)
    weight = sum(
        (pl.col(f"days_{n}").cast(pl.Int64) * pl.col(f"weight_{n}"))
        for n in range(1, MOST_STEPS + 1)
    )
    rated = counted.with_columns(
        percent_on(counted["until"], law).alias("percent_micro"), weight=weight
    )
    return rated.select(
        "debt_no",
        load=pl.col("part_kopecks").cast(pl.Int128) * (pl.col("percent_micro") * pl.col("weight")),
    )


def percent_on(days: pl.Series, law: PenaltyLaw) -> pl.Series:
    """The rate of each day, in micro-percent: the key rate, or a lower cap. Raises: KeyRateUnknown."""
    starts, percents = _rate_table(law)
    first = days.min()
    assert isinstance(first, date | None)
    if first is not None and (not starts or first < starts[0]):
        raise KeyRateUnknown(first)
    places = pl.Series(starts, dtype=pl.Date).search_sorted(days, side="right")
    return pl.Series("percent_micro", percents, dtype=pl.Int64).gather(places - 1)


def _rate_table(law: PenaltyLaw) -> tuple[list[date], list[int]]:
    """Days on which the rate may change, from the first key rate on, and the rates from them."""
    if not law.key_rates:
        return [], []
    first = law.key_rates[0].dates.first
    ends = [cap.dates.until for cap in law.caps if cap.dates.until is not None]
    marks = {rate.dates.first for rate in (*law.key_rates, *law.caps)} | set(ends)
    starts = sorted(day for day in marks if day >= first)
    return starts, [_percent(day, law) for day in starts]


def _percent(day: date, law: PenaltyLaw) -> int:
    def in_force(rates: tuple[DatedPercent, ...]) -> list[int]:
        return [rate.percent_micro for rate in rates if day in rate.dates]

    return min(in_force(law.key_rates) + in_force(law.caps))


def penalty_of_days(frame: pl.DataFrame) -> pl.Series:
    """``principal x days x rate / divisor``: one step's part, as an explanation shows it.

    frame: ``principal_kopecks``, ``days``, ``percent_micro``, ``divisor``. Unit: kopecks.
    """
    return mul_div_half_up(
        [frame["principal_kopecks"], frame["days"], frame["percent_micro"]],
        [frame["divisor"], 100 * MICRO],
    )
