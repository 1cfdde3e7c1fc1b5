"""Which partitions a run writes."""

from __future__ import annotations

from raschet.domain.ledger.partitions import Partition


def lines_of_run(run_id: int) -> Partition:
    return Partition("billing_charge_line", "run_id", run_id)


def consumption_of_run(run_id: int) -> Partition:
    return Partition("billing_consumption", "run_id", run_id)
