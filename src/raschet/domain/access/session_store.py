"""Sessions in PostgreSQL: keyed by a digest of the cookie, ended by two clocks of the database."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.contrib.auth import SESSION_KEY as USER_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Least, Now

from raschet.domain.access.models import Session

if TYPE_CHECKING:
    from datetime import datetime

IDLE: Final = timedelta(minutes=30)
ABSOLUTE: Final = timedelta(hours=12)
DIGEST_CHARACTERS: Final = 40
DEVICE: Final = "device"
"""Where a session keeps the two words that its owner recognises it by."""


def key_digest(session_key: str) -> str:
    """What stands in the table for a key: 160 bits of its SHA-256."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:DIGEST_CHARACTERS]


class SessionStore(SessionBase):
    """The rows of ``access.Session``; a reader of the table cannot make a cookie out of them.

    A session ends half an hour after it was last saved and twelve hours after it was made.
    """

    seen_at: datetime | None = None
    """When the session was last saved; None while it has no row or was not read."""

    def load(self) -> dict[str, Any]:
        """The session's data; an unknown, ended or malformed key gives an empty session."""
        row = Session.objects.filter(
            session_key=key_digest(self.session_key or ""), expire_date__gt=Now()
        ).first()
        if row is None:
            self._session_key = None
            return {}
        self.seen_at = row.seen_at
        return dict(self.decode(row.session_data))

    def exists(self, session_key: str) -> bool:
        """Whether a key has a row, ended or not."""
        return Session.objects.filter(session_key=key_digest(session_key)).exists()

    def create(self) -> None:
        """Begin under a new key, with both clocks at zero."""
        while True:
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:
        """Write the row and set the idle clock back. Raises: CreateError, UpdateError."""
        if self.session_key is None:
            self.create()
            return
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        facts = {
            "session_data": self.encode(data),
            "user_id": data.get(USER_KEY),
            "device": data.get(DEVICE, ""),
        }
        digest = key_digest(self.session_key)
        if must_create:
            try:
                with transaction.atomic():
                    Session.objects.create(session_key=digest, expire_date=Now() + IDLE, **facts)
            except IntegrityError as error:
                raise CreateError from error
        elif not Session.objects.filter(session_key=digest).update(
            expire_date=Least(F("started_at") + ABSOLUTE, Now() + IDLE), seen_at=Now(), **facts
        ):
            # Ended elsewhere meanwhile, by "sign out everywhere" for example: it stays ended.
            raise UpdateError

    def delete(self, session_key: str | None = None) -> None:
        """End a session, this one by default."""
        key = session_key or self.session_key
        if key is not None:
            Session.objects.filter(session_key=key_digest(key)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        """Remove the rows of sessions that have ended."""
        Session.objects.filter(expire_date__lte=Now()).delete()
