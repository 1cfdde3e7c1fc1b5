"""Who may sign in on the residents' site: an active resident with a right password."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import check_password

from raschet.domain.access.models import User

if TYPE_CHECKING:
    from django.http import HttpRequest

NOBODYS_HASH: Final = (
    "argon2$argon2id$v=19$m=19456,t=2,p=1$AK+eVVGTggM78+e2RdgQGg$"
    "nCPIC7nZXyrYlE+FhZVP0yJt/D1D0Kabnz/JdTCTQKg"
)
"""A hash of the same cost that fits no password: strangers are checked against it."""


class Residents(BaseBackend):
    """Checks one slow hash for every try, whoever it names, so that time tells nothing."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        """The resident with this ``login`` and ``password``. Raises: TooManyHashes."""
        del request
        login: str = credentials.get("login", "")
        password: str = credentials.get("password", "")
        user = User.objects.filter(
            login__iexact=login.strip(), role=User.Role.RESIDENT, is_active=True
        ).first()
        usable = user is not None and user.has_usable_password()
        encoded = user.password if user is not None and usable else NOBODYS_HASH
        # The parameters are the only ones there are, so nothing is ever hashed anew at login.
        right = check_password(password, encoded)
        return user if usable and right else None

    def get_user(self, user_id: int) -> User | None:
        """The resident of a session; one who was switched off meanwhile is nobody."""
        return User.objects.filter(pk=user_id, role=User.Role.RESIDENT, is_active=True).first()
