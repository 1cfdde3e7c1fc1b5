"""Questions about requests for access."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from raschet.domain.access.models import Registration

if TYPE_CHECKING:
    from collections.abc import Iterable

OPEN_STATES = (Registration.State.PERSON, Registration.State.PAUSED)


@dataclass(frozen=True, slots=True)
class RegistrationRow:
    """A request as the centre's people see it."""

    registration_id: int
    public_id: UUID
    state: str
    number: str
    account_known: bool
    surname: str
    email: str
    passport_matched: bool
    surname_matched: bool
    received_at: datetime
    pause_until: datetime | None


def open_registrations(limit: int = 200) -> list[RegistrationRow]:
    """Requests that wait for people or for the end of a pause, oldest first."""
    rows = Registration.objects.filter(state__in=OPEN_STATES).order_by("received_at", "id")
    return [_row(row) for row in rows[:limit]]


def paused_registrations(account_ids: Iterable[int]) -> list[RegistrationRow]:
    """Requests of others that the owners of these accounts may object to."""
    rows = Registration.objects.filter(
        account_id__in=list(account_ids), state=Registration.State.PAUSED
    )
    return [_row(row) for row in rows.order_by("received_at", "id")]


def _row(row: Registration) -> RegistrationRow:
    return RegistrationRow(
        registration_id=row.pk,
        public_id=row.public_id,
        state=row.state,
        number=row.number,
        account_known=row.account_id is not None,
        surname=row.surname,
        email=row.email,
        passport_matched=row.passport_matched,
        surname_matched=row.surname_matched,
        received_at=row.received_at,
        pause_until=row.pause_until,
    )
