"""Make a resident's login, and give it an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.hashers import make_password
from django.db import transaction

from raschet.domain.access.models import Grant, User
from raschet.domain.audit.services.record_deed import record_deed

if TYPE_CHECKING:
    from datetime import date


class LoginTaken(Exception):
    """Somebody has this login already."""

    def __init__(self, login: str) -> None:
        super().__init__(login)
        self.login = login

    def __str__(self) -> str:
        return f"the login {self.login} is taken"


def create_resident(
    *,
    login: str,
    email: str,
    account_id: int,
    since: date,
    actor: str,
    language: str = "ru",
    password: str | None = None,
) -> int:
    """Make an active login that owns an account from a day on. Returns the user's id.

    password: for logins that people are given in person; without it only a one-time password from
    a letter opens "choose your password". Raises: LoginTaken, TooManyHashes.
    """
    encoded = make_password(password)
    with transaction.atomic():
        if User.objects.filter(login__iexact=login).exists():
            raise LoginTaken(login)
        user = User.objects.create(login=login, email=email, language=language, password=encoded)
        record_deed(actor=actor, action="RESIDENT_CREATED", subject=f"user:{user.pk}")
        give_grant(user_id=user.pk, account_id=account_id, since=since, actor=actor)
    return user.pk


def give_grant(*, user_id: int, account_id: int, since: date, actor: str) -> None:
    """Let a user see an account from a day on; a grant that stands stays as it is."""
    with transaction.atomic():
        _, made = Grant.objects.get_or_create(
            user_id=user_id,
            account_id=account_id,
            role=Grant.Role.OWNER,
            valid_until=None,
            defaults={"valid_from": since},
        )
        if made:
            record_deed(
                actor=actor,
                action="GRANT_GIVEN",
                subject=f"user:{user_id}",
                detail={"account": account_id, "role": Grant.Role.OWNER},
            )
