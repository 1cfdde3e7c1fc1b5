"""Starts, stops and watches the server of an installation. Safe for any number of callers."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from raschet.adapters.embedded_postgres.cluster import ENVIRONMENT
from raschet.adapters.embedded_postgres.errors import (
    ServerNotReady,
    ServerNotStarted,
    ServerNotStopped,
)
from raschet.adapters.embedded_postgres.location import Location, location
from raschet.adapters.embedded_postgres.locks import (
    POLL_SECONDS,
    becomes_free,
    held,
    is_held,
    open_lock,
    taken,
)
from raschet.adapters.embedded_postgres.probe import Answer, Readiness, ask
from raschet.adapters.embedded_postgres.server_settings import Durability, server_name
from raschet.adapters.embedded_postgres.system_user import SystemUser, able_user, server_user

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from raschet.adapters.embedded_postgres.binaries import Binaries

# A recovery reads at most max_wal_size of journal.
READY_SECONDS_MAX = 600
STOP_SECONDS_MAX = 120
POLL_SECONDS_MAX = 0.5
LOG_LINES = 5
LOG_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Status:
    """What is known about a server without starting it."""

    location: Location
    readiness: Readiness
    process_id: int | None
    data_made: bool


def ensure_running(var_folder: Path, *, durability: Durability = Durability.KEPT) -> Location:
    """Have the installation's server running, its database made. Milliseconds when it runs.

    The server outlives the caller. Raises: EmbeddedServerError.
    """
    place = location(var_folder)
    if _is_ours(place, ask(place), Readiness.READY):
        return place
    owner = server_user(place.server_folder)
    with held(place.start_lock, owner):
        answer = _settled(place)
        if not _is_ours(place, answer, Readiness.READY, Readiness.WITHOUT_DATABASE):
            place = _start(place, answer, owner, durability)
            answer = _settled(place)
        if answer.readiness is Readiness.WITHOUT_DATABASE:
            _make_database(place)
    return place


def stop(var_folder: Path) -> bool:
    """Stop the server: open transactions are rolled back, everything committed is kept.

    Returns whether there was one to stop. Raises: EmbeddedServerError.
    """
    place = location(var_folder)
    owner = server_user(place.server_folder)
    if not is_held(place.life_lock):
        return False
    with held(place.start_lock, owner):
        _stop(place)
    return True


def status(var_folder: Path) -> Status:
    """What the server says now. Starts nothing."""
    place = location(var_folder)
    answer = ask(place)
    return Status(
        location=place,
        readiness=answer.readiness,
        process_id=answer.process_id,
        data_made=(place.data_folder / "PG_VERSION").is_file(),
    )


def _is_ours(place: Location, answer: Answer, *accepted: Readiness) -> bool:
    """Whether the answer is an accepted one and came from the server of this very data folder."""
    from raschet.adapters.embedded_postgres.processes import noted_process

    if answer.readiness not in accepted:
        return False
    return answer.process_id is None or answer.process_id == noted_process(place)


def _settled(place: Location) -> Answer:
    """Wait while the server starts, recovers or shuts down. Raises: ServerNotReady."""
    for _ in _patience(place):
        answer = ask(place)
        if answer.readiness is not Readiness.BUSY:
            break
    return answer


def _start(
    place: Location, answer: Answer, owner: tuple[int, int], durability: Durability
) -> Location:
    """Clear what a crash left, make the data at first use, start the server and await it."""
    from raschet.adapters.embedded_postgres.binaries import binaries_for, installed
    from raschet.adapters.embedded_postgres.cluster import configure, make_data
    from raschet.adapters.embedded_postgres.own_files import make_server_folder, make_socket_folder

    binaries = binaries_for(place.data_folder, installed())
    user = able_user(*owner, readable=[binaries.postgres, place.var_folder])
    make_server_folder(place, user)
    place = make_socket_folder(place, user)
    _clear(place, answer)
    if not (place.data_folder / "PG_VERSION").is_file():
        make_data(place, binaries, user, durability=durability)
    configure(place, user, binaries, durability=durability)
    _launch(place, binaries, user)
    _await_start(place)
    return place


def _clear(place: Location, answer: Answer) -> None:
    """End servers that nobody can reach and remove their stale notes.

    Raises: ServerNotReady, ServerNotStopped.
    """
    from raschet.adapters.embedded_postgres import processes

    if answer.process_id is not None and answer.process_id != processes.noted_process(place):
        processes.end_stranded(answer.process_id)
    if is_held(place.life_lock):
        _stop(place)
    noted = processes.noted_process(place)
    if noted is not None and processes.may_be_served_by(place, noted):
        # A server started by other means. Its own lock keeps us from starting a second one.
        return
    for stale in (
        place.process_id_file,
        place.socket_file,
        place.socket_file.with_name(f"{place.socket_file.name}.lock"),
    ):
        stale.unlink(missing_ok=True)


def _stop(place: Location) -> None:
    """Stop the main process, or end what a killed one left. Raises: ServerNotStopped."""
    from raschet.adapters.embedded_postgres import processes

    main = processes.main_process(place)
    if main is None:
        ended = processes.end_orphans(place)
    else:
        main.send_signal(signal.SIGINT)
        ended = becomes_free(place.life_lock, STOP_SECONDS_MAX)
    if not ended:
        raise ServerNotStopped(
            folder=place.server_folder, log=place.log_folder, seconds=STOP_SECONDS_MAX
        )


def _launch(place: Location, binaries: Binaries, user: SystemUser) -> None:
    """Start the server as nobody's child, with the lock that lasts as long as its processes."""
    life = open_lock(place.life_lock, (user.uid, user.gid))
    try:
        if not taken(life):
            raise ServerNotStopped(folder=place.server_folder, log=place.log_folder, seconds=0)
        # The shell ends at once and leaves the server to the system, so that a server that ends
        # while we live is not kept as our zombie.
        script = 'umask 077; log=$1; shift; "$@" >"$log" 2>&1 </dev/null &'
        name = f"cluster_name={server_name(place.data_folder)}"
        server = (binaries.postgres, "-D", place.data_folder, "-c", name)
        subprocess.run(
            user.command(["/bin/sh", "-c", script, "sh", place.start_log, *server]),
            check=True,
            cwd="/",
            env=ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=(life,),
        )
    finally:
        os.close(life)


def _await_start(place: Location) -> None:
    """Wait for the first answer. Raises: ServerNotStarted, ServerNotReady."""
    for _ in _patience(place):
        if ask(place).readiness not in {Readiness.SILENT, Readiness.BUSY}:
            return
        if not is_held(place.life_lock):
            raise ServerNotStarted(
                folder=place.server_folder, log=place.log_folder, reason=_last_words(place)
            )


def _patience(place: Location) -> Iterator[None]:
    """Pauses that grow: a start takes moments, and a long recovery logs each question it refuses.

    Raises: ServerNotReady.
    """
    deadline = time.monotonic() + READY_SECONDS_MAX
    pause = POLL_SECONDS
    while time.monotonic() < deadline:
        yield
        time.sleep(pause)
        pause = min(pause * 1.3, POLL_SECONDS_MAX)
    raise ServerNotReady(
        folder=place.server_folder, log=place.log_folder, seconds=READY_SECONDS_MAX
    )


def _last_words(place: Location) -> str:
    """The end of what the server said when it gave up."""
    logs = sorted(place.log_folder.glob("server-*.log"), key=lambda log: log.stat().st_mtime)
    lines: list[str] = []
    for log in [place.start_log, *logs[-1:]]:
        if log.is_file():
            text = log.read_bytes()[-LOG_BYTES:].decode(errors="replace")
            lines += text.splitlines()[-LOG_LINES:]
    return " ".join(lines) or "nothing"


def _make_database(place: Location) -> None:
    """Make our database in a server that has none. Raises: ServerNotReady."""
    import psycopg
    from psycopg import errors, sql

    statement = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(place.database))
    for _ in _patience(place):
        if ask(place).readiness is Readiness.READY:
            return
        # A start that was killed may have left the same statement running in the server.
        with (
            suppress(errors.DuplicateDatabase, errors.UniqueViolation, errors.ObjectInUse),
            psycopg.connect(
                host=str(place.socket_folder),
                port=place.port,
                user=place.user,
                dbname="postgres",
                autocommit=True,
            ) as connection,
        ):
            connection.execute(statement)
