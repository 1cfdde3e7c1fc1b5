"""``raschet bench``: runs the measurements that live beside the source."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext

from raschet.interfaces.cli.errors import CommandRefused
from raschet.interfaces.cli.exit_codes import ExitCode
from raschet.interfaces.cli.values import positive

if TYPE_CHECKING:
    import argparse

PROJECT_FOLDER: Final = Path(__file__).resolve().parents[4]
MEASUREMENTS: Final = ("month",)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe what can be measured."""
    parser.description = gettext(
        "Measures speed and memory and writes the figures to bench/results. The measurements are\n"
        "part of the source tree, not of the installed package."
    )
    actions = parser.add_subparsers(
        title=gettext("measurements"), metavar=gettext("WHAT"), dest="what", required=True
    )
    summary = gettext("one month of charges, from inputs in tables to published balances")
    month = actions.add_parser("month", help=summary, description=summary)
    month.add_argument(
        "--accounts",
        metavar="N",
        type=positive,
        default=1_000_000,
        help=gettext("how many accounts (one million by default)"),
    )


def run(arguments: argparse.Namespace) -> int:
    """Run one measurement in a process of its own. Returns the exit code."""
    module = PROJECT_FOLDER / "bench" / f"{arguments.what}.py"
    if not module.is_file():
        raise CommandRefused(
            gettext(
                "The measurements are not part of the installed package. Nothing was measured. "
                "Take the source tree and run “make bench” there."
            ),
            ExitCode.ENVIRONMENT,
        )
    command = [
        sys.executable,
        "-m",
        f"bench.{arguments.what}",
        "--accounts",
        str(arguments.accounts),
    ]
    return subprocess.run(command, cwd=PROJECT_FOLDER, check=False).returncode
