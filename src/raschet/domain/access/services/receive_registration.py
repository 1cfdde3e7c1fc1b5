"""Take a request for access: the same work and the same answer for everybody; the letter tells."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from raschet.domain.access.models import Registration
from raschet.domain.access.passport_match import passport_matches, surname_matches
from raschet.domain.jobs.services.defer_job import defer_job
from raschet.domain.registry.models import Account

if TYPE_CHECKING:
    from datetime import date


def receive_registration(
    *,
    number: str,
    surname: str,
    passport: str,
    email: str,
    language: str,
    pepper: bytes,
    today: date,
    by_machine: bool = True,
    user_id: int | None = None,
) -> UUID:
    """Check the details against the account's people and hand the rest to the queue.

    passport: ten digits; compared here and kept nowhere. by_machine: whether a match counts; when an
    account was tried too often today it does not, and somebody of the centre looks at the
    passport. user_id: the signed-in login that asks for one more account.
    Returns the request's public id. Raises: TooManyHashes.
    """
    account = Account.objects.filter(number=number).values_list("pk", "closed_on").first()
    account_id, closed_on = account or (None, None)
    passport_fits = passport_matches(account_id=account_id, digits=passport, pepper=pepper)
    surname_fits = surname_matches(account_id=account_id, surname=surname, today=today)
    served = closed_on is None or closed_on > today
    with transaction.atomic():
        request = Registration.objects.create(
            number=number,
            account_id=account_id,
            surname=surname,
            email=email,
            language=language,
            passport_matched=passport_fits and by_machine and served,
            surname_matched=surname_fits,
            user_id=user_id,
        )
        defer_job("decide_registration", registration_id=request.pk)
    request.refresh_from_db(fields=["public_id"])
    return request.public_id
