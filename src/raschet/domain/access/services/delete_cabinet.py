"""Delete a resident's login: its rights, sessions and address go, the account itself stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from raschet.domain.access.models import (
    Grant,
    OneTimePassword,
    Registration,
    Session,
    User,
)
from raschet.domain.access.services.choose_password import OldPasswordWrong
from raschet.domain.audit.services.record_deed import record_deed
from raschet.domain.notifications.services.queue_letter import queue_letter

if TYPE_CHECKING:
    from datetime import date


def delete_cabinet(*, user_id: int, password: str, today: date) -> None:
    """End it all at once and say so by a last letter. Raises: OldPasswordWrong, TooManyHashes."""
    user = User.objects.get(pk=user_id)
    if not check_password(password, user.password):
        raise OldPasswordWrong
    with transaction.atomic():
        queue_letter(kind="CABINET_DELETED", address=user.email, language=user.language, facts={})
        Grant.objects.filter(user_id=user_id, valid_until__isnull=True).update(
            valid_until=Greatest(F("valid_from"), today)
        )
        Session.objects.filter(user_id=user_id).delete()
        OneTimePassword.objects.filter(user_id=user_id).delete()
        Registration.objects.filter(user_id=user_id).update(email="", surname="")
        # The row stays for the audit record, without anything that names the person.
        User.objects.filter(pk=user_id).update(
            login=f"deleted-{user_id}",
            email="",
            name="",
            is_active=False,
            password=make_password(None),
        )
        record_deed(actor=f"user:{user_id}", action="CABINET_DELETED", subject=f"user:{user_id}")
