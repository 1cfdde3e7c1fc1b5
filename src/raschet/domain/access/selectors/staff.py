"""Questions about logins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from raschet.domain.access.models import User

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
