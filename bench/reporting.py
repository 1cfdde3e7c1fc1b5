"""How a stage tells the process that measures it what it did.

Standard library only: a stage may run in an environment of its own.
"""

from __future__ import annotations

import json
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def phase(name: str) -> Iterator[None]:
    """Time a part and report it."""
    started = time.perf_counter()
    yield
    report_phase(name, time.perf_counter() - started)


def report_phase(name: str, seconds: float) -> None:
    """Report a part that was timed by other means."""
    print(json.dumps({"phase": name, "seconds": seconds}), flush=True)


def report_figures(**figures: Any) -> None:
    """Hand over what was counted."""
    print(json.dumps({"figures": figures}), flush=True)
