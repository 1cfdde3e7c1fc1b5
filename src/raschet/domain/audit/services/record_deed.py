"""Write one deed into the audit record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import connection, transaction

from raschet.domain.audit.hashing import GENESIS_HASH, record_hash
from raschet.domain.audit.models import AuditRecord

if TYPE_CHECKING:
    from collections.abc import Mapping

CHAIN_LOCK: Final = 0x52_41_55_44_49_54
"""Key of the advisory lock that lets one writer at a time extend the chain."""


class DeedDetailInvalid(TypeError):
    """The detail holds what a repeatable hash cannot carry: a float, or an unknown type."""

    def __init__(self, path: str, value: object) -> None:
        super().__init__(path, type(value).__name__)
        self.path = path
        self.type_name = type(value).__name__

    def __str__(self) -> str:
        return (
            f"{self.path} is {self.type_name}: hand over text, whole numbers, flags, lists or maps"
        )


def record_deed(
    *, actor: str, action: str, subject: str, detail: Mapping[str, Any] | None = None
) -> int:
    """Append one record to the hash chain, in the caller's transaction. Returns the record's id.

    actor: a login, or ``system``. action: an UPPER_CASE code such as ``RUN_PUBLISHED``.
    subject: what it was done to, such as ``period:2026-10``. detail: facts without personal data:
    text, whole numbers, flags, lists and maps of these.

    The chain has one writer at a time until the transaction ends, so record a deed as the last
    step of a transaction. What is rolled back leaves no record.
    Raises: DeedDetailInvalid.
    """
    facts = dict(detail or {})
    _refuse_unhashable("detail", facts)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
        last = AuditRecord.objects.order_by("-id").values_list("hash", flat=True).first()
        previous = GENESIS_HASH if last is None else bytes(last)
        record = AuditRecord.objects.create(
            actor=actor,
            action=action,
            subject=subject,
            detail=facts,
            previous_hash=previous,
            hash=record_hash(previous, actor, action, subject, facts),
        )
    return record.pk


def _refuse_unhashable(path: str, value: object) -> None:
    """Raises: DeedDetailInvalid."""
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise DeedDetailInvalid(f"{path} (a key)", key)
            _refuse_unhashable(f"{path}.{key}", item)
    elif isinstance(value, list | tuple):
        for position, item in enumerate(value):
            _refuse_unhashable(f"{path}[{position}]", item)
    elif value is not None and not isinstance(value, str | bool | int):
        raise DeedDetailInvalid(path, value)
