"""Questions about logins, grants, sessions and requests for access."""

from raschet.domain.access.selectors.held_accounts import HeldAccount, held_accounts
from raschet.domain.access.selectors.staff import (
    STAFF_ROLES,
    StaffMember,
    staff,
    staff_member,
)

__all__ = [
    "STAFF_ROLES",
    "HeldAccount",
    "StaffMember",
    "held_accounts",
    "staff",
    "staff_member",
]
