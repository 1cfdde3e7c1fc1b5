"""Payments taken."""

from __future__ import annotations

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models.functions import Now


class Payment(models.Model):
    """Money a payer gave for an account; posted to the ledger exactly once."""

    class Source(models.TextChoices):
        CASH_DESK = "CASH_DESK"
        BANK_REGISTER = "BANK_REGISTER"
        ACQUIRER = "ACQUIRER"
        SUBSIDY = "SUBSIDY"
        """A subsidy of the social office, credited to the account it was granted for (R-173)."""

    public_id = models.UUIDField(db_default=RandomUUID(), editable=False, unique=True)
    account_id = models.BigIntegerField()
    amount_kopecks = models.BigIntegerField()
    paid_on = models.DateField()
    """The day the payer paid, not the day the money or the register arrived (R-195)."""
    source = models.CharField(max_length=16, choices=Source)
    source_reference = models.CharField(max_length=80)
    named_period = models.DateField(null=True)
    named_service_id = models.SmallIntegerField(null=True)
    """What the payer named: the month, the service, or both; NULL is nothing (R-190)."""
    entry_id = models.BigIntegerField(unique=True)
    actor = models.CharField(max_length=64)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_reference"], name="a_payment_is_taken_once"
            ),
            models.CheckConstraint(
                condition=models.Q(amount_kopecks__gt=0), name="payment_is_positive"
            ),
        ]
        indexes = [models.Index(fields=["account_id", "paid_on"], name="payment_by_account")]

    def __str__(self) -> str:
        return f"payment {self.pk} of {self.paid_on}"
