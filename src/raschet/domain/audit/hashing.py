"""How a record of the audit chain is hashed; the deed and the proof share it."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

GENESIS_HASH: Final = bytes(32)
"""What stands before the first record."""


def record_hash(
    previous: bytes, actor: str, action: str, subject: str, detail: Mapping[str, Any]
) -> bytes:
    """SHA-256 of the record before and of this record's facts, written one way only.

    The recording time is outside: it belongs to the database's clock, not to the deed.
    """
    facts = json.dumps(
        [actor, action, subject, detail],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(previous + facts.encode()).digest()
