"""Processes that end with the one that started them: nothing is left behind by a kill."""

from __future__ import annotations

import ctypes
import os
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import signal

PR_SET_PDEATHSIG: Final = 1


def die_with_parent(parent: int, number: signal.Signals) -> None:
    """Ask the kernel (Linux only) for a signal when the parent dies; stop now if it is dead."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, number)
    if os.getppid() != parent:
        os._exit(0)
