"""Note that a published run recomputed the months of late facts."""

from __future__ import annotations

from collections.abc import Sequence

from raschet.domain.registry.models import DirtyMonth


def settle_dirty(*, mark_ids: Sequence[int], run_id: int) -> int:
    """Take marks off the list of what waits; returns how many were on it.

    Call it inside the transaction that publishes the run.
    """
    return DirtyMonth.objects.filter(pk__in=mark_ids, settled_run_id__isnull=True).update(
        settled_run_id=run_id
    )
