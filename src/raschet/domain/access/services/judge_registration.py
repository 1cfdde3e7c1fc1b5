"""What people decide about a request: the centre's after seeing a passport, or the first resident."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db import transaction

from raschet.domain.access.models import Registration
from raschet.domain.access.services.decide_registration import grant_access, write
from raschet.domain.audit.services.record_deed import record_deed

if TYPE_CHECKING:
    from datetime import date, datetime

OPEN_STATES: Final = (Registration.State.PERSON, Registration.State.PAUSED)
RESEND_AFTER: Final = timedelta(seconds=60)


class RegistrationNotOpen(Exception):
    """There is no such request, or it was decided already."""

    def __init__(self, registration_id: int | UUID) -> None:
        super().__init__(registration_id)
        self.registration_id = registration_id

    def __str__(self) -> str:
        return f"request {self.registration_id} waits for no decision"


class AccountNotKnown(Exception):
    """A request for an account that does not exist can only be refused."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number

    def __str__(self) -> str:
        return f"there is no account {self.number}"


def approve_registration(*, registration_id: int, actor: str, now: datetime, today: date) -> None:
    """Open a request: a person of the centre saw the passport.

    Raises: RegistrationNotOpen, AccountNotKnown.
    """
    with transaction.atomic():
        request = _open_request(registration_id)
        if request.account_id is None:
            raise AccountNotKnown(request.number)
        # A person decides once; how many letters the mailbox got before does not matter.
        request.letters = 0
        grant_access(request, actor=actor, now=now, today=today)


def refuse_registration(*, registration_id: int, actor: str, reason: str, now: datetime) -> None:
    """Refuse a request and write to whoever asked. Raises: RegistrationNotOpen."""
    with transaction.atomic():
        request = _open_request(registration_id)
        request.state = Registration.State.REFUSED
        request.reason = reason
        request.decided_at = now
        request.decided_by = actor
        request.letters = 0
        request.save()
        record_deed(
            actor=actor,
            action="REGISTRATION_REFUSED",
            subject=f"registration:{registration_id}",
            detail={"account": request.account_id},
        )
        write(request, "REGISTRATION_REFUSED", now)


def object_to_registration(
    *, public_id: UUID, user_id: int, account_ids: list[int], now: datetime
) -> None:
    """The first resident refuses a second one during the pause.

    account_ids: the accounts that this user owns today. Raises: RegistrationNotOpen.
    """
    found = Registration.objects.filter(
        public_id=public_id, account_id__in=account_ids, state=Registration.State.PAUSED
    ).first()
    if found is None or found.user_id == user_id:
        raise RegistrationNotOpen(public_id)
    refuse_registration(
        registration_id=found.pk, actor=f"user:{user_id}", reason="OBJECTED", now=now
    )


def write_again(*, public_id: UUID, now: datetime) -> None:
    """Send the letter of a request once more; quietly nothing when it is too early or too often."""
    kinds = {
        Registration.State.GRANTED: "REGISTRATION_OPENED",
        Registration.State.PAUSED: "REGISTRATION_PAUSED",
        Registration.State.PERSON: "REGISTRATION_PERSON",
    }
    with transaction.atomic():
        request = (
            Registration.objects.select_for_update()
            .filter(public_id=public_id, received_at__lte=now - RESEND_AFTER)
            .first()
        )
        kind = kinds.get(Registration.State(request.state)) if request else None
        if request is not None and kind is not None:
            write(request, kind, now)


def _open_request(registration_id: int) -> Registration:
    request = (
        Registration.objects.select_for_update()
        .filter(pk=registration_id, state__in=OPEN_STATES)
        .first()
    )
    if request is None:
        raise RegistrationNotOpen(registration_id)
    return request
