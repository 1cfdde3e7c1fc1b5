"""``raschet benefits``: who is entitled, how benefits reach people, subsidies of the social office."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from raschet.domain.payments.services.record_payments import NewPayment, record_payment
from raschet.domain.registry.services.set_entitlement import (
    EntitlementStands,
    end_entitlement,
    grant_entitlement,
)
from raschet.domain.tariffs.selectors import benefit_categories
from raschet.domain.tariffs.services.set_benefit_mode import set_benefit_mode
from raschet.interfaces.cli.accounts import named_account
from raschet.interfaces.cli.console import say
from raschet.interfaces.cli.errors import CommandRefused
from raschet.interfaces.cli.exit_codes import ExitCode
from raschet.interfaces.cli.signing import signer
from raschet.interfaces.cli.values import day, month, positive, roubles

if TYPE_CHECKING:
    import argparse

SUBSIDY = "SUBSIDY"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe ``grant``, ``end``, ``mode`` and ``subsidy``."""
    parser.description = gettext(
        "Benefits of residents, and subsidies. A month's run computes the benefits of everybody who is\n"
        "entitled; they are a discount on the bill or money that the social office pays."
    )
    actions = parser.add_subparsers(
        title=gettext("actions"), metavar=gettext("ACTION"), dest="action", required=True
    )
    grant = _action(actions, "grant", gettext("enter that a resident is entitled"))
    end = _action(actions, "end", gettext("enter that a resident is entitled no more"))
    for action in (grant, end):
        action.add_argument("account", metavar="ACCOUNT", help=gettext("number of the account"))
        action.add_argument("category", metavar="CATEGORY", help=gettext("code of the category"))
        action.add_argument(
            "--person",
            metavar="N",
            type=positive,
            default=1,
            help=gettext("which resident, 1 by default"),
        )
    grant.add_argument(
        "--from", dest="first", metavar="DAY", type=day, required=True, help=gettext("first day")
    )
    grant.add_argument("--until", metavar="DAY", type=day, help=gettext("first day without it"))
    grant.add_argument(
        "--document", metavar="TEXT", default="", help=gettext("the decision, date and number")
    )
    end.add_argument(
        "--until", metavar="DAY", type=day, required=True, help=gettext("first day without it")
    )
    mode = _action(actions, "mode", gettext("decide how benefits reach people from a month on"))
    mode.add_argument("mode", metavar="MODE", choices=("DISCOUNT", "COMPENSATION"))
    mode.add_argument("period", metavar="PERIOD", type=month, help=gettext("first month"))
    mode.add_argument(
        "--source", metavar="TEXT", default="", help=gettext("the decision, date and number")
    )
    subsidy = _action(actions, "subsidy", gettext("credit a subsidy to an account"))
    subsidy.add_argument("account", metavar="ACCOUNT", help=gettext("number of the account"))
    subsidy.add_argument("amount", metavar="SUM", type=roubles, help=gettext("roubles"))
    subsidy.add_argument(
        "--paid", metavar="DAY", type=day, required=True, help=gettext("day of the payment")
    )
    subsidy.add_argument(
        "--document", metavar="TEXT", required=True, help=gettext("number of the payment, unique")
    )


def _action(actions: Any, name: str, summary: str) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = actions.add_parser(name, help=summary, description=summary)
    made.add_argument("--by", metavar="LOGIN", help=gettext("who decides"))
    return made


def run(arguments: argparse.Namespace) -> int:
    """Carry the action out. Returns the exit code."""
    login = signer(arguments.by)
    {"grant": _grant, "end": _end, "mode": _mode, "subsidy": _subsidy}[arguments.action](
        arguments, login
    )
    return ExitCode.DONE


def _grant(arguments: argparse.Namespace, login: str) -> None:
    card = named_account(arguments.account)
    known = benefit_categories(arguments.first)
    if arguments.category not in known:
        raise CommandRefused(
            gettext(
                "There is no category %(code)s on that day. Nothing was changed. Known: %(known)s."
            )
            % {"code": arguments.category, "known": ", ".join(known)}
        )
    if arguments.until is not None and arguments.until <= arguments.first:
        raise CommandRefused(
            gettext("The last day must come after the first one. Nothing was changed.")
        )
    try:
        grant_entitlement(
            account_id=card.account_id,
            person=arguments.person,
            category=arguments.category,
            valid_from=arguments.first,
            valid_until=arguments.until,
            document=arguments.document,
            actor=login,
        )
    except EntitlementStands as error:
        raise CommandRefused(
            gettext("The resident has this category on these days already. Nothing was changed.")
        ) from error
    say(gettext("The benefit of account %(number)s is entered.") % {"number": card.number})


def _end(arguments: argparse.Namespace, login: str) -> None:
    card = named_account(arguments.account)
    ended = end_entitlement(
        account_id=card.account_id,
        person=arguments.person,
        category=arguments.category,
        valid_until=arguments.until,
        actor=login,
    )
    if not ended:
        raise CommandRefused(
            gettext("The resident has no such benefit on that day. Nothing was changed.")
        )
    say(
        gettext("The benefit of account %(number)s ends on %(day)s.")
        % {"number": card.number, "day": arguments.until}
    )


def _mode(arguments: argparse.Namespace, login: str) -> None:
    set_benefit_mode(
        mode=arguments.mode, since=arguments.period, source=arguments.source, actor=login
    )
    say(
        gettext("From %(month)s on benefits are of the mode %(mode)s.")
        % {"month": arguments.period, "mode": arguments.mode}
    )


def _subsidy(arguments: argparse.Namespace, login: str) -> None:
    card = named_account(arguments.account)
    recorded = record_payment(
        payment=NewPayment(
            card.account_id, arguments.amount, arguments.paid, SUBSIDY, arguments.document
        ),
        actor=login,
    )
    if recorded.repeated:
        say(gettext("This subsidy was credited before; nothing was changed."))
    else:
        say(gettext("The subsidy is credited to account %(number)s.") % {"number": card.number})
