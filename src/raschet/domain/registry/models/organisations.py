"""Organisations: managing companies, suppliers, regional operators, agents."""

from __future__ import annotations

from django.contrib.postgres.functions import RandomUUID
from django.core.exceptions import ValidationError
from django.db import models

from raschet.values.identifiers import (
    bank_account_valid,
    bic_valid,
    correspondent_account_valid,
    inn_valid,
    kpp_valid,
)


class Organisation(models.Model):
    """A legal person the centre works with; check digits are verified by ``clean``."""

    class Kind(models.TextChoices):
        MANAGING_COMPANY = "MANAGING_COMPANY"
        OWNERS_ASSOCIATION = "OWNERS_ASSOCIATION"
        SUPPLIER = "SUPPLIER"
        REGIONAL_OPERATOR = "REGIONAL_OPERATOR"
        AGENT = "AGENT"

    public_id = models.UUIDField(db_default=RandomUUID(), editable=False, unique=True)
    kind = models.CharField(max_length=24, choices=Kind)
    name = models.CharField(max_length=160)
    short_name = models.CharField(max_length=64)
    inn = models.CharField(max_length=12)
    kpp = models.CharField(max_length=9, blank=True)
    bank_account = models.CharField(max_length=20, blank=True)
    bank_name = models.CharField(max_length=160, blank=True)
    bic = models.CharField(max_length=9, blank=True)
    correspondent_account = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=255, blank=True)
    phone = models.CharField(max_length=64, blank=True)
    email = models.CharField(max_length=254, blank=True)
    site = models.CharField(max_length=200, blank=True)
    import_batch_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["inn", "kpp", "kind"], name="organisation_once_per_inn_kpp_and_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.short_name} (INN {self.inn})"

    def clean(self) -> None:
        """Verify the check digits. Raises: ValidationError naming each wrong field."""
        wrong: dict[str, str] = {}
        if not inn_valid(self.inn):
            wrong["inn"] = "wrong check digits"
        if self.kpp and not kpp_valid(self.kpp):
            wrong["kpp"] = "wrong form"
        if self.bic and not bic_valid(self.bic):
            wrong["bic"] = "nine digits are needed"
        elif self.bic:
            if self.bank_account and not bank_account_valid(self.bank_account, self.bic):
                wrong["bank_account"] = "the key does not fit the bank"
            if self.correspondent_account and not correspondent_account_valid(
                self.correspondent_account, self.bic
            ):
                wrong["correspondent_account"] = "the key does not fit the bank"
        if wrong:
            raise ValidationError(wrong)
