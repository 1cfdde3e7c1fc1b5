"""Peak memory and processor time of several process trees together.

The measure of memory is PSS (proportional set size): a page that several processes share, such as
PostgreSQL's buffers, counts once. The file cache is not in it.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Self

import psutil

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType

SAMPLE_SECONDS = 0.4
"""Walking the pages of a large process takes tens of milliseconds: more often would slow it down."""


class MemorySampler:
    """Samples the PSS of process trees in a thread while the block runs.

    ``peak_kib`` is the largest sum seen; ``peak_by_name_kib`` how it was divided at that moment.
    """

    def __init__(self, roots: Iterable[int]) -> None:
        self._roots = list(roots)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.peak_kib = 0
        self.peak_by_name_kib: dict[str, int] = {}
        self.samples = 0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.is_set():
            self._sample()
            self._ended.wait(SAMPLE_SECONDS)

    def _sample(self) -> None:
        by_name: dict[str, int] = {}
        for process in processes_below(self._roots):
            size = pss_kib(process.pid)
            name = process_name(process)
            by_name[name] = by_name.get(name, 0) + size
        total = sum(by_name.values())
        self.samples += 1
        if total > self.peak_kib:
            self.peak_kib = total
            self.peak_by_name_kib = by_name


def processes_below(roots: Iterable[int]) -> list[psutil.Process]:
    """The processes with these ids and all their descendants that live now."""
    found: dict[int, psutil.Process] = {}
    for root in roots:
        try:
            process = psutil.Process(root)
            for member in (process, *process.children(recursive=True)):
                found[member.pid] = member
        except psutil.NoSuchProcess:
            continue
    return list(found.values())


def processor_seconds(root: int) -> float:
    """Processor time of a process, its living descendants and those it has waited for."""
    total = 0.0
    for process in processes_below([root]):
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system + times.children_user + times.children_system
    return total


def process_name(process: psutil.Process) -> str:
    """``postgres`` for any process of the server, ``python`` for any of ours."""
    try:
        name = process.name()
    except psutil.NoSuchProcess:
        return "ended"
    return "postgres" if name.startswith("postgres") else "python"


def pss_kib(process_id: int) -> int:
    """Proportional set size in KiB; 0 for a process that has ended."""
    try:
        text = Path(f"/proc/{process_id}/smaps_rollup").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):
        return 0
    for line in text.splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0
