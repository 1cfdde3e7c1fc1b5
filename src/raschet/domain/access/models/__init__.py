"""Tables of logins, grants, sessions, requests for access and the budgets of the open pages."""

from raschet.domain.access.models.limits import Budget, SpentCheck
from raschet.domain.access.models.registrations import Registration
from raschet.domain.access.models.sessions import Session
from raschet.domain.access.models.users import Grant, OneTimePassword, PassportProof, User

__all__ = [
    "Budget",
    "Grant",
    "OneTimePassword",
    "PassportProof",
    "Registration",
    "Session",
    "SpentCheck",
    "User",
]
