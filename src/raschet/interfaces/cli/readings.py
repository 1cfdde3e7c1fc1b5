"""``raschet readings``: the centre's doors for readings, the queue of held ones, the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext

from raschet.interfaces.cli import readings_door, readings_queue
from raschet.interfaces.cli.exit_codes import ExitCode

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe ``submit``, ``held``, ``accept``, ``refuse`` and ``window``."""
    parser.description = gettext(
        "Takes readings told by telephone, brought on a slip or sent by a bank; decides about held\n"
        "ones; sets the days on which readings are taken. See docs/guides/readings.md."
    )
    actions = parser.add_subparsers(
        title=gettext("actions"), metavar=gettext("ACTION"), dest="action", required=True
    )
    submit = gettext("take the readings of one account, or list its meters")
    readings_door.add_arguments(actions.add_parser("submit", help=submit, description=submit))
    readings_queue.add_actions(actions)


def run(arguments: argparse.Namespace) -> int:
    """Carry one action out. Returns the exit code."""
    if arguments.action == "submit":
        return readings_door.run(arguments)
    readings_queue.run(arguments)
    return ExitCode.DONE
