"""The ``raschet`` program: prepares the database and Django, then hands over to the command line."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Entry point of the console script; exits with the command's code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "raschet.config.settings")
    from raschet.interfaces.cli.main import run

    sys.exit(run(sys.argv[1:]))
