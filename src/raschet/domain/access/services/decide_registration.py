"""Decide a request for access: open it, pause it for a day, or leave it to people."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Q

from raschet.domain.access.models import Grant, Registration, User
from raschet.domain.access.services.create_resident import create_resident, give_grant
from raschet.domain.audit.services.record_deed import record_deed
from raschet.domain.jobs.services.defer_job import defer_job
from raschet.domain.notifications.services.queue_letter import queue_letter

if TYPE_CHECKING:
    from datetime import date, datetime

PAUSE: Final = timedelta(hours=24)
"""Time for the first resident to object to a second one (threat 7)."""
LETTERS_A_DAY: Final = 3
"""A stranger's mailbox is not flooded through us."""
LOGINS_TRIED: Final = 100


def decide_registration(*, registration_id: int, now: datetime, today: date) -> None:
    """Decide a request that nobody looked at yet; do nothing to any other."""
    with transaction.atomic():
        request = _locked(registration_id, Registration.State.RECEIVED)
        if request is None:
            return
        if not (request.passport_matched and request.surname_matched and request.account_id):
            _settle(request, Registration.State.PERSON)
            write(request, "REGISTRATION_PERSON", now)
            return
        owners = _owners(request.account_id, today)
        if any(owner.pk == request.user_id for owner in owners):
            _settle(request, Registration.State.GRANTED, now=now)
            return
        same_mailbox = [
            owner for owner in owners if owner.email.casefold() == request.email.casefold()
        ]
        if same_mailbox and request.user_id is None:
            # The same person again: a reminder of the login, and a way back in through it.
            request.user_id = same_mailbox[0].pk
            _settle(request, Registration.State.GRANTED, now=now)
            write(request, "REGISTRATION_AGAIN", now)
        elif owners:
            _pause(request, owners, now)
        else:
            grant_access(request, actor="system", now=now, today=today)


def finish_pause(*, registration_id: int, now: datetime, today: date) -> None:
    """Open a request whose pause is over and to which nobody objected."""
    with transaction.atomic():
        request = _locked(registration_id, Registration.State.PAUSED)
        if request is not None and request.pause_until is not None and request.pause_until <= now:
            grant_access(request, actor="system", now=now, today=today)


def grant_access(request: Registration, *, actor: str, now: datetime, today: date) -> None:
    """Give the right, making a login for whoever has none. The caller holds the row's lock."""
    assert request.account_id is not None, "only a known account can be opened"
    if request.user_id is None:
        request.user_id = create_resident(
            login=_free_login(request.number),
            email=request.email,
            account_id=request.account_id,
            since=today,
            actor=actor,
            language=request.language,
        )
        kind = "REGISTRATION_OPENED"
    else:
        give_grant(user_id=request.user_id, account_id=request.account_id, since=today, actor=actor)
        kind = "ACCOUNT_ADDED"
    _settle(request, Registration.State.GRANTED, now=now, by=actor)
    write(request, kind, now)


def write(request: Registration, kind: str, now: datetime) -> bool:
    """Queue a letter to whoever asks, unless this mailbox got its share today."""
    recent = Registration.objects.filter(
        email__iexact=request.email, received_at__gt=now - timedelta(days=1)
    ).exclude(pk=request.pk)
    if sum(recent.values_list("letters", flat=True)) + request.letters >= LETTERS_A_DAY:
        return False
    request.letters += 1
    request.save(update_fields=["letters"])
    queue_letter(
        kind=kind,
        address=request.email,
        language=request.language,
        facts={"registration_id": request.pk},
    )
    return True


def _locked(registration_id: int, state: Registration.State) -> Registration | None:
    return Registration.objects.select_for_update().filter(pk=registration_id, state=state).first()


def _owners(account_id: int, today: date) -> list[User]:
    standing = Q(grants__valid_until__isnull=True) | Q(grants__valid_until__gt=today)
    owners = User.objects.filter(
        standing, grants__account_id=account_id, grants__role=Grant.Role.OWNER, is_active=True
    )
    return list(owners.distinct().order_by("id"))


def _pause(request: Registration, owners: list[User], now: datetime) -> None:
    request.pause_until = now + PAUSE
    _settle(request, Registration.State.PAUSED)
    defer_job("finish_pause", at=request.pause_until, registration_id=request.pk)
    for owner in owners:
        queue_letter(
            kind="SECOND_REGISTRATION",
            address=owner.email,
            language=owner.language,
            facts={"registration_id": request.pk, "user_id": owner.pk},
        )
    write(request, "REGISTRATION_PAUSED", now)


def _settle(
    request: Registration, state: Registration.State, *, now: datetime | None = None, by: str = ""
) -> None:
    request.state = state
    request.decided_at = now
    request.decided_by = by or ("system" if now else "")
    request.save()
    record_deed(
        actor=by or "system",
        action=f"REGISTRATION_{state}",
        subject=f"registration:{request.pk}",
        detail={"account": request.account_id},
    )


def _free_login(number: str) -> str:
    """The account number is the login of its first resident; later ones get ``-2``, ``-3``."""
    taken = set(
        User.objects.filter(Q(login=number) | Q(login__startswith=f"{number}-")).values_list(
            "login", flat=True
        )
    )
    names = [number, *(f"{number}-{count}" for count in range(2, LOGINS_TRIED))]
    return next(name for name in names if name not in taken)
