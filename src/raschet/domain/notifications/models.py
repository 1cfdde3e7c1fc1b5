"""The outbox of letters."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class Letter(models.Model):
    """One message to one mailbox."""

    class State(models.TextChoices):
        WAITING = "WAITING"
        CLAIMED = "CLAIMED"
        TRANSMITTING = "TRANSMITTING"
        SENT = "SENT"
        REFUSED = "REFUSED"
        UNKNOWN = "UNKNOWN"
        DROPPED = "DROPPED"

    message_id = models.CharField(max_length=120, unique=True)
    """Goes into the header: a mail server that sees it twice can tell."""
    kind = models.CharField(max_length=40)
    address = models.CharField(max_length=254)
    language = models.CharField(max_length=2)
    facts = models.JSONField(default=dict)
    """Ids and codes for the words; no secret and no personal data."""
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    attempts = models.SmallIntegerField(default=0)
    next_try_at = models.DateTimeField(db_default=Now())
    reply = models.CharField(max_length=40, blank=True)
    """Codes of the mail server's last answer, never its text: that may quote the address."""
    created_at = models.DateTimeField(db_default=Now())
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "next_try_at"], name="letters_by_state")]

    def __str__(self) -> str:
        return f"letter {self.pk} {self.kind} {self.state}"
