"""``raschet penalties``: since when debts bear penalties, the key rate, days that bear nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, ngettext

from raschet.domain.billing.services.pause_penalty import PauseEmpty, pause_penalty
from raschet.domain.tariffs.services.set_key_rate import PercentInvalid, set_key_rate
from raschet.domain.tariffs.services.set_penalty_schemes import set_penalty_schemes, usual_schemes
from raschet.interfaces.cli.accounts import named_account
from raschet.interfaces.cli.console import say
from raschet.interfaces.cli.errors import CommandRefused
from raschet.interfaces.cli.exit_codes import ExitCode
from raschet.interfaces.cli.signing import signer
from raschet.interfaces.cli.values import day, decimal_micro, month

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe ``on``, ``off``, ``rate`` and ``pause``."""
    parser.description = gettext(
        "Penalties for late payment. A month's run accrues them on the debts of services for which\n"
        "they are switched on; days before the first month bear nothing."
    )
    actions = parser.add_subparsers(
        title=gettext("actions"), metavar=gettext("ACTION"), dest="action", required=True
    )
    switch_on = _action(actions, "on", gettext("accrue penalties from a month on"))
    switch_off = _action(actions, "off", gettext("accrue no penalties from a month on"))
    for switch in (switch_on, switch_off):
        switch.add_argument("period", metavar="PERIOD", type=month, help=gettext("first month"))
    rate = _action(actions, "rate", gettext("enter a key rate of the central bank"))
    rate.add_argument("since", metavar="DAY", type=day, help=gettext("first day, like 2026-10-26"))
    rate.add_argument(
        "percent", metavar="PERCENT", type=decimal_micro, help=gettext("percent a year")
    )
    pause = _action(actions, "pause", gettext("let an account's debts bear nothing for some days"))
    pause.add_argument("account", metavar="ACCOUNT", help=gettext("number of the account"))
    pause.add_argument(
        "--from", dest="first", metavar="DAY", type=day, required=True, help=gettext("first day")
    )
    pause.add_argument(
        "--until", metavar="DAY", type=day, help=gettext("first day that bears again")
    )
    pause.add_argument(
        "--month", metavar="PERIOD", type=month, help=gettext("only the debt of this month")
    )
    pause.add_argument("--reason", metavar="TEXT", required=True, help=gettext("why"))
    for action in (switch_on, switch_off, rate):
        action.add_argument(
            "--source", metavar="TEXT", default="", help=gettext("the decision, date and number")
        )


def _action(actions: Any, name: str, summary: str) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = actions.add_parser(name, help=summary, description=summary)
    made.add_argument("--by", metavar="LOGIN", help=gettext("who decides"))
    return made


def run(arguments: argparse.Namespace) -> int:
    """Carry the action out. Returns the exit code."""
    login = signer(arguments.by)
    if arguments.action in {"on", "off"}:
        _switch(arguments, login)
    elif arguments.action == "rate":
        _rate(arguments, login)
    else:
        _pause(arguments, login)
    return ExitCode.DONE


def _switch(arguments: argparse.Namespace, login: str) -> None:
    schemes = usual_schemes()
    if arguments.action == "off":
        schemes = dict.fromkeys(schemes, "")
    changed = set_penalty_schemes(
        since=arguments.period, schemes=schemes, actor=login, source=arguments.source
    )
    if not changed:
        say(gettext("Nothing was changed: it is so already."))
    elif arguments.action == "on":
        text = ngettext(
            "Debts of %(count)d service bear penalties from %(month)s on.",
            "Debts of %(count)d services bear penalties from %(month)s on.",
            changed,
        )
        say(text % {"count": changed, "month": arguments.period})
    else:
        text = ngettext(
            "Debts of %(count)d service bear no penalties from %(month)s on.",
            "Debts of %(count)d services bear no penalties from %(month)s on.",
            changed,
        )
        say(text % {"count": changed, "month": arguments.period})


def _rate(arguments: argparse.Namespace, login: str) -> None:
    try:
        set_key_rate(
            since=arguments.since,
            percent_micro=arguments.percent,
            source=arguments.source,
            actor=login,
        )
    except PercentInvalid as error:
        raise CommandRefused(
            gettext("A key rate lies between 0 and 100 percent a year. Nothing was changed.")
        ) from error
    say(gettext("The key rate since %(day)s is entered.") % {"day": arguments.since})


def _pause(arguments: argparse.Namespace, login: str) -> None:
    card = named_account(arguments.account)
    try:
        pause_penalty(
            account_id=card.account_id,
            valid_from=arguments.first,
            valid_until=arguments.until,
            origin_period=arguments.month,
            reason=arguments.reason,
            actor=login,
        )
    except PauseEmpty as error:
        raise CommandRefused(
            gettext("The last day must come after the first one. Nothing was changed.")
        ) from error
    say(
        gettext("Debts of account %(number)s bear no penalty on these days.")
        % {"number": card.number}
    )
