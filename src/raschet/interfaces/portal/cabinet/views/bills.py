"""The bills of an account: all of them, and one in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from raschet.domain.billing import selectors as billing
from raschet.domain.billing.explanations import service_name, unbilled_sentence
from raschet.domain.ledger import selectors as ledger
from raschet.interfaces.portal.cabinet.answers import page
from raschet.interfaces.portal.cabinet.opened_account import Asker, cabinet_page
from raschet.interfaces.portal.cabinet.pages.bill_page import bill_page
from raschet.interfaces.portal.cabinet.pages.why_page import why_page
from raschet.interfaces.portal.cabinet.views.home import bill_address
from raschet.interfaces.ui.month_bars import bars_of, change_sentence, month_links
from raschet.interfaces.ui.navigation import MONEY_PLACES

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from raschet.interfaces.portal.cabinet.opened_account import OpenedAccount
    from raschet.values.period import Period


@require_safe
@cabinet_page
def bills(request: HttpRequest, asker: Asker) -> HttpResponse:
    """Every bill of the account, the newest first."""
    months = _months(asker.account)
    latest = months[-1][0] if months else None
    return page(
        request,
        "bills.html",
        asker=asker,
        place="bills",
        money_pages=MONEY_PLACES,
        bars=bars_of(months, latest, bill_address),
        bars_sentence=change_sentence(months, latest),
        months=month_links(months, latest, bill_address),
    )


@require_safe
@cabinet_page
def bill(request: HttpRequest, asker: Asker, period: Period) -> HttpResponse:
    """One month in full: what to pay, why it changed, and how every line came about."""
    account = asker.account
    if not account.shows(period):
        raise Http404
    months = _months(account)
    is_last = bool(months) and months[-1][0] == period
    found = billing.bill_of_month(account.account_id, period)
    return page(
        request,
        "bill.html",
        asker=asker,
        place="bills",
        period=period,
        is_last=is_last,
        bill=found
        and bill_page(
            found,
            months=months,
            today=asker.today,
            month_address=bill_address,
            unbilled=_unbilled(account, period),
            now_kopecks=_owed_now(account) if is_last else None,
        ),
        why=found and why_page(_change(account, period)),
    )


def _change(account: OpenedAccount, period: Period) -> billing.BillChange | None:
    """Against the bill before, where the asker may see that one."""
    change = billing.why_changed(account.account_id, period)
    return change if change is not None and account.shows(change.before) else None


def _owed_now(account: OpenedAccount) -> int:
    rows = ledger.balances_of_account(account_id=account.account_id)
    return sum(row.balance_kopecks for row in rows)


def _months(account: OpenedAccount) -> list[tuple[Period, int]]:
    return [month for month in billing.billed_months(account.account_id) if account.shows(month[0])]


def _unbilled(account: OpenedAccount, period: Period) -> list[str]:
    """What the month did not charge and why, a sentence for each service and reason."""
    found: dict[str, None] = {}
    for days in billing.unbilled_days(account.account_id, period):
        name = service_name(days.service_code) if days.service_code else gettext("All services")
        found[f"{name}: {unbilled_sentence(days.reason)}"] = None
    return list(found)
