"""Questions about sign-ins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models.functions import Now

from raschet.domain.access.models import OneTimePassword, Session, User
from raschet.domain.access.one_time import secret_digest


@dataclass(frozen=True, slots=True)
class SessionRow:
    """Where somebody is signed in. ``device`` may be empty."""

    public_id: UUID
    device: str
    started_at: datetime
    seen_at: datetime
    own: bool
    """Whether it is the session that asks."""


def sessions_of(*, user_id: int, own_digest: str) -> list[SessionRow]:
    """The sessions of a user that have not ended, the asking one first."""
    rows = Session.objects.filter(user_id=user_id, expire_date__gt=Now()).order_by("-seen_at")
    found = [
        SessionRow(
            row.public_id, row.device, row.started_at, row.seen_at, row.session_key == own_digest
        )
        for row in rows
    ]
    return sorted(found, key=lambda row: not row.own)


def one_time_password(*, login: str, typed: str) -> int | None:
    """The id of the one-time password that a resident typed in; None when it is no such thing.

    One query whatever was typed; who uses it up checks again.
    """
    row = OneTimePassword.objects.filter(
        digest=secret_digest(typed),
        user__login__iexact=login.strip(),
        user__is_active=True,
        user__role=User.Role.RESIDENT,
        expires_at__gt=Now(),
    ).first()
    return None if row is None else row.pk
