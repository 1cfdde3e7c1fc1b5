"""Requests for access to an account."""

from __future__ import annotations

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models.functions import Now


class Registration(models.Model):
    """Somebody asked to see an account on the site. The passport number is never here."""

    class State(models.TextChoices):
        RECEIVED = "RECEIVED"
        """Nobody looked at it yet; the queue does within a second."""
        GRANTED = "GRANTED"
        PAUSED = "PAUSED"
        """The account has a resident already: a day for him to object."""
        PERSON = "PERSON"
        """The details did not match: somebody of the centre looks at the passport."""
        REFUSED = "REFUSED"

    public_id = models.UUIDField(db_default=RandomUUID(), editable=False, unique=True)
    number = models.CharField(max_length=20)
    """The account number as it was typed; there may be no such account."""
    account_id = models.BigIntegerField(null=True)
    surname = models.CharField(max_length=80)
    email = models.CharField(max_length=254)
    language = models.CharField(max_length=2)
    passport_matched = models.BooleanField()
    surname_matched = models.BooleanField()
    user_id = models.BigIntegerField(null=True)
    """The login that was made, or the signed-in one that asks for one more account."""
    state = models.CharField(max_length=12, choices=State, default=State.RECEIVED)
    received_at = models.DateTimeField(db_default=Now())
    pause_until = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    letters = models.SmallIntegerField(default=0)
    """Letters written so far: "send it again" has an end."""

    class Meta:
        indexes = [
            models.Index(fields=["state", "received_at"], name="registration_queue"),
            models.Index(fields=["account_id"], name="registration_by_account"),
        ]

    def __str__(self) -> str:
        return f"registration {self.pk} {self.state}"
