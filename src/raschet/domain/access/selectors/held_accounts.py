"""Which accounts a user may see."""

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
