"""The ``raschet`` program: prepares the database and Django, then hands over to the command line."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Entry point of the console script; exits with the command's code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "raschet.config.settings")
    from raschet.interfaces.cli.main import run

    sys.exit(run(sys.argv[1:], prepare_database))


def prepare_database() -> None:
    """Start the embedded server unless a server of the operator's own is named.

    Called by the commands that need a database. Raises: EmbeddedServerError, SettingInvalid.
    """
    from raschet.adapters.embedded_postgres import ensure_running
    from raschet.config.environment import Environment

    environment = Environment.read()
    if not environment.database_url:
        ensure_running(environment.var_folder)
