"""The embedded PostgreSQL: a server of our own in the installation's folder."""

from raschet.adapters.embedded_postgres.errors import EmbeddedServerError
from raschet.adapters.embedded_postgres.location import Location, location
from raschet.adapters.embedded_postgres.server import Status, ensure_running, status, stop
from raschet.adapters.embedded_postgres.server_settings import Durability
from raschet.adapters.embedded_postgres.throw_away import throw_away_server

__all__ = [
    "Durability",
    "EmbeddedServerError",
    "Location",
    "Status",
    "ensure_running",
    "location",
    "status",
    "stop",
    "throw_away_server",
]
