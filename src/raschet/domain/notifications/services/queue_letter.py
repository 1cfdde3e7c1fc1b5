"""Write a letter into the outbox, together with what it tells."""

from __future__ import annotations

from email.utils import parseaddr
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from raschet.domain.jobs.services.defer_job import defer_job
from raschet.domain.notifications.letters import wording_of
from raschet.domain.notifications.models import Letter

if TYPE_CHECKING:
    from collections.abc import Mapping


def queue_letter(*, kind: str, address: str, language: str, facts: Mapping[str, Any]) -> int:
    """Have a letter sent once the caller's transaction is committed. Returns its id.

    kind: one that an area registered. facts: ids and codes, no secret and no personal data.
    Raises: KeyError for a kind without wording.
    """
    wording_of(kind)
    domain = parseaddr(settings.RASCHET.mail_from)[1].rpartition("@")[2] or "localhost"
    with transaction.atomic():
        letter = Letter.objects.create(
            message_id=f"<{uuid4().hex}@{domain}>",
            kind=kind,
            address=address,
            language=language,
            facts=dict(facts),
        )
        defer_job("deliver_letter", letter_id=letter.pk)
    return letter.pk
