"""The worker beside the web server: started, watched, started again when it dies, ended."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Final

from django.utils.translation import gettext

from raschet.interfaces.cli.console import err

PROGRAM: Final = "raschet.config.job_worker"
SECONDS_TO_FINISH: Final = 30
PAUSE_SECONDS_MAX: Final = 60.0
HEALTHY_SECONDS: Final = 120.0
"""A worker that lived so long did not die of its start: the pause begins small again."""


class JobWorker:
    """One worker process, replaced when it ends by itself."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._pause = 1.0
        self._not_before: float | None = None

    def start(self) -> None:
        """Begin to work."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", PROGRAM, str(os.getpid())], start_new_session=True
        )

    def keep_alive(self, moment: float) -> None:
        """Start a dead worker again, later each time it dies young. ``moment``: a steady clock."""
        if self._process is None or self._process.poll() is None:
            return
        if self._not_before is None:
            if moment - self._started > HEALTHY_SECONDS:
                self._pause = 1.0
            err.print(
                gettext(
                    "The worker stopped by itself (code %(code)s). Jobs are kept; it is started "
                    "again in %(seconds)s s."
                )
                % {"code": self._process.returncode, "seconds": round(self._pause)},
                soft_wrap=True,
            )
            self._not_before = moment + self._pause
            self._pause = min(self._pause * 2, PAUSE_SECONDS_MAX)
        elif moment >= self._not_before:
            self._not_before = None
            self._started = moment
            self.start()

    def ask_to_stop(self) -> None:
        """Ask it to finish what it has in hand."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def end(self) -> None:
        """Leave no process behind."""
        if self._process is None:
            return
        try:
            self._process.wait(SECONDS_TO_FINISH)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
