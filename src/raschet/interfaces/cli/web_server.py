"""The web server's own process: ``python -m raschet.interfaces.cli.web_server PORT``.

It stops by SIGTERM and SIGINT after the requests at work, and with the process that started it: a
killed ``raschet up`` leaves no server behind that would hold the port.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Final

from granian import Granian
from granian.constants import Interfaces

from raschet.interfaces.cli.parentage import die_with_parent

APPLICATION: Final = "raschet.config.wsgi:application"
ADDRESS: Final = "127.0.0.1"
BLOCKING_THREADS: Final = 8
SECONDS_TO_FINISH: Final = 10


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
