"""Months that a later fact changed: what the next run has to compute again."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class DirtyMonth(models.Model):
    """One late fact: whom it concerns, from which month until which, and what it was.

    A row is never changed but for ``settled_run_id``: the published run that recomputed its months.
    Rows are not joined with equal ones: a run that computes now has not seen the one that comes now.
    """

    class Scope(models.TextChoices):
        ACCOUNT = "ACCOUNT"
        HOUSE = "HOUSE"
        TARIFF = "TARIFF"
        """Whoever a tariff of this service, supplier and group prices."""
        NORM = "NORM"
        """Whoever a norm of this service and group measures."""
        SERVICE = "SERVICE"
        """Whoever is supplied with the service."""

    class Reason(models.TextChoices):
        RESIDENTS = "RESIDENTS"
        OWNERS = "OWNERS"
        AREA = "AREA"
        ACCOUNT = "ACCOUNT"
        SUPPLY = "SUPPLY"
        TARIFF = "TARIFF"
        NORM = "NORM"
        COEFFICIENT = "COEFFICIENT"
        METER = "METER"
        VERIFICATION = "VERIFICATION"
        READING = "READING"
        ABSENCE = "ABSENCE"
        QUALITY = "QUALITY"

    scope = models.CharField(max_length=8, choices=Scope)
    scope_id = models.BigIntegerField(default=0)
    """The account or the house; 0 where the scope is a tariff, a norm or a service."""
    service_id = models.SmallIntegerField(default=0)
    """The service that the fact is about; 0: any."""
    supplier_id = models.BigIntegerField(default=0)
    """The supplier whose tariff it is; 0: any."""
    group_code = models.CharField(max_length=32, blank=True)
    """Tariff or norm group."""
    first_period = models.DateField()
    until_period = models.DateField(null=True)
    """First month that the fact no longer touches; no end means until now."""
    reason = models.CharField(max_length=16, choices=Reason)
    recorded_at = models.DateTimeField(db_default=Now())
    settled_run_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "registry_dirty_month"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first_period__day=1)
                & (models.Q(until_period__isnull=True) | models.Q(until_period__day=1)),
                name="dirty_months_are_whole_months",
            ),
            models.CheckConstraint(
                condition=models.Q(until_period__isnull=True)
                | models.Q(until_period__gt=models.F("first_period")),
                name="dirty_months_are_at_least_one",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                condition=models.Q(settled_run_id__isnull=True),
                name="dirty_months_that_wait",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} of {self.scope} {self.scope_id} from {self.first_period:%Y-%m}"
