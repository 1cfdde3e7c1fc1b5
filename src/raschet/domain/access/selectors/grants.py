"""Questions about who may see an account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from raschet.domain.access.models import Grant


@dataclass(frozen=True, slots=True)
class HeldAccount:
    """An account a user may see today, with data from ``since`` on."""

    account_id: int
    roles: frozenset[str]
    since: date


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A right to an account as the centre's people see it."""

    login: str
    email: str
    role: str
    valid_from: date
    valid_until: date | None


def held_accounts(*, user_id: int, on: date) -> list[HeldAccount]:
    """The accounts a user has a grant for on a day; a stranger has none. One query."""
    grants = Grant.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=on), user_id=user_id, valid_from__lte=on
    )
    held: dict[int, HeldAccount] = {}
    for grant in grants.order_by("account_id", "valid_from"):
        known = held.get(grant.account_id)
        held[grant.account_id] = HeldAccount(
            account_id=grant.account_id,
            roles=frozenset({grant.role}) | (known.roles if known else frozenset()),
            since=known.since if known else grant.valid_from,
        )
    return list(held.values())


def grants_of_account(account_id: int) -> list[GrantRow]:
    """Every right there is or was, the standing ones first."""
    rows = Grant.objects.filter(account_id=account_id).select_related("user")
    found = [
        GrantRow(row.user.login, row.user.email, row.role, row.valid_from, row.valid_until)
        for row in rows.order_by("valid_from", "id")
    ]
    return sorted(found, key=lambda row: row.valid_until is not None)
