"""What the program's exit code tells the one who called it; ``docs/commands.md`` lists the same."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """Codes are part of the interface: scripts and timetables decide by them."""

    DONE = 0
    REFUSED = 1
    """The request is understood and was not carried out, or a check found a breach."""
    USAGE = 2
    """The command line itself is wrong."""
    ENVIRONMENT = 3
    """Something outside is missing: the database, a port, disk space, a setting."""
    DEFECT = 4
    """The program failed in a way nobody foresaw."""
    INTERRUPTED = 130
    """Ctrl-C or SIGINT."""
