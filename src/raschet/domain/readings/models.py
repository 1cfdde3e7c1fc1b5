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


class HouseVolume(models.Model):
    """A volume of a whole house and month that papers name, not a register. Micro-units."""

    class Purpose(models.TextChoices):
        METER = "METER"
        """What the supplier's act says the house took; counts where no house meter was read."""
        NONRESIDENTIAL = "NONRESIDENTIAL"
        """Taken by premises that the supplier bills itself."""
        OWN_PRODUCTION = "OWN_PRODUCTION"
        """Spent by the house's own plant."""
        HOT_WATER = "HOT_WATER"
        """Heat or fuel that the house's plant spent on making hot water (R-023)."""

    house_id = models.BigIntegerField()
    service_id = models.SmallIntegerField()
    period = models.DateField()
    purpose = models.CharField(max_length=16, choices=Purpose)
    volume_micro = models.BigIntegerField()
    document = models.CharField(max_length=160, blank=True)
    actor = models.CharField(max_length=64)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "readings_house_volume"
        constraints = [
            models.UniqueConstraint(
                fields=["period", "house_id", "service_id", "purpose"],
                name="one_volume_a_house_and_purpose",
            ),
            models.CheckConstraint(
                condition=models.Q(volume_micro__gte=0), name="house_volume_is_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} of house {self.house_id} in {self.period:%Y-%m}"
