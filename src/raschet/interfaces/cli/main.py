"""The command line's entry: parses the arguments and runs one command."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# Commands that answer from what they are given: the database stays as it is, running or not.
WITHOUT_DATABASE = frozenset({"help", "--help", "-h", "version", "--version", "golden"})


def run(arguments: Sequence[str], prepare_database: Callable[[], None]) -> int:
    """Run one command, with its database prepared if it needs one.

    Returns the process's exit code.
    """
    from django.core.management import execute_from_command_line

    if arguments and not WITHOUT_DATABASE.intersection(arguments):
        prepare_database()
    execute_from_command_line(["raschet", *arguments])
    return 0
