"""Asks a server whether it is ready, in the first words of PostgreSQL's protocol.

A driver would do, but importing one takes longer than all else that a command does here.
"""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from io import BufferedReader

    from raschet.adapters.embedded_postgres.location import Location

PROTOCOL_VERSION = 3 << 16
ANSWER_SECONDS_MAX = 5.0
MESSAGE_HEAD_BYTES = 5
READY_FOR_QUERY = b"Z"
ERROR_RESPONSE = b"E"
CANNOT_CONNECT_NOW = b"57P03"
NO_SUCH_DATABASE = b"3D000"


class Readiness(Enum):
    """What a server answers to a greeting."""

    READY = "READY"
    BUSY = "BUSY"
    """It starts, recovers or shuts down."""
    WITHOUT_DATABASE = "WITHOUT_DATABASE"
    """It is ready, but our database is not made yet."""
    SILENT = "SILENT"
    """Nobody listens."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A server's answer and the number of the process that listens."""

    readiness: Readiness
    process_id: int | None = None


def ask(place: Location) -> Answer:
    """Greet the server of this place. Never fails: no answer is an answer."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(ANSWER_SECONDS_MAX)
        try:
            connection.connect(str(place.socket_file))
        except OSError:
            return Answer(Readiness.SILENT)
        process_id = _listener(connection)
        try:
            connection.sendall(_greeting(place))
            with connection.makefile("rb") as stream:
                readiness = _readiness(stream)
            if readiness is Readiness.READY:
                connection.sendall(b"X" + struct.pack("!i", 4))
        except (OSError, struct.error):
            return Answer(Readiness.BUSY, process_id)
    return Answer(readiness, process_id)


def _greeting(place: Location) -> bytes:
    """The start-up message: its length, the protocol's version, user and database."""
    parameters = f"user\0{place.user}\0database\0{place.database}\0\0".encode()
    return struct.pack("!ii", 8 + len(parameters), PROTOCOL_VERSION) + parameters


def _readiness(stream: BufferedReader) -> Readiness:
    """Read the server's messages up to the one that decides."""
    while True:
        kind, length = struct.unpack("!ci", stream.read(MESSAGE_HEAD_BYTES))
        body = stream.read(length - 4)
        if kind == READY_FOR_QUERY:
            return Readiness.READY
        if kind == ERROR_RESPONSE:
            return _meaning(body)


def _meaning(error: bytes) -> Readiness:
    """An error's code stands in its field C. Other refusals come from a server that works."""
    codes = {field[1:] for field in error.split(b"\0") if field[:1] == b"C"}
    if CANNOT_CONNECT_NOW in codes:
        return Readiness.BUSY
    if NO_SUCH_DATABASE in codes:
        return Readiness.WITHOUT_DATABASE
    return Readiness.READY


def _listener(connection: socket.socket) -> int | None:
    """Who listens, by the kernel's word. Other systems than Linux do not tell."""
    if not hasattr(socket, "SO_PEERCRED"):
        return None
    credentials = connection.getsockopt(
        socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i")
    )
    process_id: int = struct.unpack("3i", credentials)[0]
    return process_id or None
