"""``raschet outage``: interruptions and poor quality of services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext

from raschet.domain.billing.explanations.refunds import CASES
from raschet.domain.registry.selectors import house_of_account
from raschet.domain.registry.services.record_quality_event import (
    NewQualityEvent,
    record_quality_event,
    withdraw_quality_event,
)
from raschet.engine.law.recalculation import quality_cases
from raschet.interfaces.cli.accounts import named_account
from raschet.interfaces.cli.console import say, show, table
from raschet.interfaces.cli.exit_codes import ExitCode
from raschet.interfaces.cli.signing import terminal_user
from raschet.interfaces.cli.values import decimal_micro, moment, positive

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe ``add``, ``cases`` and ``withdraw``."""
    parser.description = gettext(
        "Records of interruptions and poor quality. The next run reduces the fee of the hours they\n"
        "lasted, for published months too."
    )
    actions = parser.add_subparsers(
        title=gettext("actions"), metavar=gettext("ACTION"), dest="action", required=True
    )
    add = actions.add_parser("add", help=gettext("record an event of the account's whole house"))
    add.add_argument(
        "account", metavar="ACCOUNT", help=gettext("number of an account of the house")
    )
    add.add_argument(
        "--service", metavar="CODE", required=True, help=gettext("service, as cold_water")
    )
    add.add_argument("--case", metavar="CASE", required=True, choices=quality_cases(),
                     help=gettext("what happened; “raschet outage cases” lists them"))  # fmt: skip
    add.add_argument("--from", dest="start", metavar="MOMENT", type=moment, required=True,
                     help=gettext("beginning, like 2026-10-05T08:00"))  # fmt: skip
    add.add_argument("--until", metavar="MOMENT", type=moment, required=True, help=gettext("end"))
    add.add_argument("--only-account", action="store_true", help=gettext("this account alone"))
    add.add_argument("--measured", metavar="VALUE", type=decimal_micro,
                     help=gettext("degrees, or percent of the pressure's deviation"))  # fmt: skip
    add.add_argument("--standard", metavar="DEGREES", type=decimal_micro,
                     help=gettext("lowest degrees where the law's own do not hold"))  # fmt: skip
    add.add_argument("--rate", metavar="ROUBLES", type=decimal_micro,
                     help=gettext("rate of the missing work for 1 m² a month"))  # fmt: skip
    add.add_argument("--act", metavar="TEXT", default="", help=gettext("the act or record"))
    actions.add_parser("cases", help=gettext("list what can be recorded"))
    withdraw = actions.add_parser("withdraw", help=gettext("let a wrong record count no more"))
    withdraw.add_argument("number", metavar="NUMBER", type=positive, help=gettext("its number"))


def run(arguments: argparse.Namespace) -> int:
    """Record, list the cases or withdraw. Returns the exit code."""
    if arguments.action == "add":
        return _add(arguments)
    if arguments.action == "cases":
        made = table([gettext("Case"), gettext("What it is")], 99)
        for case in quality_cases():
            made.add_row(case, CASES[case]())
        show(made)
        return ExitCode.DONE
    withdraw_quality_event(
        event_id=arguments.number, withdrawn_on=timezone.localdate(), actor=terminal_user()
    )
    say(
        gettext("Record %(number)s counts no more. The next run charges what was given back.")
        % {"number": arguments.number}
    )
    return ExitCode.DONE


def _add(arguments: argparse.Namespace) -> int:
    card = named_account(arguments.account)
    number = record_quality_event(
        event=NewQualityEvent(
            house_id=house_of_account(card.account_id),
            account_id=card.account_id if arguments.only_account else 0,
            service_code=arguments.service,
            case_code=arguments.case,
            started_at=arguments.start,
            ended_at=arguments.until,
            measured_micro=arguments.measured,
            standard_micro=arguments.standard,
            rate_micro_rubles=arguments.rate,
            act=arguments.act,
        ),
        actor=terminal_user(),
    )
    say(gettext("Record %(number)s is made; the next run reduces the fee.") % {"number": number})
    return ExitCode.DONE
