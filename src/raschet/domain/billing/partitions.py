"""Which partitions a run writes."""

from __future__ import annotations

from raschet.domain.ledger.partitions import Partition


def lines_of_run(run_id: int) -> Partition:
    """Where a run's charge lines are."""
    return Partition("billing_charge_line", "run_id", run_id)


def consumption_of_run(run_id: int) -> Partition:
    """Where a run's consumption is."""
    return Partition("billing_consumption", "run_id", run_id)
