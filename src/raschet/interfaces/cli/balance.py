"""``raschet balance``: what an account owes for each service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext

from raschet.domain.billing.explanations import service_name
from raschet.domain.billing.explanations.figures import month_and_year, roubles
from raschet.domain.billing.selectors import ServiceTurnover, turnovers
from raschet.domain.ledger.selectors import ledger_month
from raschet.domain.registry.selectors import service_names
from raschet.interfaces.cli.accounts import named_account, refuse_unknown_month
from raschet.interfaces.cli.console import say, show, table
from raschet.interfaces.cli.exit_codes import ExitCode
from raschet.interfaces.cli.values import month
from raschet.values.period import Period

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from rich.table import Table


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command."""
    parser.description = gettext(
        "Prints per service what was owed at the start of a month, charged, paid, and what is owed\n"
        "now; an advance has a line of its own."
    )
    parser.add_argument("account", metavar="ACCOUNT", help=gettext("number of the account"))
    parser.add_argument(
        "--month",
        metavar="PERIOD",
        type=month,
        help=gettext("month, like 2026-10 (the current one of the books by default)"),
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the balance. Returns the exit code."""
    card = named_account(arguments.account)
    period = arguments.month
    if period is not None:
        refuse_unknown_month(period)
    else:
        period = ledger_month().live or Period.of(timezone.localdate())
    moved = turnovers(account_id=card.account_id, period=period)
    say(
        gettext("Account %(number)s, %(address)s. Balance of %(month)s")
        % {"number": card.number, "address": card.address, "month": month_and_year(period)},
        "bold",
    )
    if not moved:
        say(gettext("Nothing was charged or paid yet; nothing is owed."))
        return ExitCode.DONE
    show(_table(moved))
    say()
    say(_words(moved.values()), "bold")
    return ExitCode.DONE


def _table(moved: dict[int, ServiceTurnover]) -> Table:
    names = service_names()
    made = table(
        [
            gettext("Service"),
            gettext("At the start"),
            gettext("Charged"),
            gettext("Paid"),
            gettext("Owed now"),
        ]
    )
    ordered = sorted(moved, key=lambda id_: (names[id_].position if id_ in names else 0, id_))
    for service_id in ordered:
        code = names[service_id].code if service_id in names else str(service_id)
        made.add_row(service_name(code), *_figures([moved[service_id]]))
    made.add_section()
    made.add_row(gettext("Together"), *_figures(moved.values()), style="bold")
    return made


def _figures(rows: Iterable[ServiceTurnover]) -> tuple[str, str, str, str]:
    taken = list(rows)
    return (
        roubles(sum(row.opening_kopecks for row in taken)),
        roubles(sum(row.amount_kopecks for row in taken)),
        roubles(sum(row.paid_kopecks for row in taken)),
        roubles(sum(row.closing_kopecks for row in taken)),
    )


def _words(rows: Iterable[ServiceTurnover]) -> str:
    """The balance as a sentence; debts and advances do not hide one another."""
    closings = [row.closing_kopecks for row in rows]
    owed, over = sum(k for k in closings if k > 0), -sum(k for k in closings if k < 0)
    words = {"owed": roubles(owed), "over": roubles(over), "rest": roubles(abs(owed - over))}
    if owed and over > owed:
        return gettext("Debt %(owed)s, overpayment %(over)s: %(rest)s is overpaid.") % words
    if owed and over:
        return gettext("Debt %(owed)s, overpayment %(over)s: %(rest)s to pay.") % words
    if owed:
        return gettext("Debt: %(owed)s.") % words
    if over:
        return gettext("Overpayment: %(over)s. It counts towards the next bill.") % words
    return gettext("Everything is paid.")
