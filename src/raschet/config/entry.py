"""The ``raschet`` program: names the database server, then hands over to the command line."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from raschet.interfaces.cli.surroundings import ServerReport


def main() -> None:
    """Entry point of the console script; exits with the command's code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "raschet.config.settings")
    from raschet.config.environment import Environment, SettingInvalid
    from raschet.interfaces.cli.main import run

    try:
        environment = Environment.read()
    except SettingInvalid as error:
        sys.exit(f"raschet: {error}")
    # A server that the operator named is his: it is neither started nor stopped.
    server = None if environment.database_url else EmbeddedServer(environment.var_folder)
    sys.exit(run(sys.argv[1:], server))


@dataclass(frozen=True, slots=True)
class EmbeddedServer:
    """The embedded PostgreSQL of one installation, as the command line sees it."""

    var_folder: Path

    def prepare(self) -> None:
        """Start the server unless it runs. Raises: EmbeddedServerError."""
        from raschet.adapters.embedded_postgres import ensure_running

        ensure_running(self.var_folder)

    def stop(self) -> bool:
        """Stop the server. Returns whether it ran. Raises: EmbeddedServerError."""
        from raschet.adapters.embedded_postgres import stop

        return stop(self.var_folder)

    def status(self) -> ServerReport:
        """Look without starting anything."""
        from raschet.adapters.embedded_postgres import status
        from raschet.interfaces.cli.surroundings import ServerReport

        found = status(self.var_folder)
        return ServerReport(
            embedded=True,
            running=found.process_id is not None,
            place=str(found.location.data_folder),
            process_id=found.process_id,
        )
