"""Books, entries, postings and balances.

One posting is one balanced transfer: it debits one general-ledger account and credits another.
``ledger_posting`` is partitioned by book, ``ledger_balance`` by period; parents and guards are made
in migrations, partitions by ``raschet.domain.ledger.partitions``.
"""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models.functions import Now


class LedgerAccount(models.IntegerChoices):
    """The chart of general-ledger accounts."""

    RECEIVABLE = 10
    """What residents owe: per personal account, service and origin period."""
    PENALTY_RECEIVABLE = 11
    ADVANCE = 20
    """Money without a debt: per personal account and allocation group."""
    SUPPLIER_ACCRUED = 30
    """Charged for a supplier, not collected yet."""
    SUPPLIER_DUE = 31
    """Collected, to be passed on."""
    CLEARING = 40
    """Taken by an acquirer, a cash desk or a bank, not on our account yet."""
    BANK = 41
    TRANSIT = 42
    """Between two services of one account, because a posting names one service; zero per entry."""
    INCOME = 50
    MIGRATION = 90
    """Counterpart of overpayments taken over from another system."""


OWED: Final = (
    LedgerAccount.RECEIVABLE,
    LedgerAccount.PENALTY_RECEIVABLE,
    LedgerAccount.ADVANCE,
)
"""What a resident's balance consists of: debits raise what is owed, credits lower it."""


class PostingKind(models.IntegerChoices):
    """Why a transfer was made; each maps to exactly one column of the balance."""

    OPENING = 1
    CHARGE = 2
    RECALCULATION = 3
    BENEFIT = 4
    PENALTY = 5
    PAYMENT = 6
    REFUND = 7
    SET_OFF = 8
    WRITE_OFF = 9


class Book(models.Model):
    """A bundle of postings of one period: live ones one by one, or a run's all at once."""

    class Kind(models.TextChoices):
        LIVE = "LIVE"
        RUN = "RUN"

    class State(models.TextChoices):
        DRAFT = "DRAFT"
        OPEN = "OPEN"
        SEALED = "SEALED"

    period = models.DateField()
    kind = models.CharField(max_length=4, choices=Kind)
    state = models.CharField(max_length=8, choices=State)
    posting_count = models.BigIntegerField(null=True)
    total_kopecks = models.DecimalField(max_digits=30, decimal_places=0, null=True)
    digest = models.BinaryField(max_length=32, null=True)
    """Hash of the book's rows in key order, without the recording time."""
    chain_number = models.IntegerField(null=True, unique=True)
    """1, 2, ...: the order in which books were sealed."""
    chain_hash = models.BinaryField(max_length=32, null=True)
    """Hash of the book's figures and of the chain hash of the book sealed before."""
    sealed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "ledger_book"
        constraints = [
            models.UniqueConstraint(
                fields=["period"],
                condition=models.Q(kind="LIVE"),
                name="one_live_book_a_period",
            ),
            models.UniqueConstraint(
                fields=["kind"],
                condition=models.Q(kind="LIVE", state="OPEN"),
                name="one_live_book_is_open",
            ),
            models.CheckConstraint(
                condition=models.Q(state="SEALED", chain_number__isnull=False)
                | (~models.Q(state="SEALED") & models.Q(chain_number__isnull=True)),
                name="sealed_books_are_in_the_chain",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.period:%Y-%m} ({self.state})"


class Entry(models.Model):
    """The header of postings made together: one per payment or correction; one per house for a run."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="entries", db_constraint=False)
    kind = models.SmallIntegerField(choices=PostingKind)
    source_type = models.CharField(max_length=24)
    source_id = models.CharField(max_length=80)
    idempotency_key = models.CharField(max_length=120, unique=True)
    actor = models.CharField(max_length=64)
    reason = models.CharField(max_length=255, blank=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "ledger_entry"
        constraints = [
            models.UniqueConstraint(
                fields=["source_type", "source_id"], name="one_entry_per_source"
            ),
        ]

    def __str__(self) -> str:
        return f"entry {self.pk} {self.source_type} {self.source_id}"


class Posting(models.Model):
    """One balanced transfer in kopecks. Append-only."""

    pk = models.CompositePrimaryKey("account_id", "book_id", "entry_id", "row")
    # Wide columns come first: PostgreSQL pads a narrow column before a wide one, in every row.
    account_id = models.BigIntegerField()
    """Personal account; 0 is the centre itself."""
    book_id = models.BigIntegerField()
    entry_id = models.BigIntegerField()
    amount_kopecks = models.BigIntegerField()
    supplier_id = models.BigIntegerField(null=True)
    row = models.IntegerField()
    origin_period = models.DateField()
    value_date = models.DateField()
    service_id = models.SmallIntegerField()
    debit = models.SmallIntegerField(choices=LedgerAccount)
    credit = models.SmallIntegerField(choices=LedgerAccount)
    kind = models.SmallIntegerField(choices=PostingKind)

    class Meta:
        db_table = "ledger_posting"

    def __str__(self) -> str:
        return f"posting {self.entry_id}/{self.row}"


class Balance(models.Model):
    """Monthly turnover of an account and service, written when the period closes. Kopecks.

    opening + charged + recalculated - benefit + penalty - paid + refunded - set off - written off
    = closing (a CHECK in the database). What is owed is positive; pseudo services hold advances.
    """

    pk = models.CompositePrimaryKey("account_id", "service_id", "period")
    account_id = models.BigIntegerField()
    opening_kopecks = models.BigIntegerField()
    charged_kopecks = models.BigIntegerField()
    recalculated_kopecks = models.BigIntegerField()
    benefit_kopecks = models.BigIntegerField()
    penalty_kopecks = models.BigIntegerField()
    paid_kopecks = models.BigIntegerField()
    refunded_kopecks = models.BigIntegerField()
    set_off_kopecks = models.BigIntegerField()
    written_off_kopecks = models.BigIntegerField()
    closing_kopecks = models.BigIntegerField()
    period = models.DateField()
    service_id = models.SmallIntegerField()

    class Meta:
        db_table = "ledger_balance"

    def __str__(self) -> str:
        return f"balance {self.period:%Y-%m} account {self.account_id} service {self.service_id}"
