"""The embedded PostgreSQL: a server of our own in the installation's folder."""

from raschet.adapters.embedded_postgres.location import Location, location

__all__ = ["Location", "location"]
