"""How often somebody tried, and which checks are used up."""

from __future__ import annotations

from django.db import models


class Budget(models.Model):
    """Tries of one kind by one client, network or account within a window of time.

    The key is a keyed digest: the table tells nobody which addresses and accounts were tried.
    """

    pk = models.CompositePrimaryKey("kind", "key", "window_start")
    kind = models.CharField(max_length=24)
    key = models.BinaryField(max_length=16)
    window_start = models.DateTimeField()
    spent = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["window_start"], name="budget_by_window")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.spent}"


class SpentCheck(models.Model):
    """A solved "not a robot" check that was used; its row stops a second use in every process."""

    digest = models.BinaryField(max_length=32, primary_key=True)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return "spent check"
