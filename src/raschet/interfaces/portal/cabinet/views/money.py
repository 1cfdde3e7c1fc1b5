"""Balances, charges and payments: the same money from three sides, each as a page and a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from raschet.domain.billing import selectors as billing
from raschet.domain.billing.explanations import service_name
from raschet.domain.ledger.selectors import ledger_month
from raschet.domain.payments.selectors import payments_of_year
from raschet.domain.registry.selectors import service_names
from raschet.interfaces.portal.cabinet import downloads
from raschet.interfaces.portal.cabinet.answers import page
from raschet.interfaces.portal.cabinet.opened_account import Asker, OpenedAccount, cabinet_page
from raschet.interfaces.portal.cabinet.pages.balances_page import balances_page
from raschet.interfaces.portal.cabinet.pages.charges_page import Choice, charges_page
from raschet.interfaces.portal.cabinet.pages.payments_page import payments_page
from raschet.interfaces.portal.cabinet.queries import asked_month, asked_service, asked_year
from raschet.interfaces.portal.cabinet.views.home import bill_address
from raschet.interfaces.ui import figures
from raschet.interfaces.ui.month_bars import bars_of
from raschet.interfaces.ui.navigation import MONEY_PLACES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from raschet.values.period import Period


@require_safe
@cabinet_page
def balances(request: HttpRequest, asker: Asker) -> HttpResponse:
    """What each service owed, was charged and was paid in a month, and what is left."""
    account = asker.account
    bill = billing.last_bill_date()
    months = _months_with_now(account)
    period = asked_month(request)
    if period not in months:
        period = bill.period if bill and bill.period in months else next(iter(months), None)
    turnovers = billing.turnovers(account_id=account.account_id, period=period) if period else {}
    return page(
        request,
        "balances.html",
        asker=asker,
        place="bills",
        section="balances",
        money_pages=MONEY_PLACES,
        period=period,
        months=[
            Choice(str(month), figures.month_and_year(month), month == period) for month in months
        ],
        balances=balances_page(
            turnovers,
            service_names(),
            due_date=bill.due_date if bill and period and period >= bill.period else None,
            today=asker.today,
        ),
    )


@require_safe
@cabinet_page
def charges(request: HttpRequest, asker: Asker) -> HttpResponse:
    """What was charged, by months and services."""
    year, service = asked_year(request), asked_service(request)
    shown = charges_page(_charges(asker.account), year=year, service=service)
    return page(
        request,
        "charges.html",
        asker=asker,
        place="bills",
        section="charges",
        money_pages=MONEY_PLACES,
        charges=shown,
        bars=bars_of(shown.by_month, None, bill_address),
    )


@require_safe
@cabinet_page
def charges_file(request: HttpRequest, asker: Asker) -> HttpResponse:
    """The page's charges as a table for a spreadsheet."""
    shown = charges_page(
        _charges(asker.account), year=asked_year(request), service=asked_service(request)
    )
    return downloads.table(
        f"charges-{shown.year or 'none'}",
        [gettext("Month"), gettext("Service"), gettext("Charged, roubles")],
        [
            [str(month.period), each.name, downloads.kopecks(each.kopecks)]
            for month in reversed(shown.months)
            for each in month.services
        ],
    )


@require_safe
@cabinet_page
def payments(request: HttpRequest, asker: Asker) -> HttpResponse:
    """What was paid, and what each payment went to."""
    shown = payments_of_year(account_id=asker.account.account_id, year=asked_year(request))
    return page(
        request,
        "payments.html",
        asker=asker,
        place="bills",
        section="payments",
        money_pages=MONEY_PLACES,
        payments=payments_page(shown, asker.account.since),
    )


@require_safe
@cabinet_page
def payments_file(request: HttpRequest, asker: Asker) -> HttpResponse:
    """The page's payments as a table for a spreadsheet."""
    shown = payments_page(
        payments_of_year(account_id=asker.account.account_id, year=asked_year(request)),
        asker.account.since,
    )
    head = [
        gettext("Paid on"),
        gettext("Sum, roubles"),
        gettext("Way"),
        gettext("Document"),
        gettext("State"),
    ]
    return downloads.table(
        f"payments-{shown.year or 'none'}",
        head,
        [
            [
                downloads.day(row.paid_on),
                downloads.kopecks(row.kopecks),
                row.way,
                row.reference,
                row.state,
            ]
            for row in reversed(shown.rows)
        ],
    )


@require_safe
@cabinet_page
def balances_file(request: HttpRequest, asker: Asker) -> HttpResponse:
    """All published months of the account per service as a table for a spreadsheet."""
    period = asked_month(request)
    months = _months_with_now(asker.account)
    rows: list[Sequence[downloads.Cell]] = []
    if period in months:
        names = service_names()
        found = billing.turnovers(account_id=asker.account.account_id, period=period)
        rows = [
            [
                service_name(names[id_].code),
                downloads.kopecks(each.opening_kopecks),
                downloads.kopecks(each.amount_kopecks - each.penalty_kopecks),
                downloads.kopecks(each.penalty_kopecks),
                downloads.kopecks(each.paid_kopecks),
                downloads.kopecks(each.closing_kopecks),
            ]
            for id_, each in sorted(found.items(), key=lambda item: names[item[0]].position)
        ]
    head = [
        gettext("Service"),
        gettext("At the start"),
        gettext("Charged"),
        gettext("Penalty"),
        gettext("Paid"),
        gettext("At the end"),
    ]
    return downloads.table(f"balances-{period or 'none'}", head, rows)


def _charges(account: OpenedAccount) -> list[billing.MonthCharges]:
    found = billing.charges_by_month(account.account_id)
    return [month for month in found if account.shows(month.period)]


def _months_with_now(account: OpenedAccount) -> list[Period]:
    """Published months and the one that live postings go to, the newest first."""
    months = {month for month, _ in billing.billed_months(account.account_id)}
    live = ledger_month().live
    if live is not None and months:
        months.add(live)
    return sorted((month for month in months if account.shows(month)), reverse=True)
