"""Take a user's right to an account back: a flat was sold, a tenant moved out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from raschet.domain.access.models import Grant
from raschet.domain.audit.services.record_deed import record_deed

if TYPE_CHECKING:
    from datetime import date


class GrantNotFound(Exception):
    """This login has no standing right to this account."""

    def __init__(self, login: str, number: str) -> None:
        super().__init__(login, number)
        self.login = login
        self.number = number

    def __str__(self) -> str:
        return f"{self.login} has no standing right to account {self.number}"


def revoke_grant(*, login: str, account_id: int, number: str, today: date, actor: str) -> None:
    """End the right from today on. Raises: GrantNotFound."""
    with transaction.atomic():
        standing = Grant.objects.filter(
            user__login__iexact=login, account_id=account_id, valid_until__isnull=True
        )
        if not standing.update(valid_until=Greatest(F("valid_from"), today)):
            raise GrantNotFound(login, number)
        record_deed(
            actor=actor,
            action="GRANT_REVOKED",
            subject=f"account:{account_id}",
            detail={"login": login},
        )
