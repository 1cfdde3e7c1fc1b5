"""Meters, their registers and verifications."""

from __future__ import annotations

from django.contrib.postgres.functions import RandomUUID
from django.db import models

from raschet.domain.registry.models.houses import House, Unit
from raschet.domain.registry.models.services import Service


class Meter(models.Model):
    """A meter in a flat (account set), shared in a flat (unit set) or of a house (neither)."""

    public_id = models.UUIDField(db_default=RandomUUID(), editable=False)
    house = models.ForeignKey(House, models.PROTECT, related_name="meters")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="meters")
    account_id = models.BigIntegerField(default=0)
    """The account whose consumption it measures; 0 for a shared flat meter or a house meter."""
    service = models.ForeignKey(Service, models.PROTECT)
    serial = models.CharField(max_length=40)
    model = models.CharField(max_length=80, blank=True)
    place = models.CharField(max_length=40, blank=True)
    digits = models.SmallIntegerField()
    """Whole digits on the dial; the counter returns to zero at ten to this power."""
    decimals = models.SmallIntegerField()
    ratio_micro = models.BigIntegerField(default=1_000_000)
    """Transformer ratio in micro-units."""
    temperature_corrected = models.BooleanField(default=False, db_default=False)
    """A gas meter without compensation: its volume takes the published coefficient (R-050)."""
    installed_on = models.DateField()
    removed_on = models.DateField(null=True)
    failed_on = models.DateField(null=True)
    access_refused_on = models.DateField(null=True)
    allocator = models.BooleanField(db_default=False)
    """A heat cost allocator (распределитель): its units divide heat once a year, it meters nothing.

    The ratio is the rating of its radiator.
    """
    import_batch_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["house", "service", "serial", "installed_on"], name="meter_installed_once"
            ),
            models.CheckConstraint(
                condition=models.Q(removed_on__isnull=True)
                | models.Q(removed_on__gte=models.F("installed_on")),
                name="meter_is_removed_after_it_is_installed",
            ),
            models.CheckConstraint(
                condition=models.Q(digits__range=(1, 12)) & models.Q(decimals__range=(0, 6)),
                name="meter_dial_has_digits",
            ),
        ]
        indexes = [models.Index(fields=["account_id"], name="meter_by_account")]

    def __str__(self) -> str:
        return f"meter {self.pk} service {self.service_id}"


class Register(models.Model):
    """One dial of a meter: a single-tariff meter has one, a three-zone meter three."""

    class Zone(models.TextChoices):
        SINGLE = ""
        DAY = "DAY"
        NIGHT = "NIGHT"
        PEAK = "PEAK"
        SEMI_PEAK = "SEMI_PEAK"

    meter = models.ForeignKey(Meter, models.PROTECT, related_name="registers", db_constraint=False)
    number = models.SmallIntegerField()
    zone = models.CharField(max_length=10, choices=Zone, blank=True, default=Zone.SINGLE)
    initial_micro = models.BigIntegerField()
    """Reading on the day of installation, in the register's units."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meter", "number"], name="register_once_per_meter"),
            models.CheckConstraint(
                condition=models.Q(number__range=(1, 3)), name="meter_has_one_to_three_registers"
            ),
        ]

    def __str__(self) -> str:
        return f"register {self.number} of meter {self.meter_id}"


class Verification(models.Model):
    """A check of a meter (поверка): its readings are billed until the due day (R-124)."""

    meter = models.ForeignKey(
        Meter, models.PROTECT, related_name="verifications", db_constraint=False
    )
    verified_on = models.DateField()
    due_on = models.DateField()
    """Last day on which the verification is valid."""
    import_batch_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meter", "verified_on"], name="one_verification_a_day"),
            models.CheckConstraint(
                condition=models.Q(due_on__gt=models.F("verified_on")),
                name="verification_is_due_after_it_was_made",
            ),
        ]

    def __str__(self) -> str:
        return f"verification of meter {self.meter_id}"
