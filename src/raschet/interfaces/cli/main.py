"""The command line's entry: parses the arguments and runs one command."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def run(arguments: Sequence[str]) -> int:
    """Run one command. Returns the process's exit code."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["raschet", *arguments])
    return 0
