"""Imports: which rows came with which file, so that an import can be undone as a whole."""

from __future__ import annotations

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models.functions import Now


class ImportBatch(models.Model):
    """One file taken in. Its rows carry the batch's id."""

    class Kind(models.TextChoices):
        ACCOUNTS = "ACCOUNTS"
        METERS = "METERS"
        READINGS = "READINGS"
        BALANCES = "BALANCES"
        PASSPORTS = "PASSPORTS"

    class State(models.TextChoices):
        APPLIED = "APPLIED"
        UNDONE = "UNDONE"

    public_id = models.UUIDField(db_default=RandomUUID(), editable=False, unique=True)
    kind = models.CharField(max_length=16, choices=Kind)
    state = models.CharField(max_length=16, choices=State, default=State.APPLIED)
    profile = models.CharField(max_length=64)
    file_name = models.CharField(max_length=255)
    file_sha256 = models.BinaryField(max_length=32)
    content_sha256 = models.BinaryField(max_length=32)
    counts = models.JSONField(default=dict)
    """How many rows of which table were added, changed and left as they were."""
    actor = models.CharField(max_length=64)
    recorded_at = models.DateTimeField(db_default=Now())
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"import {self.pk} {self.kind} {self.file_name}"
