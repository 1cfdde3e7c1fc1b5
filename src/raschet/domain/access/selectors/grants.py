"""Questions about who may see an account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from raschet.domain.access.models import Grant


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A right to an account as the centre's people see it."""

    login: str
    email: str
    role: str
    valid_from: date
    valid_until: date | None


def grants_of_account(account_id: int) -> list[GrantRow]:
    """Every right there is or was, the standing ones first."""
    rows = Grant.objects.filter(account_id=account_id).select_related("user")
    found = [
        GrantRow(row.user.login, row.user.email, row.role, row.valid_from, row.valid_until)
        for row in rows.order_by("valid_from", "id")
    ]
    return sorted(found, key=lambda row: row.valid_until is not None)
