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

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import polars as pl

from raschet.engine.penalty_days import MOST_STEPS, paused_days, step_table, with_step_days
from raschet.values.rounding import MICRO, mul_div_half_up

if TYPE_CHECKING:
    from raschet.engine.law.penalty import DatedPercent, PenaltyLaw

DEBT: Final = ("account_id", "service_id", "origin_period")
STEP_COLUMNS: Final = tuple(
    f"{name}_{number}" for name in ("days", "divisor") for number in range(1, MOST_STEPS + 1)
)
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


@dataclass(frozen=True, slots=True)
class _Counted:
    """Debts with the days of their rests, and the parts paid late with the days of theirs."""

    rests: pl.DataFrame
    parts: pl.DataFrame
    denominator: int
    load: pl.Series


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
    return _result(debts, _count(debts, payments, on, law, pauses))


def penalties_with_portions(
    debts: pl.DataFrame,
    payments: pl.DataFrame,
    on: date,
    law: PenaltyLaw,
    pauses: pl.DataFrame | None = None,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """``penalties`` and, of every debt with an accrual, the portions its sum is made of.

    A portion: ``DEBT`` keys, ``portion_no`` from 1, ``part_kopecks``, ``until`` (the day of payment,
    or the day of calculation for the rest), ``settled``, ``percent_micro``, ``days_1``, ``days_2``,
    ``divisor_1``, ``divisor_2``. The penalty is the sum of ``part x percent x (days_1 / divisor_1 +
    days_2 / divisor_2)`` over the portions, rounded once. Portions without days are left out.
    Raises: KeyRateUnknown, PenaltyKindUnknown.
    """
    counted = _count(debts, payments, on, law, pauses)
    result = _result(debts, counted)
    wanted = counted.rests.select("debt_no", *DEBT).filter(result["accrual_kopecks"] != 0)
    rest = counted.rests.filter(pl.col("rest_kopecks") > 0).with_columns(
        part_kopecks="rest_kopecks", settled=pl.lit(value=False)
    )
    columns = ("debt_no", "part_kopecks", "until", "settled", *STEP_COLUMNS)
    parts = counted.parts.with_columns(settled=pl.lit(value=True)).select(columns)
    found = (
        pl.concat([parts, rest.select(columns)])
        .join(wanted, on="debt_no")
        .filter((pl.col("days_1") > 0) | (pl.col("days_2") > 0))
        .sort("debt_no", "settled", "until", descending=[False, True, False], maintain_order=True)
    )
    rated = found.with_columns(percent_on(found["until"], law).alias("percent_micro"))
    number = pl.int_range(1, pl.len() + 1, dtype=pl.Int16).over("debt_no")
    portions = rated.select(
        *DEBT,
        number.alias("portion_no"),
        "part_kopecks",
        "until",
        "settled",
        "percent_micro",
        *STEP_COLUMNS,
    )
    return result, portions


def _count(
    debts: pl.DataFrame,
    payments: pl.DataFrame,
    on: date,
    law: PenaltyLaw,
    pauses: pl.DataFrame | None,
) -> _Counted:
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
    counted = with_step_days(rows, stops, table)
    late = with_step_days(parts.filter(pl.col("until") > pl.col("due_on")), stops, table)
    load = _load_of_rest(counted, on, law)
    if not late.is_empty():
        load = load + _loads_of_parts(rows, late, law)
    return _Counted(counted, late, denominator, load)


def _result(debts: pl.DataFrame, counted: _Counted) -> pl.DataFrame:
    divisor = counted.denominator * 100 * MICRO
    cumulative = mul_div_half_up([counted.load], [divisor]).rename("cumulative_kopecks")
    return counted.rests.select(
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
    total = pl.col("amount_kopecks").cum_sum() - pl.col("amount_kopecks")
    first = (pl.col("debt_no") != pl.col("debt_no").shift()).fill_null(value=True)
    before = total - pl.when(first).then(total).forward_fill()
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


def _load_of_rest(counted: pl.DataFrame, on: date, law: PenaltyLaw) -> pl.Series:
    """Kopecks x micro-percent x weighted days of what is still owed, exact in 128 bits."""
    percent = 0
    if counted.select(((pl.col("rest_kopecks") > 0) & (pl.col("due_on") < on)).any()).item():
        percent = percent_on(pl.Series([on]), law)[0]
    return counted.select(load=_load("rest_kopecks", pl.lit(percent, dtype=pl.Int64)))["load"]


def _loads_of_parts(rows: pl.DataFrame, counted: pl.DataFrame, law: PenaltyLaw) -> pl.Series:
    """The same of what was paid late, added up by debt, in the order of rows."""
    rated = counted.with_columns(percent_on(counted["until"], law).alias("percent_micro"))
    sums = (
        rated.select("debt_no", load=_load("part_kopecks", pl.col("percent_micro")))
        .group_by("debt_no")
        .agg(pl.col("load").sum())
    )
    aligned = rows.select("debt_no").join(sums, on="debt_no", how="left", maintain_order="left")
    return aligned["load"].fill_null(0)


def _load(kopecks: str, percent: pl.Expr) -> pl.Expr:
    weight = pl.lit(0, dtype=pl.Int64)
    for number in range(1, MOST_STEPS + 1):
        weight += pl.col(f"days_{number}").cast(pl.Int64) * pl.col(f"weight_{number}")
    return pl.col(kopecks).cast(pl.Int128) * (percent * weight)


def percent_on(days: pl.Series, law: PenaltyLaw) -> pl.Series:
    """The rate of each day, in micro-percent: the key rate, or a lower cap. Raises: KeyRateUnknown."""
    starts, percents = _rate_table(law)
    first = days.min()
    assert isinstance(first, date | None)
    if first is not None and (not starts or first < starts[0]):
        raise KeyRateUnknown(first)
    places = pl.Series(starts, dtype=pl.Date).search_sorted(days, side="right")
    found = pl.Series("percent_micro", percents, dtype=pl.Int64).gather(places - 1)
    if found.null_count():
        missing = days.filter(found.is_null()).min()
        assert isinstance(missing, date)
        raise KeyRateUnknown(missing)
    return found


def _rate_table(law: PenaltyLaw) -> tuple[list[date], list[int | None]]:
    """Days on which the rate may change, from the first key rate on, and the rates from them.

    A rate is None where no key rate is in force, whatever the cap says: the key rate may be lower.
    """
    if not law.key_rates:
        return [], []
    rates = (*law.key_rates, *law.caps)
    first = min(rate.dates.first for rate in law.key_rates)
    ends = [rate.dates.until for rate in rates if rate.dates.until is not None]
    marks = {rate.dates.first for rate in rates} | set(ends)
    starts = sorted(day for day in marks if day >= first)
    return starts, [_percent(day, law) for day in starts]


def _percent(day: date, law: PenaltyLaw) -> int | None:
    def in_force(rates: tuple[DatedPercent, ...]) -> list[int]:
        return [rate.percent_micro for rate in rates if day in rate.dates]

    key_rates = in_force(law.key_rates)
    return min(key_rates + in_force(law.caps)) if key_rates else None


def penalty_of_days(frame: pl.DataFrame) -> pl.Series:
    """``principal x days x rate / divisor``: one step's part, as an explanation shows it.

    frame: ``principal_kopecks``, ``days``, ``percent_micro``, ``divisor``. Unit: kopecks.
    """
    return mul_div_half_up(
        [frame["principal_kopecks"], frame["days"], frame["percent_micro"]],
        [frame["divisor"], 100 * MICRO],
    )
