"""``raschet explain``: how every line of an account's bill was computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext

from raschet.domain.billing.explanations import service_name, unbilled_sentence
from raschet.domain.billing.explanations.figures import full_day, month_and_year, roubles
from raschet.domain.billing.selectors import bill_of_month, month_is_published, unbilled_days
from raschet.interfaces.cli.accounts import named_account, refuse_unknown_month
from raschet.interfaces.cli.console import say
from raschet.interfaces.cli.errors import CommandRefused
from raschet.interfaces.cli.exit_codes import ExitCode
from raschet.interfaces.cli.explain_change import print_change
from raschet.interfaces.cli.values import month

if TYPE_CHECKING:
    import argparse

    from raschet.domain.billing.selectors import Bill, ExplainedLine, UnbilledDays
    from raschet.domain.registry.selectors import AccountCard


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command."""
    parser.description = gettext(
        "Prints each line of a published bill: what it was computed from and where that came from,\n"
        "the formula, the rounding and the clause of the law."
    )
    parser.epilog = gettext("Example: raschet explain 104582 2026-10")
    parser.add_argument("account", metavar="ACCOUNT", help=gettext("number of the account"))
    parser.add_argument("period", metavar="PERIOD", type=month, help=gettext("month, like 2026-10"))
    parser.add_argument(
        "--why",
        action="store_true",
        help=gettext("say instead why the bill differs from an earlier month's"),
    )
    parser.add_argument(
        "--against",
        metavar="PERIOD",
        type=month,
        help=gettext("month to compare with; by default the last one billed before"),
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the bill with its explanations. Returns the exit code."""
    card = named_account(arguments.account)
    period = arguments.period
    refuse_unknown_month(period)
    if not month_is_published(period):
        raise CommandRefused(
            gettext(
                "The month %(month)s is not published yet, so it has no bills. Nothing was "
                "changed. Publish it with “raschet bill %(month)s --publish --by LOGIN”."
            )
            % {"month": period}
        )
    bill = bill_of_month(card.account_id, period)
    missing = unbilled_days(card.account_id, period)
    if bill is None and not missing:
        raise CommandRefused(
            gettext(
                "Account %(number)s has no bill for %(month)s: it was not served then. Nothing "
                "was changed."
            )
            % {"number": card.number, "month": period}
        )
    _print_head(card, month_and_year(period))
    if arguments.why or arguments.against:
        return print_change(card, period, arguments.against)
    if bill is not None:
        _print_bill(bill)
    _print_missing(missing)
    return ExitCode.DONE


def _print_head(card: AccountCard, month_name: str) -> None:
    say(
        gettext("Account %(number)s, %(address)s. Bill for %(month)s")
        % {"number": card.number, "address": card.address, "month": month_name},
        "bold",
    )


def _print_bill(bill: Bill) -> None:
    for service in bill.services:
        for line in service.lines:
            _print_line(line)
    say()
    say(
        gettext("Charged %(charged)s. To pay %(due)s until %(day)s.")
        % {
            "charged": roubles(bill.charged_kopecks),
            "due": roubles(max(bill.to_pay_kopecks, 0)),
            "day": full_day(bill.due_date),
        },
        "bold",
    )


def _print_line(line: ExplainedLine) -> None:
    say()
    say(f"{line.title}: {roubles(line.amount_kopecks)}", "bold")
    for sentence in line.sentences:
        say(f"  {sentence}")
    _print_item(gettext("Formula"), line.arithmetic)
    _print_item(gettext("Rounding"), line.rounding)
    _print_item(
        gettext("Computed from"), "; ".join(f"{name} {value}" for name, value in line.inputs)
    )
    for source in line.sources:
        _print_item(gettext("Source"), source)
    _print_item(gettext("Clause"), line.clause)


def _print_item(label: str, text: str) -> None:
    if text:
        say(f"  {label}: {text}")


def _print_missing(missing: list[UnbilledDays]) -> None:
    for one in missing:
        name = service_name(one.service_code) if one.service_code else gettext("Whole account")
        say()
        say(
            gettext("%(service)s: not charged from %(first)s until %(until)s. %(reason)s")
            % {
                "service": name,
                "first": full_day(one.first),
                "until": full_day(one.until),
                "reason": unbilled_sentence(one.reason),
            },
            "yellow",
        )
