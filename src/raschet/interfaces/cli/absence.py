"""``raschet absence``: applications for temporary absence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext

from raschet.domain.billing.explanations.figures import full_day
from raschet.domain.registry.selectors import absences_of_account
from raschet.domain.registry.services.record_absence import (
    NewAbsence,
    record_absence,
    withdraw_absence,
)
from raschet.interfaces.cli.accounts import named_account
from raschet.interfaces.cli.console import say, show, table
from raschet.interfaces.cli.exit_codes import ExitCode
from raschet.interfaces.cli.signing import terminal_user
from raschet.interfaces.cli.values import day, positive

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe ``add``, ``list`` and ``withdraw``."""
    parser.description = gettext(
        "Applications for temporary absence. What the norm charged for the full days away is given\n"
        "back by the next run, for published months too."
    )
    actions = parser.add_subparsers(
        title=gettext("actions"), metavar=gettext("ACTION"), dest="action", required=True
    )
    add = actions.add_parser("add", help=gettext("record an application"))
    add.add_argument("account", metavar="ACCOUNT", help=gettext("number of the account"))
    add.add_argument(
        "--left", metavar="DAY", type=day, required=True, help=gettext("day of leaving")
    )
    add.add_argument(
        "--returned", metavar="DAY", type=day, required=True, help=gettext("day of return")
    )
    add.add_argument(
        "--persons", metavar="N", type=positive, default=1, help=gettext("how many were away")
    )
    add.add_argument(
        "--applied",
        metavar="DAY",
        type=day,
        help=gettext("day of the application, today by default"),
    )
    add.add_argument(
        "--documents", metavar="TEXT", default="", help=gettext("what proves the absence")
    )
    add.add_argument(
        "--meter-failed",
        action="store_true",
        help=gettext("the meter failed beyond the consumer's control"),
    )
    listed = actions.add_parser("list", help=gettext("list an account's applications"))
    listed.add_argument("account", metavar="ACCOUNT", help=gettext("number of the account"))
    withdraw = actions.add_parser("withdraw", help=gettext("let an application count no more"))
    withdraw.add_argument("number", metavar="NUMBER", type=positive, help=gettext("its number"))


def run(arguments: argparse.Namespace) -> int:
    """Record, list or withdraw. Returns the exit code."""
    if arguments.action == "add":
        return _add(arguments)
    if arguments.action == "list":
        return _list(arguments.account)
    withdraw_absence(
        absence_id=arguments.number, withdrawn_on=timezone.localdate(), actor=terminal_user()
    )
    say(
        gettext("Absence %(number)s counts no more. The next run charges what was given back.")
        % {"number": arguments.number}
    )
    return ExitCode.DONE


def _add(arguments: argparse.Namespace) -> int:
    card = named_account(arguments.account)
    number = record_absence(
        absence=NewAbsence(
            account_id=card.account_id,
            persons=arguments.persons,
            left_on=arguments.left,
            returned_on=arguments.returned,
            applied_on=arguments.applied or timezone.localdate(),
            documents=arguments.documents,
            meter_excused=arguments.meter_failed,
        ),
        actor=terminal_user(),
    )
    say(
        gettext("Absence %(number)s of account %(account)s is recorded; the next run gives back.")
        % {"number": number, "account": card.number}
    )
    return ExitCode.DONE


def _list(account: str) -> int:
    card = named_account(account)
    rows = absences_of_account(card.account_id)
    if not rows:
        say(gettext("Account %(number)s has no absences.") % {"number": card.number})
        return ExitCode.DONE
    made = table(
        [
            gettext("Number"),
            gettext("Left"),
            gettext("Returned"),
            gettext("Persons"),
            gettext("Counts"),
        ]
    )
    for row in rows:
        made.add_row(
            str(row.number),
            full_day(row.left_on),
            full_day(row.returned_on),
            str(row.persons),
            gettext("no") if row.withdrawn else gettext("yes"),
        )
    show(made)
    return ExitCode.DONE
