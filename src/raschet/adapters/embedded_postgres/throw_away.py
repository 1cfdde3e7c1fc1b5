"""A server that lasts as long as a block of code: for tests and benchmarks."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from raschet.adapters.embedded_postgres.server import ensure_running, stop
from raschet.adapters.embedded_postgres.server_settings import Durability

if TYPE_CHECKING:
    from collections.abc import Iterator

    from raschet.adapters.embedded_postgres.location import Location


@contextmanager
def throw_away_server(*, durability: Durability = Durability.THROWN_AWAY) -> Iterator[Location]:
    """A server with an empty database in a folder of its own; both are gone after the block.

    A caller that is killed leaves both; once the folder is removed, the server notices within a
    minute and ends. Raises: EmbeddedServerError.
    """
    folder = Path(tempfile.mkdtemp(prefix="raschet-"))
    try:
        # The folder of mkdtemp is closed even to the user that root's server runs as.
        folder.chmod(0o711)
        yield ensure_running(folder, durability=durability)
    finally:
        try:
            stop(folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
