"""What a figure was measured on: without it a figure says nothing."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("django", "polars", "psycopg", "pyarrow", "adbc-driver-postgresql")
KIB_PER_GIB = 1024 * 1024


def description() -> dict[str, str]:
    """Processor, memory, disk, kernel and the versions of what does the work."""
    return {
        "processor": _processor(),
        "cores": str(len(os.sched_getaffinity(0))),
        "memory": _memory(),
        "disk": _disk(Path.cwd()),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        **{package: _version(package) for package in PACKAGES},
    }


def load_average() -> str:
    """The load over the last minute: what others did on the machine meanwhile."""
    return f"{os.getloadavg()[0]:.2f}"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace").splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.processor() or "unknown"


def _memory() -> str:
    first = Path("/proc/meminfo").read_text(encoding="ascii").split("\n", 1)[0]
    return f"{int(first.split()[1]) / KIB_PER_GIB:.1f} GiB"


def _disk(folder: Path) -> str:
    """The kind of file system a folder is on, from the longest mount point above it."""
    best = ("", "unknown")
    for line in Path("/proc/mounts").read_text(encoding="utf-8").splitlines():
        _, mount_point, kind, *_ = line.split()
        if folder.is_relative_to(mount_point) and len(mount_point) >= len(best[0]):
            best = (mount_point, kind)
    return best[1]
