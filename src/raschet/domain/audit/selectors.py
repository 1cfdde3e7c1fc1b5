"""Questions to the audit record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from raschet.domain.audit.hashing import GENESIS_HASH, record_hash
from raschet.domain.audit.models import AuditRecord


@dataclass(frozen=True, slots=True)
class ChainProof:
    """How many records were walked, and the first one whose hash does not follow, if any."""

    records: int
    broken_id: int | None

    @property
    def whole(self) -> bool:
        return self.broken_id is None


def prove_chain() -> ChainProof:
    """Walk the chain from its first record and recompute every hash."""
    previous = GENESIS_HASH
    walked = 0
    for record in AuditRecord.objects.order_by("id").iterator(chunk_size=2_000):
        expected = record_hash(previous, record.actor, record.action, record.subject, record.detail)
        if bytes(record.previous_hash) != previous or bytes(record.hash) != expected:
            return ChainProof(walked, record.pk)
        previous = expected
        walked += 1
    return ChainProof(walked, None)


@dataclass(frozen=True, slots=True)
class RecordedDeed:
    """A deed as it was recorded: to what it was done, and its facts."""

    subject: str
    detail: dict[str, Any]


def last_deed(action: str) -> RecordedDeed | None:
    """The latest record of an action; None when there is none."""
    row = AuditRecord.objects.filter(action=action).order_by("-id").first()
    return None if row is None else RecordedDeed(row.subject, row.detail)


def deed_recorded(action: str, subject: str) -> bool:
    """Whether an action was ever done to a subject."""
    return AuditRecord.objects.filter(action=action, subject=subject).exists()
