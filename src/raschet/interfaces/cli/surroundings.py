"""What the command line is given from outside: the database server it may start and stop.

The command line names no adapter; ``config`` hands one in that fits this protocol.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ServerReport:
    """How the database server stands. ``place`` is a folder, or an address without a password."""

    embedded: bool
    running: bool
    place: str
    process_id: int | None = None


class DatabaseServer(Protocol):
    """The server that the commands use. Its errors carry a message for people in ``str()``."""

    def prepare(self) -> None:
        """Have the database ready to connect to. A server of the operator's own is left alone."""

    def stop(self) -> bool:
        """Stop the embedded server. Returns whether it ran."""

    def status(self) -> ServerReport:
        """Look without starting anything."""


class Disconnected:
    """No server is managed: Django connects to whatever its settings name."""

    def prepare(self) -> None:
        """Nothing is started."""

    def stop(self) -> bool:
        """There is nothing to stop."""
        return False

    def status(self) -> ServerReport:
        """Report the address of Django's settings."""
        from django.db import connection

        settings = connection.settings_dict
        place = f"{settings['HOST'] or 'localhost'}/{settings['NAME']}"
        return ServerReport(embedded=False, running=reachable(), place=place)


def reachable() -> bool:
    """Whether the database answers now."""
    from django.db import DatabaseError, connection

    try:
        connection.ensure_connection()
    except DatabaseError:
        return False
    return True
