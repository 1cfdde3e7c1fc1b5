"""Where an installation's embedded server keeps its data and listens. Pure: starts nothing."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

PORT = 5432
USER = "raschet"
DATABASE = "raschet"


@dataclass(frozen=True, slots=True)
class Location:
    """The embedded server of one installation."""

    data_folder: Path
    socket_folder: Path
    port: int
    user: str
    database: str


def location(var_folder: Path) -> Location:
    """The place of the server that belongs to a folder.

    A socket's path may have at most 107 bytes, so the socket lives in a short private folder
    whose name is derived from the installation's path, not inside it.
    """
    absolute = str(var_folder.absolute())
    digest = hashlib.sha256(absolute.encode()).hexdigest()[:16]
    socket_folder = Path(tempfile.gettempdir()) / f"raschet-{os.getuid()}-{digest}"
    return Location(
        data_folder=Path(absolute) / "pg",
        socket_folder=socket_folder,
        port=PORT,
        user=USER,
        database=DATABASE,
    )
