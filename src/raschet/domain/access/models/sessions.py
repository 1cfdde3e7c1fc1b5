"""Who is signed in where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.functions import RandomUUID
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Now

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase


class Session(AbstractBaseSession):
    """One browser's session. The key stands here as a digest: a copy of the table opens no door."""

    public_id = models.UUIDField(db_default=RandomUUID(), editable=False, unique=True)
    user_id = models.BigIntegerField(null=True, db_index=True)
    started_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_default=Now())
    device = models.CharField(max_length=80, blank=True)
    """Browser and system in two words, as the person may recognise them."""

    def __str__(self) -> str:
        return f"session {self.public_id}"

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        """The store that reads and writes these rows."""
        from raschet.domain.access.session_store import SessionStore

        return SessionStore
