"""The server's processes: which they are, and how they end."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from raschet.adapters.embedded_postgres.locks import becomes_free
from raschet.adapters.embedded_postgres.server_settings import SERVER_NAME_PREFIX, server_name

if TYPE_CHECKING:
    from raschet.adapters.embedded_postgres.location import Location

LEAVE_BY_THEMSELVES_SECONDS = 2.0
LEAVE_WHEN_ASKED_SECONDS = 5.0


def noted_process(place: Location) -> int | None:
    """The number in the server's own note; None when the note is missing or spoilt.

    A note that names another folder is spoilt too: the installation was moved or copied. A server
    whose folder was moved away under it answers until its next checkpoint, which then fails.
    """
    try:
        number, folder, _ = place.process_id_file.read_bytes().split(b"\n", maxsplit=2)
        if number.strip().isdigit() and place.data_folder.samefile(os.fsdecode(folder)):
            return int(number)
    except (OSError, ValueError):
        return None
    return None


def main_process(place: Location) -> psutil.Process | None:
    """The server's main process, recognised by the name we started it under."""
    if not place.data_folder.exists():
        return None
    mark = f"cluster_name={server_name(place.data_folder)}"
    for process in _processes(place):
        if mark in _command_line(process):
            return process
    return None


def may_be_served_by(place: Location, process_id: int) -> bool:
    """Whether a living process could be a server of this data folder that we did not start."""
    try:
        process = psutil.Process(process_id)
        command = _command_line(process)
    except psutil.Error:
        return False
    if not command or "postgres" not in Path(command[0].partition(":")[0]).name:
        return False
    try:
        return Path(process.cwd()) == place.data_folder.resolve()
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        # Containers hide working folders even from root. A server of another installation carries
        # its name; any other is rather believed to be ours and left alone.
        return SERVER_NAME_PREFIX not in " ".join(command)


def end_orphans(place: Location) -> bool:
    """End what a killed server left behind. Returns whether nothing is left.

    Orphans notice by themselves, but one that computes may take long to look up. Their main process
    is gone, so the data need a recovery anyway and ending them harshly adds no harm.
    """
    if becomes_free(place.life_lock, LEAVE_BY_THEMSELVES_SECONDS):
        return True
    for number in (signal.SIGQUIT, signal.SIGKILL):
        for process in _processes(place):
            with suppress(psutil.NoSuchProcess):
                process.send_signal(number)
        if becomes_free(place.life_lock, LEAVE_WHEN_ASKED_SECONDS):
            return True
    return False


def end_stranded(process_id: int) -> None:
    """End a server that still listens on our socket though its data folder is no longer ours."""
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(process_id)
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            process.send_signal(number)
            with suppress(psutil.TimeoutExpired):
                process.wait(LEAVE_WHEN_ASKED_SECONDS)
                return


def _processes(place: Location) -> list[psutil.Process]:
    """Processes that carry our server's name: in the title, or the main one among its arguments."""
    if not place.data_folder.exists():
        return []
    name = server_name(place.data_folder)
    owner = place.data_folder.stat().st_uid
    marks = (f"postgres: {name}:", f"cluster_name={name}")
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            line = " ".join(_command_line(process))
            if process.uids().effective == owner and any(mark in line for mark in marks):
                found.append(process)
    return found


def _command_line(process: psutil.Process) -> list[str]:
    return list(process.cmdline())
