"""A mailbox of the demo: each letter is a file that only its owner reads."""

from __future__ import annotations

import os
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path


class LocalMailbox:
    """Keeps letters in a folder instead of sending them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(
        self, message: EmailMessage, *, recipient: str, before_text: Callable[[], None]
    ) -> str:
        """Write the letter whole or not at all; it never fails half way."""
        del recipient
        before_text()
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = self._folder / f".{uuid4().hex}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(message.as_bytes(policy=SMTP))
            written = os.fstat(file.fileno()).st_mtime_ns
        draft.rename(self._folder / f"{written:020d}-{uuid4().hex[:8]}.eml")
        return "250"

    def letters(self, limit: int) -> Sequence[EmailMessage]:
        """The last letters, newest first."""
        files = sorted(self._folder.glob("*.eml"), reverse=True)[:limit]
        read = [message_from_bytes(file.read_bytes(), policy=SMTP) for file in files]
        return [message for message in read if isinstance(message, EmailMessage)]
