"""The month itself: compute, sign, publish, close, through the same deeds that the commands use.

Run as ``python -m bench.stages.month PERIOD``.
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar

from bench.database import set_up, spent
from bench.reporting import phase, report_figures, report_phase
from raschet.values.period import Period

if TYPE_CHECKING:
    from raschet.domain.billing.services.run_month import Progress

SIGNERS = ("bench-one", "bench-two")


def main(period: Period) -> None:
    """Run the month and report each part and the sum."""
    started = time.perf_counter()
    set_up()
    _register_signers()
    # A process that computes has imported what computes: counted as its start, not as the month.
    import_module("raschet.domain.billing.services.run_month")
    before = spent()
    ready = time.perf_counter()
    figures = _month(period)
    seconds = time.perf_counter() - ready
    report_figures(
        seconds=seconds,
        start_seconds=ready - started,
        processor_seconds=spent() - before,
        **figures,
    )


class Stages:
    """Turns the run's own progress into phases: each stage lasts until the next begins."""

    NAMES: ClassVar = {
        "": "run: snapshot, houses, tables",
        "CHUNKS": "run: read, compute, COPY",
        "INDEXES": "run: primary keys",
        "CHECKS": "run: checks and totals",
    }

    def __init__(self) -> None:
        self._stage = ""
        self._since = time.perf_counter()

    def __call__(self, progress: Progress) -> None:
        """Told by the run how far it is."""
        if progress.stage != self._stage:
            self.end()
            self._stage = progress.stage

    def end(self) -> None:
        """Report the stage that has just ended."""
        now = time.perf_counter()
        report_phase(self.NAMES[self._stage], now - self._since)
        self._since = now


def _register_signers() -> None:
    from django.core.management import call_command

    # A city kept from an earlier measurement may lack tables that came since.
    call_command("migrate", verbosity=0)
    from raschet.domain.access.models import User

    for login in SIGNERS:
        User.objects.create(login=login, role=User.Role.BILLING_CLERK)


def _month(period: Period) -> dict[str, int | str]:
    from raschet.domain.billing.services.approve_run import approve_run
    from raschet.domain.billing.services.run_month import run_month
    from raschet.domain.documents.services.finish_month import finish_month
    from raschet.domain.documents.services.publish_month import publish_month

    now = datetime.now(tz=UTC)
    stages = Stages()
    checked = run_month(period=period, actor=SIGNERS[0], now=now, progress=stages)
    stages.end()
    with phase("approve, twice"):
        for login in SIGNERS:
            approve_run(run_id=checked.run_id, login=login, approved_at=now, accept_errors=True)
    with phase("publish"):
        publish_month(run_id=checked.run_id, login=SIGNERS[0], published_at=now)
    with phase("close"):
        balances = finish_month(period=period, login=SIGNERS[0], closed_at=now)
    return {
        "accounts": checked.accounts,
        "lines": checked.lines,
        "postings": checked.postings,
        "balances": balances,
        "unbilled": checked.unbilled,
        "amount_kopecks": checked.amount_kopecks,
        "lines_digest": checked.lines_digest.hex(),
        "postings_digest": checked.postings_digest.hex(),
    }


if __name__ == "__main__":
    main(Period.parse(sys.argv[1]))
