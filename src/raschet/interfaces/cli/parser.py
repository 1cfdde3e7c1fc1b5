"""The parser of the whole command line, in the language of the terminal."""

from __future__ import annotations

import argparse
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING, Final, NoReturn

from django.utils.translation import gettext

from raschet.interfaces.cli.commands import COMMANDS
from raschet.interfaces.cli.exit_codes import ExitCode

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from raschet.interfaces.cli.commands import Command

HELP_WIDTH: Final = 26


class Parser(argparse.ArgumentParser):
    """Prints a wrong command line as one line of cause and one of help, and exits with USAGE."""

    def error(self, message: str) -> NoReturn:
        """Refuse the command line."""
        self.print_usage(sys.stderr)
        advice = gettext("See “%(command)s --help”.") % {"command": self.prog}
        self.exit(ExitCode.USAGE, f"{self.prog}: {message}\n{advice}\n")


class Formatter(argparse.RawDescriptionHelpFormatter):
    """Keeps paragraphs and examples as they are written; leaves room for long names."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=HELP_WIDTH)

    def add_argument(self, action: argparse.Action) -> None:
        """Measure names of commands with their own indent, which the library forgets."""
        super().add_argument(action)
        for name in action.choices or () if action.nargs == argparse.PARSER else ():
            width = len(str(name)) + self._current_indent + self._indent_increment
            self._action_max_length = max(self._action_max_length, width)


def build_parser(
    commands: Sequence[Command] = COMMANDS, wanted: Container[str] | None = None
) -> Parser:
    """The parser with every command; each parsed namespace carries its ``command``.

    wanted: words of the command line; only a command named among them loads its module, which
    takes most of the time. Without them every command is described in full.
    """
    parser = Parser(
        prog="raschet",
        description=gettext("Raschet: the settlement centre for housing and utilities."),
        epilog=gettext(
            "Exit codes: 0 done, 1 refused or a breach found, 2 wrong command line,\n"
            "3 something outside is missing, 4 a defect of the program, 130 interrupted.\n"
            "Settings are environment variables, listed in docs/settings.md."
        ),
        formatter_class=Formatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "--version",
        action="version",
        version=f"raschet {version('raschet')}",
        help=gettext("show program's version number and exit"),
    )
    subparsers = parser.add_subparsers(
        title=gettext("commands"),
        metavar=gettext("COMMAND"),
        dest="command_name",
        required=True,
        parser_class=Parser,
    )
    for command in commands:
        child = subparsers.add_parser(
            command.name,
            help=gettext(command.summary),
            description=gettext(command.summary),
            formatter_class=Formatter,
            allow_abbrev=False,
        )
        child.set_defaults(command=command)
        if wanted is None or command.name in wanted:
            command.module().add_arguments(child)
    return parser
