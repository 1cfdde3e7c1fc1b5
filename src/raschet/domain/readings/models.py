"""Meter readings: append-only; a correction is a new revision."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class Reading(models.Model):
    """What a register showed on a day. Never updated, except that a later one supersedes it."""

    class State(models.TextChoices):
        ACCEPTED = "ACCEPTED"
        HELD = "HELD"
        REJECTED = "REJECTED"
        SUPERSEDED = "SUPERSEDED"

    class Channel(models.TextChoices):
        CABINET = "CABINET"
        SITE = "SITE"
        MOBILE = "MOBILE"
        TELEPHONE = "TELEPHONE"
        SLIP = "SLIP"
        BANK = "BANK"
        IMPORT = "IMPORT"
        INSPECTOR = "INSPECTOR"
        AUTOMATIC = "AUTOMATIC"

    class Purpose(models.TextChoices):
        PERIODIC = "PERIODIC"
        INITIAL = "INITIAL"
        FINAL = "FINAL"

    pk = models.CompositePrimaryKey("account_id", "register_id", "revision")
    account_id = models.BigIntegerField()
    register_id = models.BigIntegerField()
    revision = models.IntegerField()
    """1, 2, ...: unique per register, in the order of arrival."""
    value_micro = models.BigIntegerField()
    taken_on = models.DateField()
    received_at = models.DateTimeField()
    channel = models.CharField(max_length=12, choices=Channel)
    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.PERIODIC)
    state = models.CharField(max_length=12, choices=State)
    reason = models.CharField(max_length=32, blank=True)
    superseded_by = models.IntegerField(null=True)
    actor = models.CharField(max_length=64)
    client_key = models.UUIDField(null=True)
    import_batch_id = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client_key", "register_id"],
                condition=models.Q(client_key__isnull=False),
                name="one_reading_per_client_key",
            ),
            models.CheckConstraint(
                condition=models.Q(value_micro__gte=0), name="reading_is_not_negative"
            ),
        ]
        indexes = [
            models.Index(fields=["taken_on"], name="reading_by_day"),
        ]

    def __str__(self) -> str:
        return f"reading {self.revision} of register {self.register_id}"
