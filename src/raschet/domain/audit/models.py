"""The append-only record of who did what, chained by hashes."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class AuditRecord(models.Model):
    """One deed of consequence. Rows are never changed; each carries the hash of the one before."""

    actor = models.CharField(max_length=64)
    action = models.CharField(max_length=64)
    subject = models.CharField(max_length=120)
    detail = models.JSONField(default=dict)
    """Facts without personal data."""
    recorded_at = models.DateTimeField(db_default=Now())
    previous_hash = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32, unique=True)

    def __str__(self) -> str:
        return f"{self.action} {self.subject} by {self.actor}"
