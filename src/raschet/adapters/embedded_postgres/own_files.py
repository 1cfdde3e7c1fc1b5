"""Files and folders below the server's folder, made as the server's user.

When root starts the server, that folder belongs to a user without rights. Root writes nothing
there itself: a link planted in it would lead root's pen elsewhere.
"""

from __future__ import annotations

import os
import secrets
import stat
import subprocess
from typing import TYPE_CHECKING

from raschet.adapters.embedded_postgres.errors import FolderNotWritable, SocketFolderNotMade
from raschet.adapters.embedded_postgres.location import (
    SHORT_FOLDERS,
    Location,
    fits_socket,
    location,
    short_name,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from raschet.adapters.embedded_postgres.system_user import SystemUser

PRIVATE = 0o700


def make_server_folder(place: Location, user: SystemUser) -> None:
    """Make the folder of data and logs, private to the server's user. Raises: FolderNotWritable."""
    folder = place.server_folder
    try:
        folder.mkdir(mode=PRIVATE, exist_ok=True)
        if folder.stat().st_uid != user.uid:
            for path in [folder, *folder.rglob("*")]:
                user.take(path)
    except OSError as error:
        raise FolderNotWritable(folder=folder, reason=error.strerror or str(error)) from error
    make_private(place.log_folder, user)
    if place.data_folder.is_dir():
        make_private(place.data_folder, user)


def make_private(folder: Path, user: SystemUser) -> None:
    """Make a folder below the server's folder, or close it to others. Raises: FolderNotWritable."""
    _as_user(user, folder, 'mkdir -p -- "$1" && chmod 700 -- "$1"')


def write_file(path: Path, text: str, user: SystemUser) -> None:
    """Write a file of the server's user, whole or not at all. Raises: FolderNotWritable."""
    _as_user(user, path, 'cat >"$1.new" && mv -f -- "$1.new" "$1"', text)


def make_socket_folder(place: Location, user: SystemUser) -> Location:
    """Make the private folder of the socket. Returns the place with the folder that was made.

    Raises: FolderNotWritable, SocketFolderNotMade.
    """
    if fits_socket(place.server_folder / "socket"):
        make_private(place.socket_folder, user)
        return place
    tried = []
    for folder in _short_folders(place):
        tried.append(folder)
        if _made_private(folder, user):
            write_file(place.socket_pointer, f"{folder}\n", user)
            return location(place.var_folder)
    raise SocketFolderNotMade(tried=", ".join(sorted({str(folder.parent) for folder in tried})))


def _short_folders(place: Location) -> Iterator[Path]:
    """Names to try: the noted one, the usual one, then names that a stranger cannot foresee."""
    yield place.socket_folder
    for parent in SHORT_FOLDERS:
        yield parent / short_name(place.var_folder)
        yield parent / f"{short_name(place.var_folder)}-{secrets.token_hex(4)}"


def _made_private(folder: Path, user: SystemUser) -> bool:
    """Whether the folder is now there and nobody else can enter or replace it."""
    try:
        folder.mkdir(mode=PRIVATE)
        user.take(folder)
    except FileExistsError:
        pass
    except OSError:
        return False
    found = folder.lstat()
    return (
        stat.S_ISDIR(found.st_mode)
        and found.st_uid == user.uid
        and stat.S_IMODE(found.st_mode) == PRIVATE
    )


def _as_user(user: SystemUser, path: Path, script: str, text: str = "") -> None:
    done = subprocess.run(
        user.command(["/bin/sh", "-c", f"umask 077; {script}", "sh", path]),
        input=os.fsencode(text),
        capture_output=True,
        check=False,
        cwd="/",
    )
    if done.returncode != 0:
        raise FolderNotWritable(folder=path, reason=os.fsdecode(done.stderr).strip())
