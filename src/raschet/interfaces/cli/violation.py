"""``raschet violation``: acts of unauthorised connection or tampering."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext

from raschet.domain.billing.explanations import service_name
from raschet.domain.billing.explanations.figures import full_day, month_and_year
from raschet.domain.billing.services.record_violation import (
    Act,
    record_violation,
    withdraw_violation,
)
from raschet.domain.billing.violations import ViolationKind
from raschet.domain.registry.selectors.accounts import violations_of_account
from raschet.interfaces.cli.accounts import named_account
from raschet.interfaces.cli.console import say, show, table
from raschet.interfaces.cli.exit_codes import ExitCode
from raschet.interfaces.cli.signing import terminal_user
from raschet.interfaces.cli.values import day
from raschet.values.period import Period

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe ``add``, ``withdraw`` and ``list``."""
    parser.description = gettext(
        "Acts of unauthorised connection or tampering. The open month charges them by the norm, "
        "ten times."
    )
    actions = parser.add_subparsers(
        title=gettext("actions"), metavar=gettext("ACTION"), dest="action", required=True
    )
    add = actions.add_parser(
        "add", help=gettext("record an act"), description=gettext("Record an act.")
    )
    withdraw = actions.add_parser(
        "withdraw",
        help=gettext("take an act back before its month is published"),
        description=gettext("Take an act back."),
    )
    listing = actions.add_parser(
        "list",
        help=gettext("list the acts of an account"),
        description=gettext("List the acts of an account."),
    )
    for action in (add, withdraw, listing):
        action.add_argument("account", metavar="ACCOUNT", help=gettext("number of the account"))
    add.add_argument(
        "service", metavar="SERVICE", help=gettext("code of the service, like cold_water")
    )
    for action in (add, withdraw):
        action.add_argument("--act", metavar="N", required=True, help=gettext("number of the act"))
    add.add_argument(
        "--found",
        metavar="DAY",
        type=day,
        required=True,
        help=gettext("day of the act, like 2026-10-14"),
    )
    add.add_argument(
        "--began",
        metavar="DAY",
        type=day,
        required=True,
        help=gettext("day of the connection or of the last inspection"),
    )
    add.add_argument(
        "--tampering",
        action="store_true",
        help=gettext("the meter was tampered with; otherwise a connection"),
    )


def run(arguments: argparse.Namespace) -> int:
    """Record, take back or list acts. Returns the exit code."""
    card = named_account(arguments.account)
    if arguments.action == "list":
        return _list(card.account_id)
    today = timezone.localdate()
    if arguments.action == "withdraw":
        withdraw_violation(
            account_id=card.account_id, number=arguments.act, today=today, actor=terminal_user()
        )
        say(
            gettext("The act %(number)s is taken back; nothing is charged for it.")
            % {"number": arguments.act}
        )
        return ExitCode.DONE
    kind = ViolationKind.TAMPERING if arguments.tampering else ViolationKind.CONNECTION
    act = Act(
        card.account_id, arguments.service, kind, arguments.act, arguments.found, arguments.began
    )
    charged_in = record_violation(act=act, today=today, actor=terminal_user())
    say(
        gettext("The act %(number)s is recorded; %(month)s charges it.")
        % {"number": arguments.act, "month": month_and_year(charged_in)}
    )
    return ExitCode.DONE


def _list(account_id: int) -> int:
    acts = violations_of_account(account_id)
    if not acts:
        say(gettext("No acts stand for this account."))
        return ExitCode.DONE
    titles = [
        gettext("Act"),
        gettext("Service"),
        gettext("Found"),
        gettext("Began"),
        gettext("Charged in"),
        gettext("Taken back"),
    ]
    made = table(titles, 99)
    for act in acts:
        made.add_row(
            act.number,
            service_name(act.service_code),
            full_day(act.found_on),
            full_day(act.began_on),
            month_and_year(Period.of(act.charged_in)),
            full_day(act.withdrawn_on) if act.withdrawn_on else "",
        )
    show(made)
    return ExitCode.DONE
