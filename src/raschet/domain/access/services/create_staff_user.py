"""Make a login for one of the centre's people."""

from __future__ import annotations

import re
from typing import Final

from django.db import IntegrityError, transaction

from raschet.domain.access.models import User
from raschet.domain.audit.services.record_deed import record_deed

LOGIN_PATTERN: Final = re.compile(r"[^\W\d_][\w.-]{2,63}")


class LoginTaken(Exception):
    """Somebody has this login already."""

    def __init__(self, login: str) -> None:
        super().__init__(login)
        self.login = login

    def __str__(self) -> str:
        return f"the login {self.login} is taken"


class LoginInvalid(ValueError):
    """The text cannot be a login."""

    def __init__(self, login: str) -> None:
        super().__init__(login)
        self.login = login

    def __str__(self) -> str:
        return f"{self.login!r} cannot be a login"


class RoleNotForStaff(ValueError):
    """The role belongs to residents or does not exist."""

    def __init__(self, role: str) -> None:
        super().__init__(role)
        self.role = role

    def __str__(self) -> str:
        return f"{self.role!r} is not a role of the centre's people"


def create_staff_user(*, login: str, role: str, actor: str, name: str = "") -> int:
    """Make an active login without a usable password. Returns the user's id.

    login: 3 to 64 letters, digits, ``.``, ``-``, ``_``, beginning with a letter; letter case does
    not distinguish people. role: a code of ``User.Role`` other than RESIDENT.
    Raises: LoginInvalid, LoginTaken, RoleNotForStaff.
    """
    if LOGIN_PATTERN.fullmatch(login) is None:
        raise LoginInvalid(login)
    if role not in User.Role.values or role == User.Role.RESIDENT:
        raise RoleNotForStaff(role)
    try:
        with transaction.atomic():
            if User.objects.filter(login__iexact=login).exists():
                raise LoginTaken(login)
            user = User(login=login, role=role, name=name)
            user.set_unusable_password()
            user.save(force_insert=True)
            record_deed(
                actor=actor, action="STAFF_CREATED", subject=f"user:{login}", detail={"role": role}
            )
    except IntegrityError as error:
        raise LoginTaken(login) from error
    return user.pk
