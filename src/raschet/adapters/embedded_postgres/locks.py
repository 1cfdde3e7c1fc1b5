"""Two locks of an installation: who starts or stops the server, and whether it lives.

The second is held by the server's own processes: they inherit the open file. It tells what a file
with a process number cannot: a lock is never stale and never names a stranger.
"""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from raschet.adapters.embedded_postgres.errors import FolderNotWritable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

POLL_SECONDS = 0.01


@contextmanager
def held(path: Path, owner: tuple[int, int]) -> Iterator[None]:
    """Hold a lock, waiting for whoever holds it now. Raises: FolderNotWritable."""
    descriptor = open_lock(path, owner)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def open_lock(path: Path, owner: tuple[int, int]) -> int:
    """Open a lock's file, making it for the server's user. Raises: FolderNotWritable."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        found = os.fstat(descriptor)
        if os.geteuid() == 0 and (found.st_uid, found.st_gid) != owner:
            os.fchown(descriptor, *owner)
    except OSError as error:
        raise FolderNotWritable(folder=path, reason=error.strerror or str(error)) from error
    return descriptor


def taken(descriptor: int) -> bool:
    """Take the lock of an open file. Returns False when another holds it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_held(path: Path) -> bool:
    """Whether anybody holds the lock now."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        return not taken(descriptor)
    finally:
        os.close(descriptor)


def becomes_free(path: Path, seconds: float) -> bool:
    """Wait until nobody holds the lock. Returns False when the time was not enough."""
    deadline = time.monotonic() + seconds
    while is_held(path):
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True
