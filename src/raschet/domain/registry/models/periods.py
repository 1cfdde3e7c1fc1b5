"""Accounting periods: the months of the centre's books."""

from __future__ import annotations

from django.db import models


class AccountingPeriod(models.Model):
    """A month that is open for charging or closed for ever. Months close in order."""

    class State(models.TextChoices):
        OPEN = "OPEN"
        CLOSED = "CLOSED"

    period = models.DateField(primary_key=True)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    closed_by = models.CharField(max_length=64, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(period__day=1), name="period_is_the_first_day_of_a_month"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period:%Y-%m} {self.state}"
