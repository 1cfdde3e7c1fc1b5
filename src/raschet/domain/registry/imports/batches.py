"""Batches: which file brought which rows, and whether it has been here before."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from raschet.domain.registry.models import ImportBatch
from raschet.formats.tables.profile import Profile
from raschet.formats.tables.read_table import TypedTable

IMPORT_LOCK: Final = 0x52_41_49_4D_50
"""Key of the advisory lock under which imports follow one another."""

FILE_NAME_MAX: Final = 255


class BatchNotFound(LookupError):
    """No import has this number."""

    def __init__(self, batch_id: int) -> None:
        super().__init__(batch_id)
        self.batch_id = batch_id


class BatchAlreadyUndone(ValueError):
    """The import was taken back before."""

    def __init__(self, batch_id: int) -> None:
        super().__init__(batch_id)
        self.batch_id = batch_id


class BatchInUse(ValueError):
    """Later facts stand on the import's rows. ``reason`` is a code, ``count`` how many there are."""

    def __init__(self, batch_id: int, reason: str, count: int) -> None:
        super().__init__(batch_id, reason, count)
        self.batch_id = batch_id
        self.reason = reason
        self.count = count


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A file as it was handed over, already read."""

    name: str
    data_sha256: bytes
    profile: Profile
    table: TypedTable

    @classmethod
    def of(cls, *, name: str, data: bytes, profile: Profile, table: TypedTable) -> IncomingFile:
        """A file with its digest."""
        return cls(name[-FILE_NAME_MAX:], hashlib.sha256(data).digest(), profile, table)

    @property
    def content_sha256(self) -> bytes:
        """Digest of what the file says under its profile."""
        settings = repr(sorted(self.profile.settings.items())).encode()
        return hashlib.sha256(self.table.content_sha256() + settings).digest()


def one_import_at_a_time() -> None:
    """Wait for another import to end; the lock lasts until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORT_LOCK])


def last_batch_saying(kind: str, content_sha256: bytes) -> int | None:
    """The latest applied batch of a kind, when it said exactly this; else None."""
    last = (
        ImportBatch.objects.filter(kind=kind, state=ImportBatch.State.APPLIED)
        .order_by("-id")
        .values_list("id", "content_sha256")
        .first()
    )
    if last is None or bytes(last[1]) != content_sha256:
        return None
    return int(last[0])


def new_batch(*, kind: str, file: IncomingFile, actor: str) -> ImportBatch:
    """Register the file whose rows are about to be written."""
    return ImportBatch.objects.create(
        kind=kind,
        profile=file.profile.name[:64],
        file_name=file.name,
        file_sha256=file.data_sha256,
        content_sha256=file.content_sha256,
        actor=actor,
    )


def finish_batch(batch: ImportBatch, counts: Mapping[str, Any]) -> None:
    """Note what was written."""
    batch.counts = dict(counts)
    batch.save(update_fields=["counts"])
