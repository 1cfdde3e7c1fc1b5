"""Which partitions a run writes."""

from __future__ import annotations

from typing import Final

from raschet.domain.ledger.partitions import Partition

PARENTS: Final = ("billing_charge_line", "billing_consumption", "billing_penalty_portion")
"""The parents of everything a run writes beside its book."""


def lines_of_run(run_id: int) -> Partition:
    """Where a run's charge lines are."""
    return Partition("billing_charge_line", "run_id", run_id)


def consumption_of_run(run_id: int) -> Partition:
    """Where a run's consumption is."""
    return Partition("billing_consumption", "run_id", run_id)


def portions_of_run(run_id: int) -> Partition:
    """Where the portions of a run's penalties are."""
    return Partition("billing_penalty_portion", "run_id", run_id)


def tables_of_run(run_id: int) -> tuple[Partition, ...]:
    """All of them, the largest first."""
    return tuple(Partition(parent, "run_id", run_id) for parent in PARENTS)
