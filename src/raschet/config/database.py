"""Where the database is: a server named by RASCHET_DATABASE_URL or the embedded one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlsplit

from raschet.adapters.embedded_postgres import location

if TYPE_CHECKING:
    from raschet.config.environment import Environment


def databases(environment: Environment) -> dict[str, dict[str, Any]]:
    """Django's DATABASES. Reads nothing and starts nothing: the entry point starts the server."""
    if environment.database_url:
        connection = _from_url(environment.database_url)
    else:
        place = location(environment.var_folder)
        connection = {
            "NAME": place.database,
            "USER": place.user,
            "HOST": str(place.socket_folder),
            "PORT": str(place.port),
            "OPTIONS": {},
        }
    connection["OPTIONS"].setdefault("pool", {"min_size": 0, "max_size": 8, "timeout": 10})
    return {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "CONN_HEALTH_CHECKS": True,
            **connection,
        }
    }


def _from_url(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or unquote(parts.hostname or "")
    return {
        "NAME": unquote(parts.path.lstrip("/")) or "raschet",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or options.pop("port", "")),
        "OPTIONS": options,
    }
