"""Questions about logins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q

from raschet.domain.access.models import Grant, User

STAFF_ROLES: Final[tuple[str, ...]] = tuple(
    role.value for role in User.Role if role is not User.Role.RESIDENT
)


@dataclass(frozen=True, slots=True)
class StaffMember:
    """One of the centre's people."""

    login: str
    role: str
    name: str
    active: bool


def staff_member(login: str) -> StaffMember | None:
    """The active person of the centre with this login; None for residents and for strangers."""
    row = (
        User.objects.filter(login__iexact=login, is_active=True)
        .exclude(role=User.Role.RESIDENT)
        .first()
    )
    return None if row is None else StaffMember(row.login, row.role, row.name, row.is_active)


def staff() -> list[StaffMember]:
    """Everybody who works at the centre, by login; those whose login is switched off too."""
    rows = User.objects.exclude(role=User.Role.RESIDENT).order_by("login")
    return [StaffMember(row.login, row.role, row.name, row.is_active) for row in rows]


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
