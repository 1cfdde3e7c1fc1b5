"""``raschet letters``: what became of the mail, and what people decide about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext

from raschet.domain.notifications.selectors import letter_counts, letters_to_look_at
from raschet.domain.notifications.services.decide_letter import drop_letter, repeat_letter
from raschet.interfaces.cli.console import say, show, table
from raschet.interfaces.cli.exit_codes import ExitCode
from raschet.interfaces.cli.signing import signer

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the list and the two decisions."""
    parser.description = gettext(
        "Letters that the mail server refused for good, or of which nobody knows whether it took\n"
        "them. They are never repeated by themselves."
    )
    actions = parser.add_subparsers(
        title=gettext("actions"), metavar=gettext("ACTION"), dest="action", required=True
    )
    actions.add_parser(
        "list",
        help=gettext("list them, and count all letters"),
        description=gettext("List them, and count all letters by state."),
    )
    repeat = actions.add_parser(
        "repeat",
        help=gettext("send one once more"),
        description=gettext("Send one once more, under the same Message-ID."),
    )
    drop = actions.add_parser(
        "drop", help=gettext("leave one be"), description=gettext("Leave one be.")
    )
    for decision in (repeat, drop):
        decision.add_argument("letter", metavar="NUMBER", type=int, help=gettext("its number"))
        decision.add_argument("--by", metavar="LOGIN", help=gettext("login that signs"))


def run(arguments: argparse.Namespace) -> int:
    """List or decide. Returns the exit code."""
    if arguments.action == "list":
        _list()
        return ExitCode.DONE
    decide = repeat_letter if arguments.action == "repeat" else drop_letter
    decide(letter_id=arguments.letter, actor=signer(arguments.by), now=timezone.now())
    say(
        gettext("The letter is in the queue again.")
        if arguments.action == "repeat"
        else gettext("The letter is left be.")
    )
    return ExitCode.DONE


def _list() -> None:
    counts = letter_counts()
    say(
        gettext("Letters: %(counts)s")
        % {"counts": ", ".join(f"{state} {count}" for state, count in counts.items()) or "0"}
    )
    rows = letters_to_look_at()
    if not rows:
        say(gettext("No letter waits for a decision."))
        return
    made = table(
        [
            gettext("Number"),
            gettext("Came"),
            gettext("Kind"),
            gettext("E-mail"),
            gettext("State"),
            gettext("Answer"),
        ],
        99,
    )
    for row in rows:
        came = f"{timezone.localtime(row.created_at):%d.%m %H:%M}"
        made.add_row(str(row.letter_id), came, row.kind, row.address, row.state, row.reply)
    show(made)
