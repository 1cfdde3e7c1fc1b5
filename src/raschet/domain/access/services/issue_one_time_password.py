"""Make the secret of a letter: it opens "choose your password" once and voids the ones before."""

from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Now

from raschet.domain.access.models import OneTimePassword
from raschet.domain.access.one_time import VALID_FOR, new_secret, secret_digest


def issue_one_time_password(*, user_id: int, purpose: OneTimePassword.Purpose) -> str:
    """The secret, which is kept nowhere else. Its time begins now, by the database's clock."""
    secret = new_secret()
    with transaction.atomic():
        OneTimePassword.objects.filter(user_id=user_id).delete()
        OneTimePassword.objects.create(
            user_id=user_id,
            purpose=purpose,
            digest=secret_digest(secret),
            expires_at=Now() + VALID_FOR[purpose],
        )
    return secret
