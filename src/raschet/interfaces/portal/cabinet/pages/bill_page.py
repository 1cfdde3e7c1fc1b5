"""The bill of a month: what to pay, how it adds up, every service, and the months around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from raschet.interfaces.portal.cabinet.pages.bill_services import ServiceRow, Total, service_rows
from raschet.interfaces.portal.cabinet.pages.due_words import due_label
from raschet.interfaces.ui import figures
from raschet.interfaces.ui.month_bars import Bar, bars_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from raschet.domain.billing.selectors import Bill
    from raschet.values.period import Period


@dataclass(frozen=True, slots=True)
class BillPage:
    """Everything the template prints. ``to_pay_kopecks`` is None where nothing is to be paid.

    ``since``: what came in after the bill was made, and what is left now.
    """

    label: str
    headline: str
    to_pay_kopecks: int | None
    charged_kopecks: int
    totals: tuple[Total, ...]
    since: tuple[Total, ...]
    services: tuple[ServiceRow, ...]
    unbilled: tuple[str, ...]
    bars: tuple[Bar, ...]


def bill_page(
    bill: Bill,
    *,
    months: Sequence[tuple[Period, int]],
    today: date,
    month_address: Callable[[Period], str],
    unbilled: Sequence[str] = (),
    now_kopecks: int | None = None,
) -> BillPage:
    """Word the page.

    months: charged kopecks by month, oldest first. month_address: where another month's page is.
    unbilled: what was not charged and why, a sentence each. now_kopecks: what the account owes
    today, given for the last bill alone.
    """
    settled = now_kopecks is not None and now_kopecks <= 0 < bill.to_pay_kopecks
    return BillPage(
        label=_label(bill, today, is_last=now_kopecks is not None, settled=settled),
        headline=_headline(bill),
        to_pay_kopecks=bill.to_pay_kopecks if bill.to_pay_kopecks > 0 else None,
        charged_kopecks=bill.charged_kopecks,
        totals=_totals(bill),
        since=_since(bill, now_kopecks),
        services=service_rows(bill),
        unbilled=tuple(unbilled),
        bars=bars_of(months, bill.period, month_address),
    )


def _label(bill: Bill, today: date, *, is_last: bool, settled: bool) -> str:
    if bill.to_pay_kopecks <= 0:
        return gettext("Nothing to pay")
    if settled:
        return gettext("This bill is paid")
    if is_last:
        return due_label(bill.due_date, today)
    return gettext("Was due by %(day)s") % {"day": figures.full_date(bill.due_date)}


def _headline(bill: Bill) -> str:
    if bill.to_pay_kopecks > 0:
        return ""
    if bill.to_pay_kopecks == 0:
        return gettext("Everything is paid")
    return gettext("Overpaid %(amount)s") % {"amount": figures.money(-bill.to_pay_kopecks)}


def _totals(bill: Bill) -> tuple[Total, ...]:
    month = figures.month_of(bill.period)
    opening = bill.opening_kopecks
    if 0 < opening <= bill.paid_kopecks:
        first = Total(gettext("From earlier bills"), opening, signed=True)
    elif opening > 0:
        first = Total(
            gettext("Debt at the start of %(month)s") % {"month": month}, opening, True, "debt"
        )
    elif opening < 0:
        title = gettext("Overpayment at the start of %(month)s") % {"month": month}
        first = Total(title, opening, True, "over")
    else:
        first = Total(gettext("Balance at the start of %(month)s") % {"month": month}, 0)
    name = figures.month_name(bill.period)
    regular = bill.charged_kopecks - bill.recalculated_kopecks - bill.penalty_kopecks
    rows = [first, Total(gettext("Charged for %(month)s") % {"month": name}, regular, signed=True)]
    if bill.recalculated_kopecks:
        tone = "over" if bill.recalculated_kopecks < 0 else ""
        rows.append(Total(gettext("Recalculated"), bill.recalculated_kopecks, True, tone))
    if bill.penalty_kopecks:
        rows.append(Total(gettext("Penalty for delay"), bill.penalty_kopecks, True, "debt"))
    rows.append(
        Total(gettext("Paid"), -bill.paid_kopecks, True, "over" if bill.paid_kopecks else "")
    )
    return (*rows, _left(gettext("To pay"), bill.to_pay_kopecks))


def _since(bill: Bill, now_kopecks: int | None) -> tuple[Total, ...]:
    """What came in after the bill was made and what is left of it; nothing where nothing came."""
    if now_kopecks is None or now_kopecks == bill.to_pay_kopecks:
        return ()
    later = now_kopecks - bill.to_pay_kopecks
    title = gettext("Paid later") if later < 0 else gettext("Corrected later")
    return (
        Total(title, later, True, "over" if later < 0 else ""),
        _left(gettext("Left to pay now"), now_kopecks),
    )


def _left(title: str, kopecks: int) -> Total:
    if kopecks >= 0:
        return Total(title, kopecks)
    return Total(gettext("Overpayment that remains"), -kopecks, False, "over")
