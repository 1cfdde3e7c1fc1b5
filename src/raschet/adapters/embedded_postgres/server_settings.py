"""The server's configuration for our work on a small machine, each setting with its reason."""

from __future__ import annotations

import os
import shutil
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from raschet.adapters.embedded_postgres.location import Location

MIB = 1024 * 1024
SHARED_BUFFERS_MIB_MAX = 512
SHARED_BUFFERS_MIB_MIN = 32
MEMORY_OF_CONTAINER = Path("/sys/fs/cgroup/memory.max")
SHARED_MEMORY_FOLDER = Path("/dev/shm")  # noqa: S108  only its size is read
SHARED_MEMORY_FOR_PARALLEL_MIB = 512
LOCAL_SETTINGS = "local.conf"
SERVER_NAME_PREFIX = "raschet-"


class Durability(Enum):
    """What a committed transaction outlives."""

    KEPT = "KEPT"
    """A loss of power: money is in here."""

    THROWN_AWAY = "THROWN_AWAY"
    """Nothing: the server and its data last as long as a test."""


def memory_mib() -> int:
    """The machine's memory, or the container's where that is less."""
    physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // MIB
    try:
        limit = MEMORY_OF_CONTAINER.read_text(encoding="ascii").strip()
    except OSError:
        return physical
    return min(physical, int(limit) // MIB) if limit.isdigit() else physical


def shared_buffers_mib(memory: int) -> int:
    """A quarter of the memory, but no more than our working set profits from."""
    return max(SHARED_BUFFERS_MIB_MIN, min(SHARED_BUFFERS_MIB_MAX, memory // 4))


def parallel_workers() -> int:
    """One helper a query; none where shared memory is scarce.

    Containers have 64 MiB of it by default, and a parallel hash join that needs more fails.
    """
    try:
        size = shutil.disk_usage(SHARED_MEMORY_FOLDER).total // MIB
    except OSError:
        return 0
    return 1 if size >= SHARED_MEMORY_FOR_PARALLEL_MIB else 0


def server_name(data_folder: Path) -> str:
    """A name in the title of each server process, by which a crash's leftovers are recognised.

    Made of the folder's own identity, so that it outlives renaming and differs between copies.
    """
    identity = data_folder.stat()
    return f"{SERVER_NAME_PREFIX}{identity.st_dev:x}-{identity.st_ino:x}"


def configuration(place: Location, *, durability: Durability, lz4: bool) -> str:
    """The whole ``postgresql.conf``, written anew at each start; ``local.conf`` is for people."""
    of_durability = _kept(lz4=lz4) if durability is Durability.KEPT else _thrown_away()
    settings = _common(place) | of_durability
    lines = [f"{name} = {value}" for name, value in settings.items()]
    head = f"# Written by Raschet at each start. Put your own settings into ../{LOCAL_SETTINGS}."
    return "\n".join([head, *lines, f"include = '../{LOCAL_SETTINGS}'", ""])


def access_rules() -> str:
    """The whole ``pg_hba.conf``: only through the socket, whose folder only we can enter."""
    return "# Written by Raschet at each start.\nlocal all all trust\n"


def _common(place: Location) -> dict[str, str]:
    parallel = parallel_workers()
    return {
        # Reached through the private socket alone: there is no port to attack or to collide with.
        "listen_addresses": "''",
        "port": str(place.port),
        "unix_socket_directories": _quoted(f'"{_doubled(str(place.socket_folder), chr(34))}"'),
        "unix_socket_permissions": "0700",
        "cluster_name": _quoted(server_name(place.data_folder)),
        # Web threads, workers and a person with psql; each unused slot costs next to nothing.
        "max_connections": "60",
        # The city's working set. More would be taken from Polars and from the file cache.
        "shared_buffers": f"{shared_buffers_mib(memory_mib())}MB",
        # A sort or hash of a report. At most a few run at once, so this bounds memory.
        "work_mem": "16MB",
        # Primary keys of a month are built after its COPY: fewer passes over tens of millions rows.
        "maintenance_work_mem": "256MB",
        # Autovacuum must not take that much thrice on a laptop.
        "autovacuum_work_mem": "64MB",
        "autovacuum_max_workers": "2",
        # A disk of today answers random reads nearly as fast as sequential ones.
        "random_page_cost": "1.1",
        # A run loads in streams of its own, so a query needs one helper at most.
        "max_parallel_workers_per_gather": str(parallel),
        "max_parallel_maintenance_workers": str(parallel),
        "max_parallel_workers": "2",
        "max_worker_processes": "4",
        # Compiling queries pays off for analytics, not for queries of milliseconds.
        "jit": "off",
        # No replicas of an embedded server. With minimal, COPY into a table made in the same
        # transaction writes no journal at all: a monthly run writes its rows once, not twice.
        "wal_level": "minimal",
        "max_wal_senders": "0",
        # A whole run between two checkpoints; idle, the journal shrinks back to min_wal_size.
        "max_wal_size": "4GB",
        "min_wal_size": "80MB",
        "checkpoint_timeout": "15min",
        "checkpoint_completion_target": "0.9",
        # Moments are stored and computed in UTC; the centre's zone is the program's matter.
        "timezone": "'UTC'",
        "log_timezone": "'UTC'",
        "lc_messages": "'C'",
        "datestyle": "'ISO, DMY'",
        # A week of logs, one file a day, overwritten when its weekday comes again.
        "logging_collector": "on",
        "log_directory": "'../log'",
        "log_filename": "'server-%a.log'",
        "log_file_mode": "0600",
        "log_rotation_age": "1d",
        "log_rotation_size": "0",
        "log_truncate_on_rotation": "on",
        "log_line_prefix": "'%m [%p] '",
        # No personal data in logs. Messages at level ERROR quote values ("Key (phone)=(…)
        # already exists", "invalid input syntax: …"), and the program gets each of them anyway;
        # level LOG and worse (starts, crashes, recovery, a lost disk) stay.
        "log_min_messages": "log",
        "log_min_error_statement": "panic",
        "log_statement": "'none'",
        "log_error_verbosity": "terse",
        "log_min_duration_statement": "-1",
        "log_parameter_max_length": "0",
        "log_parameter_max_length_on_error": "0",
        "log_checkpoints": "off",
    }


def _kept(*, lz4: bool) -> dict[str, str]:
    """A confirmed payment outlives a loss of power: none of these three is for sale."""
    return {
        "fsync": "on",
        "full_page_writes": "on",
        "synchronous_commit": "on",
        # Full pages are most of the journal. Without lz4 the only choice is pglz, which takes more
        # from two cores than it saves on the disk.
        "wal_compression": "lz4" if lz4 else "off",
    }


def _thrown_away() -> dict[str, str]:
    """Nothing is to be kept, so nothing waits for a disk, and little memory is taken."""
    return {
        "fsync": "off",
        "full_page_writes": "off",
        "synchronous_commit": "off",
        "shared_buffers": "128MB",
        "max_wal_size": "1GB",
    }


def _quoted(text: str) -> str:
    return f"'{_doubled(text, chr(39))}'"


def _doubled(text: str, quote: str) -> str:
    return text.replace(quote, quote * 2)
