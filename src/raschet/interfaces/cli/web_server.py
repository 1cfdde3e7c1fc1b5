"""The web server's own process: ``python -m raschet.interfaces.cli.web_server PORT``.

It stops by SIGTERM and SIGINT after the requests at work, and with the process that started it: a
killed ``raschet up`` leaves no server behind that would hold the port.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from typing import Final

from granian import Granian
from granian.constants import Interfaces

APPLICATION: Final = "raschet.config.wsgi:application"
ADDRESS: Final = "127.0.0.1"
BLOCKING_THREADS: Final = 8
SECONDS_TO_FINISH: Final = 10
PR_SET_PDEATHSIG: Final = 1


def die_with_parent(parent: int, number: signal.Signals) -> None:
    """Ask the kernel (Linux only) for a signal when the parent dies; stop now if it is dead."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, number)
    if os.getppid() != parent:
        os._exit(0)


def main(port: int, parent: int) -> None:
    """Serve until a signal comes."""
    die_with_parent(parent, signal.SIGTERM)
    # The server's workers are forked, and a fork forgets the wish of its parent.
    own = os.getpid()
    os.register_at_fork(after_in_child=lambda: die_with_parent(own, signal.SIGKILL))
    Granian(
        APPLICATION,
        address=ADDRESS,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=BLOCKING_THREADS,
        workers_kill_timeout=SECONDS_TO_FINISH,
        log_enabled=False,
        websockets=False,
    ).serve()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
