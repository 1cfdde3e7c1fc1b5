"""The slow hash of passwords, and the gate that keeps a flood of logins from eating the memory."""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from django.contrib.auth.hashers import Argon2PasswordHasher

if TYPE_CHECKING:
    from collections.abc import Iterator

MEMORY_KIB: Final = 19_456
TIME: Final = 2
LANES: Final = 1
HASHES_AT_ONCE: Final = 2 * (os.cpu_count() or 1)
WAIT_SECONDS: Final = 1.0


class TooManyHashes(Exception):
    """Every place at the gate is taken and stayed so for a second; nothing was checked."""

    def __str__(self) -> str:
        return "too many passwords are being checked at this moment"


class HashGate:
    """Lets a fixed number of slow hashes run at once in this process; counts what passed."""

    def __init__(self, places: int = HASHES_AT_ONCE, wait_seconds: float = WAIT_SECONDS) -> None:
        self._places = threading.BoundedSemaphore(places)
        self._wait_seconds = wait_seconds
        self.passed = 0

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold a place while hashing. Raises: TooManyHashes."""
        if not self._places.acquire(timeout=self._wait_seconds):
            raise TooManyHashes
        try:
            self.passed += 1
            yield
        finally:
            self._places.release()


GATE: Final = HashGate()


class Argon2(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes, one lane: OWASP's minimum, a fifth of Django's memory."""

    memory_cost = MEMORY_KIB
    time_cost = TIME
    parallelism = LANES

    def encode(self, password: str, salt: str) -> str:
        """Raises: TooManyHashes."""
        with GATE.place():
            return str(super().encode(password, salt))

    def verify(self, password: str, encoded: str) -> bool:
        """Raises: TooManyHashes."""
        with GATE.place():
            return bool(super().verify(password, encoded))

    def harden_runtime(self, password: str, encoded: str) -> Any:
        """There is one strength only: nothing is left to make up for."""
