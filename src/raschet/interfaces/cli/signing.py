"""Who acts: a login of the centre's people, or the user of the terminal."""

from __future__ import annotations

import getpass

from django.utils.translation import gettext

from raschet.domain.access.selectors import staff_member
from raschet.interfaces.cli.errors import CommandRefused

LOGIN_MAX = 64


def terminal_user() -> str:
    """The operating system's user, for deeds that need no signature."""
    return f"terminal:{getpass.getuser()}"[:LOGIN_MAX]


def signer(login: str | None) -> str:
    """The login that signs, as it is registered. Raises: CommandRefused."""
    if login is None:
        raise CommandRefused(
            gettext(
                "A signature needs a name. Nothing was changed. Say who signs: --by LOGIN "
                "(“raschet staff list” shows the logins)."
            )
        )
    member = staff_member(login)
    if member is None:
        raise CommandRefused(
            gettext(
                "There is no active login “%(login)s” among the centre's people. Nothing was "
                "changed. “raschet staff list” shows who there is; “raschet staff add” adds one."
            )
            % {"login": login}
        )
    return member.login
