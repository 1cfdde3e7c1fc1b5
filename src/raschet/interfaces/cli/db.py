"""``raschet db``: the database server of this installation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext

from raschet.interfaces.cli.console import say
from raschet.interfaces.cli.exit_codes import ExitCode

if TYPE_CHECKING:
    import argparse

    from raschet.interfaces.cli.surroundings import ServerReport


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe ``start``, ``stop`` and ``status``."""
    parser.description = gettext(
        "Commands start the embedded server by themselves and leave it running; here it can be\n"
        "started, stopped and looked at. A server named in RASCHET_DATABASE_URL is only looked at."
    )
    actions = parser.add_subparsers(
        title=gettext("actions"), metavar=gettext("ACTION"), dest="action", required=True
    )
    for name, summary in (
        ("start", gettext("start the embedded server")),
        ("stop", gettext("stop the embedded server; everything committed is kept")),
        ("status", gettext("say whether the database answers; exit code 3 when it does not")),
    ):
        actions.add_parser(name, help=summary, description=summary)


def run(arguments: argparse.Namespace) -> int:
    """Start, stop or look. Returns the exit code."""
    if arguments.action == "start":
        arguments.server.prepare()
        return _reported(arguments.server.status())
    if arguments.action == "stop":
        return _stopped(arguments.server.status(), was_running=arguments.server.stop())
    return _reported(arguments.server.status())


def _reported(report: ServerReport) -> int:
    values = {"place": report.place, "process": report.process_id or "?"}
    if report.embedded and report.running:
        say(gettext("The embedded server runs (process %(process)s); data in %(place)s.") % values)
    elif report.embedded:
        say(gettext("The embedded server is stopped; data in %(place)s.") % values)
    elif report.running:
        say(gettext("The server %(place)s answers.") % values)
    else:
        say(gettext("The server %(place)s does not answer. Check RASCHET_DATABASE_URL.") % values)
    return ExitCode.DONE if report.running else ExitCode.ENVIRONMENT


def _stopped(report: ServerReport, *, was_running: bool) -> int:
    if not report.embedded:
        say(gettext("The server %(place)s is not ours to stop.") % {"place": report.place})
        return ExitCode.REFUSED
    if was_running:
        say(gettext("The embedded server is stopped. Everything committed is kept."))
    else:
        say(gettext("The embedded server was not running."))
    return ExitCode.DONE
