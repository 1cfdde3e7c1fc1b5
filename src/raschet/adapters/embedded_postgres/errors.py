"""Why the embedded server is not available, in words a person can act on."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from pathlib import Path


def gettext_noop(message: str) -> str:
    """Mark a message for the catalogues. Django's own mark needs settings, which need us."""
    return message


class EmbeddedServerError(Exception):
    """The embedded server is not available. Nothing of the data was removed."""

    message: ClassVar[str]

    def __init__(self, **fields: object) -> None:
        super().__init__(*fields.values())
        self.fields = fields

    def __str__(self) -> str:
        # The server starts before Django does; catalogues are readable only after that.
        from django.apps import apps
        from django.utils.translation import gettext

        return (gettext(self.message) if apps.ready else self.message) % self.fields


class BinariesMissing(EmbeddedServerError):
    """The wheel carries no PostgreSQL for this machine."""

    message = gettext_noop(
        "PostgreSQL's programs were not found in %(folder)s. Nothing was changed. Install the "
        "requirements again (make install), or name a server of your own in RASCHET_DATABASE_URL."
    )

    def __init__(self, *, folder: Path) -> None:
        super().__init__(folder=folder)


class DataFolderOfAnotherVersion(EmbeddedServerError):
    """The data were written by a PostgreSQL that is not installed."""

    message = gettext_noop(
        "The database in %(folder)s was made by PostgreSQL %(found)s; installed: %(installed)s. "
        "The data are untouched. Use the release of Raschet that made them and move the data by "
        "pg_dump and pg_restore, or start with another folder in RASCHET_VAR."
    )

    def __init__(self, *, folder: Path, found: str, installed: str) -> None:
        super().__init__(folder=folder, found=found, installed=installed)


class DataFolderDamaged(EmbeddedServerError):
    """The folder is there, but it is not a database."""

    message = gettext_noop(
        "The folder %(folder)s is not a whole database: its file PG_VERSION is missing or "
        "unreadable. Nothing was changed. Restore the folder from a backup, or move it away and "
        "start again: an empty database is made."
    )

    def __init__(self, *, folder: Path) -> None:
        super().__init__(folder=folder)


class DataFolderOfAnotherUser(EmbeddedServerError):
    """The data belong to somebody else."""

    message = gettext_noop(
        "The database in %(folder)s belongs to the user %(owner)s; you are %(user)s. Nothing was "
        "changed. Run the command as %(owner)s or as root, or use another folder in RASCHET_VAR."
    )

    def __init__(self, *, folder: Path, owner: str, user: str) -> None:
        super().__init__(folder=folder, owner=owner, user=user)


class ServerUserMissing(EmbeddedServerError):
    """PostgreSQL refuses to run as root and there is nobody else to run it as."""

    message = gettext_noop(
        "PostgreSQL does not run as root, and it could not be run as the user %(user)s: "
        "%(reason)s. Nothing was changed. Run the command as an ordinary user, or name a server "
        "in RASCHET_DATABASE_URL."
    )

    def __init__(self, *, user: str, reason: str) -> None:
        super().__init__(user=user, reason=reason)


class DiskNearlyFull(EmbeddedServerError):
    """A new database would not fit."""

    message = gettext_noop(
        "A new database needs %(needed_mib)s MiB in %(folder)s; %(free_mib)s MiB are free. Nothing "
        "was written. Free some space, or use a folder on another disk in RASCHET_VAR."
    )

    def __init__(self, *, folder: Path, needed_mib: int, free_mib: int) -> None:
        super().__init__(folder=folder, needed_mib=needed_mib, free_mib=free_mib)


class DatabaseNotMade(EmbeddedServerError):
    """initdb failed."""

    message = gettext_noop(
        "The database in %(folder)s was not made. Nothing half-made was left; the next start tries "
        "again. initdb said: %(reason)s"
    )

    def __init__(self, *, folder: Path, reason: str) -> None:
        super().__init__(folder=folder, reason=reason)


class SocketFolderNotMade(EmbeddedServerError):
    """No folder can hold the server's socket."""

    message = gettext_noop(
        "No private folder for the database's socket could be made in: %(tried)s. The data are "
        "untouched. Make one of them writable, or use a shorter path in RASCHET_VAR."
    )

    def __init__(self, *, tried: str) -> None:
        super().__init__(tried=tried)


class ServerNotStarted(EmbeddedServerError):
    """The server gave up while starting."""

    message = gettext_noop(
        "The database server in %(folder)s did not start. The data are untouched. Its last words "
        "(all of them in %(log)s): %(reason)s"
    )

    def __init__(self, *, folder: Path, log: Path, reason: str) -> None:
        super().__init__(folder=folder, log=log, reason=reason)


class ServerNotReady(EmbeddedServerError):
    """The server lives but does not answer in time."""

    message = gettext_noop(
        "The database server in %(folder)s does not accept connections after %(seconds)s seconds. "
        "It may still be recovering after a crash, and the data are kept. Wait and repeat the "
        "command; its log is in %(log)s."
    )

    def __init__(self, *, folder: Path, log: Path, seconds: int) -> None:
        super().__init__(folder=folder, log=log, seconds=seconds)


class ServerNotStopped(EmbeddedServerError):
    """The server lives on."""

    message = gettext_noop(
        "The database server in %(folder)s did not stop in %(seconds)s seconds. The data are kept. "
        "Wait and repeat the command; its log is in %(log)s."
    )

    def __init__(self, *, folder: Path, log: Path, seconds: int) -> None:
        super().__init__(folder=folder, log=log, seconds=seconds)


class FolderNotWritable(EmbeddedServerError):
    """The installation's folder cannot be used."""

    message = gettext_noop(
        "The folder %(folder)s cannot be written: %(reason)s. Nothing was changed. Make it "
        "writable, or use another folder in RASCHET_VAR."
    )

    def __init__(self, *, folder: Path, reason: str) -> None:
        super().__init__(folder=folder, reason=reason)
