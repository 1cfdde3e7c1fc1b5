"""``raschet readings held``, ``accept``, ``refuse`` and ``window``."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING, Any, Final

from django.utils import timezone
from django.utils.translation import gettext, ngettext

from raschet.domain.billing.explanations import service_name
from raschet.domain.billing.selectors import month_is_published
from raschet.domain.readings.selectors import HeldReading, count_held, held_reading, held_readings
from raschet.domain.readings.services.decide_held import decide_held
from raschet.domain.readings.services.set_window import set_window
from raschet.interfaces.cli.console import say, show, table
from raschet.interfaces.cli.signing import signer, terminal_user
from raschet.interfaces.cli.values import month
from raschet.interfaces.ui.figures import full_date, quantity
from raschet.interfaces.ui.reading_words import WHY_HELD

if TYPE_CHECKING:
    from raschet.values.period import Period

NAME: Final = re.compile(r"(\d{1,18})-(\d{1,9})")
DAYS: Final = re.compile(r"(\d{1,2})\.\.(\d{1,2})")
SHOWN: Final = 50


def add_actions(actions: argparse._SubParsersAction[Any]) -> None:
    """Describe the actions."""
    words = gettext("list readings that wait for a look, the oldest first")
    held = actions.add_parser("held", help=words, description=words)
    held.add_argument(
        "--limit",
        metavar="N",
        type=int,
        default=SHOWN,
        help=gettext("how many to show (%(default)s by default)") % {"default": SHOWN},
    )
    for action, words in (
        ("accept", gettext("let a held reading count")),
        ("refuse", gettext("refuse a held reading; it is kept and does not count")),
    ):
        decide = actions.add_parser(action, help=words, description=words)
        decide.add_argument(
            "readings",
            metavar="READING",
            nargs="+",
            type=_name,
            help=gettext("name of a reading as “held” shows it, like 8123-4"),
        )
        decide.add_argument("--by", metavar="LOGIN", help=gettext("login that decides"))
    words = gettext("set the days of a month on which readings are taken")
    window = actions.add_parser("window", help=words, description=words)
    window.add_argument("days", metavar="DAYS", type=_days, help=gettext("days, like 15..25"))
    window.add_argument(
        "--from",
        dest="since",
        metavar="PERIOD",
        type=month,
        required=True,
        help=gettext("first month it holds in, like 2026-10"),
    )


def run(arguments: argparse.Namespace) -> None:
    """Carry an action out. The domain's refusals are worded by the command line's guard."""
    if arguments.action == "held":
        _show(arguments.limit)
    elif arguments.action == "window":
        first, last = arguments.days
        set_window(since=arguments.since, first_day=first, last_day=last, actor=terminal_user())
        say(
            gettext("From %(month)s on readings are taken from day %(first)s to day %(last)s.")
            % {"month": arguments.since, "first": first, "last": last}
        )
    else:
        _decide(arguments)


def _name(text: str) -> tuple[int, int]:
    match = NAME.fullmatch(text)
    if match is None:
        raise argparse.ArgumentTypeError(
            gettext("“%(text)s” is not the name of a reading; “raschet readings held” shows them")
            % {"text": text}
        )
    return int(match[1]), int(match[2])


def _days(text: str) -> tuple[int, int]:
    match = DAYS.fullmatch(text)
    if match is None:
        raise argparse.ArgumentTypeError(
            gettext("“%(text)s” does not name days; write it like 15..25") % {"text": text}
        )
    return int(match[1]), int(match[2])


def _show(limit: int) -> None:
    waiting = count_held()
    if not waiting:
        say(gettext("No reading waits for a look."))
        return
    titles = [
        gettext("Reading"),
        gettext("Account"),
        gettext("Meter"),
        gettext("Value"),
        gettext("Before it"),
        gettext("Given"),
        gettext("Why held"),
    ]
    made = table(titles, 99)
    for held in held_readings(limit=limit):
        made.add_row(
            held.name,
            held.account_number or gettext("the flat's own"),
            f"{service_name(held.service_code)} {held.serial} {held.zone}".strip(),
            quantity(held.value_micro, held.unit),
            "" if held.last_micro is None else quantity(held.last_micro, held.unit),
            f"{full_date(held.received_at.date())} {held.channel}",
            str(WHY_HELD[held.reason]),
        )
    show(made)
    say(
        ngettext(
            "%(count)s reading waits. Decide with “raschet readings accept” or “refuse”.",
            "%(count)s readings wait. Decide with “raschet readings accept” or “refuse”.",
            waiting,
        )
        % {"count": waiting}
    )


def _decide(arguments: argparse.Namespace) -> None:
    login = signer(arguments.by)
    accept = arguments.action == "accept"
    for register_id, revision in arguments.readings:
        held = held_reading(register_id, revision)
        period = None if held is None else _open_month(held)
        decided = decide_held(
            register_id=register_id,
            revision=revision,
            accept=accept,
            actor=login,
            decided_at=timezone.now(),
            counts_in=period,
        )
        words = {"name": decided.name, "month": period or decided.period}
        if accept:
            say(gettext("Reading %(name)s is accepted and counts in %(month)s.") % words)
        else:
            say(gettext("Reading %(name)s is refused. It is kept and does not count.") % words)


def _open_month(held: HeldReading) -> Period:
    """The month it counts in: its own, or the first after it that is not billed yet."""
    period = held.period
    while month_is_published(period):
        period = period.plus(1)
    return period
