"""Sign out elsewhere: one session, or all but this one, or all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from raschet.domain.access.models import Session

if TYPE_CHECKING:
    from uuid import UUID


def end_session(*, user_id: int, public_id: UUID) -> bool:
    """End one session of a user's own. Returns whether there was one."""
    count, _ = Session.objects.filter(user_id=user_id, public_id=public_id).delete()
    return bool(count)


def end_sessions(*, user_id: int) -> int:
    """End every session of a user. Returns how many there were."""
    count, _ = Session.objects.filter(user_id=user_id).delete()
    return count
