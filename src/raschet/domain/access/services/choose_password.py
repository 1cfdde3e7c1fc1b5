"""Choose a password: with the one-time password of a letter, or with the old one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from raschet.domain.access.models import OneTimePassword, Session, User
from raschet.domain.access.passwords import PasswordFault, password_fault
from raschet.domain.audit.services.record_deed import record_deed
from raschet.domain.notifications.services.queue_letter import queue_letter

if TYPE_CHECKING:
    from datetime import datetime


class PasswordNotAllowed(ValueError):
    """The password cannot be chosen; ``fault`` says why."""

    def __init__(self, fault: PasswordFault) -> None:
        super().__init__(fault)
        self.fault = fault

    def __str__(self) -> str:
        return f"the password cannot be chosen: {self.fault}"


class OneTimePasswordNotValid(Exception):
    """It was used, replaced by a newer letter, or its time is over."""

    def __str__(self) -> str:
        return "the one-time password is not valid any more"


class OldPasswordWrong(Exception):
    """The password that was to be replaced did not match."""

    def __str__(self) -> str:
        return "the old password did not match"


def choose_first_password(*, one_time_id: int, password: str, now: datetime) -> User:
    """Use a one-time password up and set the password; every session of the login ends.

    The letter reached its mailbox, so the address is confirmed from now on.
    Raises: PasswordNotAllowed, OneTimePasswordNotValid, TooManyHashes.
    """
    user = User.objects.filter(one_time_passwords__id=one_time_id).first()
    if user is None:
        raise OneTimePasswordNotValid
    encoded = _encoded(user, password)
    with transaction.atomic():
        used, _ = OneTimePassword.objects.filter(
            pk=one_time_id, expires_at__gt=now, user__is_active=True
        ).delete()
        if not used:
            raise OneTimePasswordNotValid
        first = not user.has_usable_password()
        User.objects.filter(pk=user.pk).update(email_confirmed_at=now)
        _set(user, encoded, tell=not first)
    user.refresh_from_db()
    return user


def change_password(*, user_id: int, old: str, new: str, keep_session: str | None) -> User:
    """Replace the password; every session but the one named ends.

    keep_session: digest of the key of the session that asks.
    Raises: OldPasswordWrong, PasswordNotAllowed, TooManyHashes.
    """
    user = User.objects.get(pk=user_id)
    if not check_password(old, user.password):
        raise OldPasswordWrong
    encoded = _encoded(user, new)
    with transaction.atomic():
        _set(user, encoded, tell=True, keep_session=keep_session)
    user.refresh_from_db()
    return user


def _encoded(user: User, password: str) -> str:
    fault = password_fault(password, login=user.login, email=user.email)
    if fault is not None:
        raise PasswordNotAllowed(fault)
    return make_password(password)


def _set(user: User, encoded: str, *, tell: bool, keep_session: str | None = None) -> None:
    User.objects.filter(pk=user.pk).update(password=encoded)
    OneTimePassword.objects.filter(user_id=user.pk).delete()
    Session.objects.filter(user_id=user.pk).exclude(session_key=keep_session or "").delete()
    if tell:
        queue_letter(
            kind="PASSWORD_CHANGED",
            address=user.email,
            language=user.language,
            facts={"user_id": user.pk},
        )
    record_deed(actor=f"user:{user.pk}", action="PASSWORD_CHOSEN", subject=f"user:{user.pk}")
