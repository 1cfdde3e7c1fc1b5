"""Services: what households are charged for."""

from __future__ import annotations

from django.db import models


class Service(models.Model):
    """A housing or utility service. Ids are small, fixed numbers of the catalogue."""

    class Kind(models.TextChoices):
        HOUSING = "HOUSING"
        UTILITY = "UTILITY"
        WASTE = "WASTE"
        CAPITAL_REPAIR = "CAPITAL_REPAIR"
        OTHER = "OTHER"
        ADVANCE = "ADVANCE"

    id = models.SmallIntegerField(primary_key=True)
    code = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=16, choices=Kind)
    unit = models.CharField(max_length=16)
    """Code of the unit of volume: M3, KWH, GCAL, M2, PIECE."""
    allocation_group = models.CharField(max_length=16, default="MAIN")
    """Payments are never mixed between groups (rule R-192)."""
    position = models.SmallIntegerField()
    """Place on the bill."""

    def __str__(self) -> str:
        return self.code
