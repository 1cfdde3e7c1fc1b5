"""Questions about logins, grants, sessions and requests for access."""

from raschet.domain.access.selectors.grants import GrantRow, grants_of_account
from raschet.domain.access.selectors.held_accounts import HeldAccount, held_accounts
from raschet.domain.access.selectors.registrations import (
    RegistrationRow,
    open_registrations,
    paused_registrations,
)
from raschet.domain.access.selectors.sessions import (
    SessionRow,
    one_time_password,
    sessions_of,
)
from raschet.domain.access.selectors.staff import (
    STAFF_ROLES,
    StaffMember,
    staff,
    staff_member,
)

__all__ = [
    "STAFF_ROLES",
    "GrantRow",
    "HeldAccount",
    "RegistrationRow",
    "SessionRow",
    "StaffMember",
    "grants_of_account",
    "held_accounts",
    "one_time_password",
    "open_registrations",
    "paused_registrations",
    "sessions_of",
    "staff",
    "staff_member",
]
