"""Have something done by a worker, soon or at a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

if TYPE_CHECKING:
    from datetime import datetime


def defer_job(
    name: str, *, at: datetime | None = None, only_one: str | None = None, **arguments: int
) -> bool:
    """Put a job into the queue, in the caller's transaction. Returns whether it was put there.

    name: of a task in ``raschet.interfaces.jobs``. at: not before this moment. only_one: a name of
    which the queue holds one waiting job at most. arguments: ids.
    """
    configured = app.configure_task(
        name, allow_unknown=True, schedule_at=at, queueing_lock=only_one
    )
    try:
        configured.defer(**arguments)
    except AlreadyEnqueued:
        return False
    return True
