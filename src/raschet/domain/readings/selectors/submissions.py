"""Visits and their receipts: for the person who gave the readings, and for anyone with a number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from raschet.domain.readings.models import Reading, Submission
from raschet.domain.readings.receipts import Signed, cleaned_number, is_genuine
from raschet.values.period import Period

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one item. ``state``: a state of Reading, or ASKED for an unusual value.

    before_micro: the accepted reading it was judged against; None for a register's first one.
    use_micro: the use since then, on the dial. average_micro: the usual use a month, if known.
    """

    register_id: int
    value_micro: int
    state: str
    reason: str
    before_micro: int | None = None
    use_micro: int = 0
    average_micro: int | None = None

    @property
    def refused(self) -> bool:
        return self.state == Reading.State.REJECTED

    @property
    def held(self) -> bool:
        return self.state == Reading.State.HELD


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof of a visit."""

    number: str
    received_at: datetime
    signed: Signed


@dataclass(frozen=True, slots=True)
class Submitted:
    """The answer to a visit. Without a receipt nothing was kept.

    repeated: the same request came before; ``newest`` says whether no later visit followed it.
    """

    outcomes: tuple[Outcome, ...]
    period: Period
    receipt: Receipt | None
    repeated: bool = False
    newest: bool = True


@dataclass(frozen=True, slots=True)
class ReceiptCheck:
    """What anyone may learn by a receipt's number: what was given and when, never whose it is."""

    number: str
    received_at: datetime
    signed: Signed
    genuine: bool


def submitted(
    submission: Submission, outcomes: Sequence[Outcome] | None = None, *, repeated: bool = False
) -> Submitted:
    """The answer to a visit that was written down; its outcomes as they stand now."""
    newest = True
    if repeated:
        later = Submission.objects.filter(account_id=submission.account_id, pk__gt=submission.pk)
        newest = not later.exists()
    return Submitted(
        tuple(outcomes) if outcomes is not None else _outcomes(submission),
        Period.of(submission.period),
        Receipt(submission.number, submission.received_at, _signed(submission)),
        repeated=repeated,
        newest=newest,
    )


def submission_of_account(number: str, account_id: int) -> Submitted | None:
    """A visit to an account by its receipt's number; None when the account has none such."""
    submission = Submission.objects.filter(
        number=cleaned_number(number), account_id=account_id
    ).first()
    return None if submission is None else submitted(submission)


def check_receipt(number: str) -> ReceiptCheck | None:
    """The receipt with a number, and whether its text is the one that was signed."""
    submission = Submission.objects.filter(number=cleaned_number(number)).first()
    if submission is None:
        return None
    signed = _signed(submission)
    return ReceiptCheck(
        submission.number, submission.received_at, signed, genuine=is_genuine(signed)
    )


def _signed(submission: Submission) -> Signed:
    return Signed(submission.signed_text, bytes(submission.signature), bytes(submission.public_key))


def _outcomes(submission: Submission) -> tuple[Outcome, ...]:
    rows = Reading.objects.filter(submission_id=submission.pk).order_by("register_id")
    return tuple(Outcome(row.register_id, row.value_micro, row.state, row.reason) for row in rows)
