"""The database server that the command line starts and stops.

The embedded one, unless a server of the operator's own is named in RASCHET_DATABASE_URL.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from raschet.adapters.embedded_postgres import ensure_running, status, stop
from raschet.adapters.embedded_postgres.probe import Readiness
from raschet.interfaces.cli.surroundings import Disconnected, ServerReport

if TYPE_CHECKING:
    from pathlib import Path

    from raschet.config.environment import Environment
    from raschet.interfaces.cli.surroundings import DatabaseServer


class EmbeddedServer:
    """The server in the installation's folder. Every method may raise EmbeddedServerError."""

    def __init__(self, var_folder: Path) -> None:
        self.var_folder = var_folder

    def prepare(self) -> None:
        """Start the server unless it runs."""
        ensure_running(self.var_folder)

    def stop(self) -> bool:
        """Stop the server. Returns whether it ran."""
        return stop(self.var_folder)

    def status(self) -> ServerReport:
        """Look without starting anything."""
        found = status(self.var_folder)
        return ServerReport(
            embedded=True,
            running=found.readiness is Readiness.READY,
            place=str(found.location.data_folder),
            process_id=found.process_id,
        )


def database_server(environment: Environment) -> DatabaseServer:
    """The server of an installation."""
    if environment.database_url:
        return Disconnected()
    return EmbeddedServer(environment.var_folder)
