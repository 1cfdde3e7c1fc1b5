"""Meter readings: append-only; a correction is a new revision, a visit leaves a signed receipt."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from raschet.domain.registry.models.dated import Dated, no_overlap


class Channel(models.TextChoices):
    """The door a reading came through."""

    CABINET = "CABINET"
    SITE = "SITE"
    MOBILE = "MOBILE"
    TELEPHONE = "TELEPHONE"
    SLIP = "SLIP"
    BANK = "BANK"
    IMPORT = "IMPORT"
    INSPECTOR = "INSPECTOR"
    AUTOMATIC = "AUTOMATIC"


class ReadingWindow(Dated):
    """The days of a month on which readings are taken for that month (PP 354, cl. 33-34).

    Days beyond a short month's end mean its last day. Later readings count in the next month.
    """

    first_day = models.SmallIntegerField()
    last_day = models.SmallIntegerField()

    class Meta:
        constraints = [
            no_overlap("one_reading_window_a_day"),
            models.CheckConstraint(
                condition=models.Q(first_day__gte=1)
                & models.Q(last_day__gte=models.F("first_day"))
                & models.Q(last_day__lte=31),
                name="reading_window_lies_inside_a_month",
            ),
        ]

    def __str__(self) -> str:
        return f"window {self.first_day} to {self.last_day}"


class Submission(models.Model):
    """One visit through one door: who gave readings when, and the receipt that proves it."""

    number = models.CharField(max_length=24, unique=True)
    """The receipt's number; random, so that it can stand in an address."""
    account_id = models.BigIntegerField()
    period = models.DateField()
    channel = models.CharField(max_length=12, choices=Channel)
    actor = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    client_key = models.UUIDField(null=True)
    """The form's own key: a repeated request is answered with this submission."""
    content_sha256 = models.BinaryField(max_length=32)
    signed_text = models.TextField()
    signature = models.BinaryField(max_length=64)
    public_key = models.BinaryField(max_length=32)
    """Ed25519: the key that signed, kept so that a receipt outlives a change of keys."""
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client_key"],
                condition=models.Q(client_key__isnull=False),
                name="one_submission_per_client_key",
            ),
        ]
        indexes = [models.Index(fields=["account_id", "id"], name="submission_by_account")]

    def __str__(self) -> str:
        return f"submission {self.pk}"


class Reading(models.Model):
    """What a register showed on a day. Only its state changes: superseded, or decided by a person."""

    class State(models.TextChoices):
        ACCEPTED = "ACCEPTED"
        HELD = "HELD"
        REJECTED = "REJECTED"
        SUPERSEDED = "SUPERSEDED"

    class Purpose(models.TextChoices):
        PERIODIC = "PERIODIC"
        INITIAL = "INITIAL"
        FINAL = "FINAL"

    Channel = Channel

    pk = models.CompositePrimaryKey("account_id", "register_id", "revision")
    account_id = models.BigIntegerField()
    """The account that the meter measures; 0 for a meter that a flat shares."""
    register_id = models.BigIntegerField()
    revision = models.IntegerField()
    """1, 2, ...: unique per register, in the order of arrival."""
    value_micro = models.BigIntegerField()
    taken_on = models.DateField()
    period = models.DateField()
    """The month it counts in: given after the window's end, it counts in the next one."""
    received_at = models.DateTimeField()
    channel = models.CharField(max_length=12, choices=Channel)
    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.PERIODIC)
    state = models.CharField(max_length=12, choices=State)
    reason = models.CharField(max_length=32, blank=True)
    superseded_by = models.IntegerField(null=True)
    actor = models.CharField(max_length=64)
    submission_id = models.BigIntegerField(null=True)
    import_batch_id = models.BigIntegerField(null=True)
    decided_by = models.CharField(max_length=64, blank=True, db_default="")
    decided_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(value_micro__gte=0), name="reading_is_not_negative"
            ),
        ]
        indexes = [
            models.Index(fields=["period"], name="reading_by_month"),
            models.Index(
                fields=["received_at"], name="reading_held", condition=models.Q(state="HELD")
            ),
            models.Index(
                fields=["submission_id"],
                name="reading_by_submission",
                condition=models.Q(submission_id__isnull=False),
            ),
            models.Index(
                fields=["import_batch_id"],
                name="reading_by_import",
                condition=models.Q(import_batch_id__isnull=False),
            ),
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
