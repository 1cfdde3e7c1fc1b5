"""``raschet manage``: Django's own management commands."""

from __future__ import annotations

import argparse
from typing import Final

from django.core.management import ManagementUtility
from django.utils.translation import gettext

from raschet.interfaces.cli.exit_codes import ExitCode

LISTING: Final = ["help"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Everything after ``manage`` is handed over as it stands."""
    parser.description = gettext(
        "Runs a management command of Django, such as migrate, makemigrations or shell.\n"
        "“raschet manage help” lists them."
    )
    parser.add_argument(
        "rest",
        metavar=gettext("ARGUMENT"),
        nargs=argparse.REMAINDER,
        help=gettext("name of the command and its own arguments"),
    )


def run(arguments: argparse.Namespace) -> int:
    """Run the command. Returns its exit code."""
    rest = list(arguments.rest) or LISTING
    try:
        ManagementUtility(["raschet manage", *rest]).execute()
    except SystemExit as ending:
        if isinstance(ending.code, int):
            return ending.code
        return ExitCode.DONE if ending.code is None else ExitCode.REFUSED
    return ExitCode.DONE
