"""The months of the city: readings arrive, bills are paid, the month is computed and signed.

Every step can be told from what stands in the books, so a city whose making was killed goes on
where it was.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

import polars as pl
from django.db import transaction

from raschet.demo_city.company_files import company_files, take_in
from raschet.demo_city.inputs import ACTOR, STAFF, Inputs
from raschet.demo_city.money import payers, payments_of_month
from raschet.demo_city.outdoors import record_violations
from raschet.domain.audit.selectors import deed_recorded
from raschet.domain.audit.services.record_deed import record_deed
from raschet.domain.billing.errors import MonthAlreadyPublished, RunAlreadyApproved
from raschet.domain.billing.services.approve_run import approve_run
from raschet.domain.billing.services.run_month import run_month
from raschet.domain.documents.services.finish_month import finish_month
from raschet.domain.documents.services.finish_publication import finish_publication
from raschet.domain.documents.services.publish_month import publish_month
from raschet.domain.ledger.errors import PeriodClosed
from raschet.domain.ledger.selectors import balances_of_accounts
from raschet.domain.payments.services.record_payments import record_payments

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from raschet.values.period import Period

MONTH_ARRIVED: Final = "DEMO_MONTH_ARRIVED"
RUN_DAY: Final = 2
"""Day of the next month on which a month is computed, signed and published."""
CLOSING_DAY: Final = 3
PAYMENTS_A_DEED: Final = 1_000


def live_month(
    inputs: Inputs,
    period: Period,
    *,
    files_folder: Path,
    workers: int,
    progress: Callable[[str, int], None],
) -> None:
    """One month from its readings to its published bills; the month before is closed.

    In the first month a managing company's files are left in ``files_folder`` and taken in.
    """
    first = period == inputs.city.first_period
    arrived = arrive(inputs, period, files_folder=files_folder if first else None)
    progress(f"{period}: readings and payments", arrived)
    lines = bill(period, workers=workers)
    progress(f"{period}: charge lines", lines)
    earlier = period.plus(-1)
    if earlier >= inputs.city.first_period:
        progress(f"{earlier}: closed", close(earlier, workers=workers))


def arrive(inputs: Inputs, period: Period, *, files_folder: Path | None = None) -> int:
    """Readings of a month and payments of the bill before; once. Returns how many there were.

    files_folder: where the files of one house go, whose readings then come from them alone.
    """
    rounds = inputs.pass_month(period)
    subject = f"period:{period}"
    if deed_recorded(MONTH_ARRIVED, subject):
        return 0
    files = None if files_folder is None else company_files(inputs.city, rounds[-1])
    if files is not None and files_folder is not None:
        files.write(files_folder)
        by_file = pl.col("register_id").is_in(files.register_ids.implode())
        rounds[-1] = rounds[-1].filter(~by_file)
    with transaction.atomic():
        from_files = 0 if files is None else take_in(inputs.city, files)
        for readings in rounds:
            inputs.load(readings)
        paid = _pay(inputs, period)
        if period == inputs.city.last_period and inputs.city.months > 1:
            record_violations(inputs.city.accounts, period, inputs.first_ids["accounts"], ACTOR)
        record_deed(actor=ACTOR, action=MONTH_ARRIVED, subject=subject)
    return sum(readings.height for readings in rounds) + from_files + paid


def _pay(inputs: Inputs, period: Period) -> int:
    """Take what people pay in a month for the bill of the month before."""
    city = inputs.city
    index = city.first_period.months_until(period)
    if index == 0:
        return 0
    first_account_id = inputs.first_ids["accounts"]
    true_ids = [identity + first_account_id for identity in city.accounts["id"].to_list()]
    owed = {
        account_id: sum(balance.balance_kopecks for balance in balances)
        for account_id, balances in balances_of_accounts(account_ids=true_ids).items()
    }
    who = payers(city.chance, city.accounts, city.months)
    payments = payments_of_month(city.chance, who, owed, index, period, first_account_id)
    for start in range(0, len(payments), PAYMENTS_A_DEED):
        record_payments(payments=payments[start : start + PAYMENTS_A_DEED], actor=ACTOR)
    return len(payments)


def bill(period: Period, *, workers: int) -> int:
    """Compute a month, have both people sign it, publish it. Returns the number of lines.

    Of a month that is published only a set-off that was cut short is finished.
    """
    moment = datetime.combine(_day_after(period, RUN_DAY), time(3), tzinfo=UTC)
    lines = 0
    try:
        checked = run_month(period=period, actor=ACTOR, now=moment, workers=workers)
    except (MonthAlreadyPublished, PeriodClosed):
        finish_publication(period=period, login=STAFF[1][0], now=moment)
        return 0
    except RunAlreadyApproved as waiting:
        run_id = waiting.run_id
    else:
        run_id, lines = checked.run_id, checked.lines
        for login, _, _ in STAFF:
            approve_run(run_id=run_id, login=login, approved_at=moment)
    publish_month(run_id=run_id, login=STAFF[1][0], published_at=moment)
    return lines


def close(period: Period, *, workers: int) -> int:
    """Close a published month. Returns how many balances were written; 0 when it was closed."""
    moment = datetime.combine(_day_after(period.plus(1), CLOSING_DAY), time(3), tzinfo=UTC)
    try:
        return finish_month(period=period, login=STAFF[1][0], closed_at=moment, workers=workers)
    except PeriodClosed:
        return 0


def _day_after(period: Period, day: int) -> date:
    """A day of the month after a period."""
    return period.plus(1).first_day + timedelta(days=day - 1)
