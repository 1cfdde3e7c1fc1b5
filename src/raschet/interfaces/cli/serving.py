"""Serve the site on this machine: tables up to date, files in place, one line when it answers."""

from __future__ import annotations

import errno
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext

from raschet.interfaces.cli.console import say
from raschet.interfaces.cli.errors import CommandRefused
from raschet.interfaces.cli.exit_codes import ExitCode
from raschet.interfaces.cli.job_worker import JobWorker
from raschet.interfaces.cli.web_server import ADDRESS, SECONDS_TO_FINISH
from raschet.interfaces.ui.static_files import collect_static_files

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

READY_SECONDS_MAX: Final = 60
POLL_SECONDS: Final = 0.1
POLL_SECONDS_AT_WORK: Final = 1
SECONDS_OF_GRACE: Final = 5


def refuse_taken_port(port: int) -> None:
    """Raises: CommandRefused when nobody can listen there."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                message = gettext(
                    "Port %(port)s is taken by another program. Nothing was started. Stop that "
                    "program, or choose another port: --port %(other)s."
                )
            elif error.errno == errno.EACCES:
                message = gettext(
                    "Port %(port)s is reserved for the system. Nothing was started. Choose a port "
                    "above 1023: --port %(other)s."
                )
            else:
                raise
            other = port + 1 if 1024 <= port < 65_535 else 8000
            raise CommandRefused(
                message % {"port": port, "other": other}, ExitCode.ENVIRONMENT
            ) from error


def serve(port: int, ready_line: Callable[[str], str]) -> int:
    """Serve until Ctrl-C or SIGTERM. ``ready_line`` words the one line, given the site's address.

    The tables are up to date already. Returns the exit code. Raises: CommandRefused.
    """
    refuse_taken_port(port)
    collect_static_files()
    server = subprocess.Popen(
        [sys.executable, "-m", "raschet.interfaces.cli.web_server", str(port), str(os.getpid())],
        # Ctrl-C reaches a whole process group. Two signals at once can lock the server up, so it
        # hears of the end from us alone, once.
        start_new_session=True,
    )
    stopping = _stop_on_signal(server)
    worker = JobWorker()
    try:
        if not _answers(server, port):
            if stopping:
                return ExitCode.DONE
            raise CommandRefused(
                gettext(
                    "The site did not begin to answer on port %(port)s. The data are kept. What "
                    "the server printed above tells why."
                )
                % {"port": port},
                ExitCode.ENVIRONMENT,
            )
        worker.start()
        say(ready_line(f"http://{ADDRESS}:{port}"))
        _wait(server, stopping, worker)
    finally:
        worker.ask_to_stop()
        _end(server, stopping)
        worker.end()
    if stopping:
        say(gettext("The site is stopped. The data are kept."))
        return ExitCode.DONE
    raise CommandRefused(
        gettext(
            "The site stopped by itself (code %(code)s). The data are kept. What the server "
            "printed above tells why; start it again."
        )
        % {"code": server.returncode},
        ExitCode.DEFECT,
    )


def _stop_on_signal(server: subprocess.Popen[bytes]) -> list[int]:
    """Pass SIGINT and SIGTERM on as a request to stop; the list holds those that came."""
    came: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        came.append(number)
        if len(came) == 1:
            server.terminate()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    return came


def _answers(server: subprocess.Popen[bytes], port: int) -> bool:
    """Wait for the first answer to a request; False when the server ended or took too long."""
    deadline = time.monotonic() + READY_SECONDS_MAX
    while server.poll() is None and time.monotonic() < deadline:
        connection = http.client.HTTPConnection(ADDRESS, port, timeout=READY_SECONDS_MAX)
        try:
            connection.request("GET", "/")
            connection.getresponse().read()
        except OSError:
            time.sleep(POLL_SECONDS)
        else:
            return True
        finally:
            connection.close()
    return False


def _wait(server: subprocess.Popen[bytes], stopping: list[int], worker: JobWorker) -> None:
    """Wait until the server ends, or until a request to stop came; keep the worker alive."""
    while not stopping:
        worker.keep_alive(time.monotonic())
        try:
            server.wait(POLL_SECONDS_AT_WORK)
        except subprocess.TimeoutExpired:
            continue
        return


def _end(server: subprocess.Popen[bytes], stopping: list[int]) -> None:
    """Leave no process behind: requests at work are finished, then the server is ended."""
    if not stopping and server.poll() is None:
        server.terminate()
    try:
        server.wait(SECONDS_TO_FINISH + SECONDS_OF_GRACE)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
