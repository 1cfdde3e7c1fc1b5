"""Where an installation's embedded server keeps its data and listens. Starts and writes nothing."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

PORT = 5432
USER = "raschet"
DATABASE = "raschet"

# The address of a Unix socket holds 107 bytes on Linux; macOS holds 103, so the smaller one counts.
SOCKET_PATH_BYTES_MAX = 103
SHORT_FOLDERS = (Path("/tmp"), Path("/var/tmp"), Path("/dev/shm"))  # noqa: S108  the folder made there is private


@dataclass(frozen=True, slots=True)
class Location:
    """The embedded server of one installation. Everything of it is below ``var_folder``.

    Only the socket of an installation with a very long path lives elsewhere.
    """

    var_folder: Path
    socket_folder: Path
    port: int = PORT
    user: str = USER
    database: str = DATABASE

    @property
    def server_folder(self) -> Path:
        return self.var_folder / "pg"

    @property
    def data_folder(self) -> Path:
        return self.server_folder / "data"

    @property
    def log_folder(self) -> Path:
        return self.server_folder / "log"

    @property
    def start_log(self) -> Path:
        """What the server said before it began to write its own log."""
        return self.log_folder / "start.log"

    @property
    def process_id_file(self) -> Path:
        return self.data_folder / "postmaster.pid"

    @property
    def socket_file(self) -> Path:
        return self.socket_folder / f".s.PGSQL.{self.port}"

    @property
    def socket_pointer(self) -> Path:
        """Names the socket's folder where it cannot be below ``var_folder``."""
        return pointer_file(self.var_folder)

    @property
    def start_lock(self) -> Path:
        """Held while a process starts or stops the server."""
        return self.var_folder / "pg.lock"

    @property
    def life_lock(self) -> Path:
        """Held by the server's own processes as long as any of them lives."""
        return self.var_folder / "pg.alive"


def location(var_folder: Path) -> Location:
    """The place of the server that belongs to a folder.

    The socket is below the folder, out of reach of cleaners and strangers. Where the path is too
    long for a socket, a short folder takes it, which the server's start chose and noted.
    """
    absolute = var_folder.absolute()
    inside = absolute / "pg" / "socket"
    if fits_socket(inside):
        return Location(var_folder=absolute, socket_folder=inside)
    try:
        noted = pointer_file(absolute).read_text(encoding="utf-8").strip()
    except OSError:
        noted = ""
    return Location(
        var_folder=absolute,
        socket_folder=Path(noted) if noted else SHORT_FOLDERS[0] / short_name(absolute),
    )


def fits_socket(folder: Path) -> bool:
    """Whether a socket in the folder has a path the operating system can address."""
    return len(os.fsencode(folder / f".s.PGSQL.{PORT}")) <= SOCKET_PATH_BYTES_MAX


def short_name(var_folder: Path) -> str:
    """A name for the short folder, the same for everyone who starts this installation."""
    return f"raschet-{hashlib.sha256(os.fsencode(var_folder)).hexdigest()[:16]}"


def pointer_file(var_folder: Path) -> Path:
    """The note that names a socket's folder outside the installation."""
    return var_folder / "pg" / "socket-folder"
