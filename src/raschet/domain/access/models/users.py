"""Logins and what they may see."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models.functions import Now

from raschet.domain.registry.models.dated import Dated


class UserManager(BaseUserManager["User"]):
    """Creates users; the login name is the only natural key."""


class User(AbstractBaseUser):
    """A login, resident's or staff member's. An account may have several."""

    class Role(models.TextChoices):
        RESIDENT = "RESIDENT"
        OPERATOR = "OPERATOR"
        CASHIER = "CASHIER"
        BILLING_CLERK = "BILLING_CLERK"
        SHIFT_LEAD = "SHIFT_LEAD"
        ADMINISTRATOR = "ADMINISTRATOR"
        AUDITOR = "AUDITOR"

    public_id = models.UUIDField(db_default=RandomUUID(), editable=False, unique=True)
    login = models.CharField(max_length=64, unique=True)
    email = models.CharField(max_length=254, blank=True)
    name = models.CharField(max_length=160, blank=True)
    role = models.CharField(max_length=16, choices=Role, default=Role.RESIDENT)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=2, default="ru")
    """The language of letters: the one the login was asked for in."""
    email_confirmed_at = models.DateTimeField(null=True)
    """When somebody proved to read this mailbox by a one-time password sent there."""
    created_at = models.DateTimeField(db_default=Now())

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS = []
    objects = UserManager()

    def __str__(self) -> str:
        return self.login

    @property
    def is_staff(self) -> bool:
        return self.role != self.Role.RESIDENT


class Grant(Dated):
    """A user's right to an account. Grants show data from their start on."""

    class Role(models.TextChoices):
        OWNER = "OWNER"
        READINGS = "READINGS"
        PAY = "PAY"
        READ = "READ"

    user = models.ForeignKey(User, models.CASCADE, related_name="grants")
    account_id = models.BigIntegerField()
    role = models.CharField(max_length=12, choices=Role)

    class Meta:
        indexes = [models.Index(fields=["account_id"], name="grant_by_account")]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "account_id", "role"],
                condition=models.Q(valid_until__isnull=True),
                name="a_standing_grant_is_given_once",
            ),
        ]

    def __str__(self) -> str:
        return f"grant {self.role}"


class PassportProof(models.Model):
    """Proof of a holder's passport: a keyed slow hash, never the number itself."""

    account_id = models.BigIntegerField()
    holder_number = models.SmallIntegerField(default=1)
    proof = models.CharField(max_length=160)
    """Argon2id of the HMAC of the normalised number; the HMAC's key is outside the database."""
    source_sha256 = models.BinaryField(max_length=32)
    """Which line of which file it came from, so that an interrupted import goes on where it was."""
    import_batch_id = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account_id", "holder_number"], name="one_proof_per_holder"
            ),
        ]

    def __str__(self) -> str:
        return f"passport proof of account {self.account_id}"


class OneTimePassword(models.Model):
    """A secret sent by letter. It opens "choose your password" once, and nothing else.

    It is random and long, so a plain digest keeps it; the secret itself is in the letter alone.
    """

    class Purpose(models.TextChoices):
        REGISTRATION = "REGISTRATION"
        RECOVERY = "RECOVERY"

    user = models.ForeignKey(User, models.CASCADE, related_name="one_time_passwords")
    purpose = models.CharField(max_length=16, choices=Purpose)
    digest = models.BinaryField(max_length=32, unique=True)
    expires_at = models.DateTimeField()
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"one-time password, {self.purpose}"
