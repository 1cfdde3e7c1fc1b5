"""Runs one stage of a benchmark as a process of its own and measures it from outside.

A stage prints JSON objects, one a line: ``{"phase": …, "seconds": …}`` when a part is done and
``{"figures": {…}}`` at the end. Anything else it prints is shown as it is.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.machine import load_average
from bench.memory import MemorySampler, processor_seconds

if TYPE_CHECKING:
    from collections.abc import Mapping

SETTLE_SECONDS = 0.3
ROOT = Path(__file__).resolve().parent.parent


class StageFailed(RuntimeError):
    """A stage ended with an error; its own words are above."""

    def __init__(self, stage: str, exit_code: int) -> None:
        super().__init__(stage, exit_code)
        self.stage = stage
        self.exit_code = exit_code

    def __str__(self) -> str:
        return f"{self.stage} ended with exit code {self.exit_code}"


@dataclass(slots=True)
class Measured:
    """What a stage took. ``wall_seconds`` includes the start of its interpreter."""

    wall_seconds: float = 0.0
    processor_seconds: float = 0.0
    """Of the stage and of the server together: unlike the wall clock, it does not mind neighbours."""
    peak_pss_kib: int = 0
    peak_pss_by_name_kib: dict[str, int] = field(default_factory=dict)
    load_before: str = ""
    phases: dict[str, float] = field(default_factory=dict)
    figures: dict[str, Any] = field(default_factory=dict)


def run_stage(
    module: str,
    *arguments: str,
    environment: Mapping[str, str],
    server_process: int | None,
    python: str = sys.executable,
) -> Measured:
    """Run ``python -m module arguments`` and measure it together with the database server.

    Raises: StageFailed.
    """
    measured = Measured(load_before=load_average())
    started = time.perf_counter()
    spent_before = _processor_seconds(server_process)
    with subprocess.Popen(
        [python, "-m", module, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        roots = [process.pid] if server_process is None else [process.pid, server_process]
        with MemorySampler(roots) as sampler:
            assert process.stdout is not None
            for line in process.stdout:
                _take(line, measured)
            code = process.wait()
    measured.wall_seconds = time.perf_counter() - started
    # The server counts a session that has just ended once it has waited for it.
    time.sleep(SETTLE_SECONDS)
    measured.processor_seconds = _processor_seconds(server_process) - spent_before
    measured.peak_pss_kib = sampler.peak_kib
    measured.peak_pss_by_name_kib = sampler.peak_by_name_kib
    if code:
        raise StageFailed(module, code)
    return measured


def _processor_seconds(server_process: int | None) -> float:
    """What ended stages and the server have spent until now."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    own = ended.ru_utime + ended.ru_stime
    return own if server_process is None else own + processor_seconds(server_process)


def _take(line: str, measured: Measured) -> None:
    try:
        said = json.loads(line)
    except json.JSONDecodeError:
        print(line, end="", flush=True)
        return
    if "phase" in said:
        measured.phases[said["phase"]] = measured.phases.get(said["phase"], 0.0) + said["seconds"]
        print(f"    {said['phase']:<28} {said['seconds']:8.2f} s", flush=True)
    elif "figures" in said:
        measured.figures.update(said["figures"])
