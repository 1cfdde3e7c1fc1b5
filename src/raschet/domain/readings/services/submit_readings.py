"""Take in one visit's readings through any door: cabinet, page, telephone, slip, bank, interface."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import polars as pl
from django.conf import settings
from django.db import transaction

from raschet.domain.readings.acceptance import ASKED
from raschet.domain.readings.intake import (
    GIVEN,
    RegisterUnknown,
    judge_given,
    lock_meters,
    write_judged,
)
from raschet.domain.readings.models import Channel, Reading, Submission
from raschet.domain.readings.receipts import ReceiptLine, new_number, receipt_text, sign
from raschet.domain.readings.selectors.meters import registers_of_account
from raschet.domain.readings.selectors.submissions import Outcome, Submitted, submitted
from raschet.values.period import Period

if TYPE_CHECKING:
    from uuid import UUID

    from raschet.domain.readings.selectors.meters import RegisterOfAccount

ASKING_DOORS: Final = frozenset(
    {Channel.CABINET, Channel.SITE, Channel.MOBILE, Channel.TELEPHONE, Channel.INSPECTOR}
)
"""Doors with a person behind them: he is asked, and corrects a refused value, before all is kept.

Through the others everything is kept at once: an unusual value is held, an impossible one refused.
"""
VALUE_MAX_MICRO: Final = 10**18
"""No dial is larger; a longer number is cut to it and refused as one."""


class NothingSubmitted(ValueError):
    """The visit holds no reading."""


class RegisterRepeated(ValueError):
    """One visit brings two readings of one register: their order would be a guess."""

    def __init__(self, register_id: int) -> None:
        super().__init__(register_id)
        self.register_id = register_id

    def __str__(self) -> str:
        return f"register {self.register_id} has more than one reading in this visit"


class SubmissionKeyReused(ValueError):
    """The key belongs to a visit that said something else: nothing of this one was kept."""

    def __init__(self, client_key: UUID) -> None:
        super().__init__(client_key)
        self.client_key = client_key


@dataclass(frozen=True, slots=True)
class Item:
    """What one register shows, in micro-units of its dial."""

    register_id: int
    value_micro: int
    confirmed: bool = False
    """The person was asked about an unusual value and says that it is right."""
    meter_replaced: bool = False
    """The person says that the meter was changed: a lower value is held for a look."""


def submit_readings(
    *,
    account_id: int,
    items: Sequence[Item],
    taken_on: date,
    received_at: datetime,
    channel: str,
    actor: str,
    client_key: UUID | None = None,
) -> Submitted:
    """Accept one visit's readings, each with its own outcome, and answer with a signed receipt.

    The last reading of a month counts and every one is kept. Through a door that asks
    (ASKING_DOORS) nothing is kept as long as one item is refused or asked about: the answer then
    has no receipt. A repeated ``client_key`` is answered with what it did before.
    Raises: NothingSubmitted, RegisterRepeated, RegisterUnknown, SubmissionKeyReused, WindowUnknown.
    Source: PP RF No. 354, cl. 31 (g), 33 (k), 33-34.
    """
    wanted = _checked(items)
    content = _digest(account_id, wanted, taken_on, channel)
    with transaction.atomic():
        lock_meters([item.register_id for item in wanted])
        earlier = _earlier(client_key, account_id, content)
        if earlier is not None:
            return earlier
        registers = registers_of_account(account_id)
        judged = judge_given(_given(account_id, wanted, taken_on, received_at, channel, registers))
        rows = list(judged.readings.iter_rows(named=True))
        outcomes = tuple(_outcome(row) for row in rows)
        period = Period.of(rows[0]["period"])
        kept = not any(outcome.state in {ASKED, Reading.State.REJECTED} for outcome in outcomes)
        if not kept and channel in ASKING_DOORS:
            return Submitted(outcomes, period, receipt=None)
        submission = _submission(
            account_id=account_id,
            period=period,
            channel=channel,
            actor=actor,
            received_at=received_at,
            client_key=client_key,
            content=content,
            lines=[_line(item, registers[item.register_id]) for item in wanted],
            taken_on=taken_on,
        )
        write_judged(judged, actor=actor, submission_id=submission.pk)
        return submitted(submission, outcomes)


def _checked(items: Sequence[Item]) -> list[Item]:
    """Items in the order of registers. Raises: NothingSubmitted, RegisterRepeated."""
    if not items:
        raise NothingSubmitted
    ordered = sorted(items, key=lambda item: item.register_id)
    for item, following in pairwise(ordered):
        if item.register_id == following.register_id:
            raise RegisterRepeated(item.register_id)
    return ordered


def _digest(account_id: int, items: Sequence[Item], taken_on: date, channel: str) -> bytes:
    said = [
        (item.register_id, item.value_micro, item.confirmed, item.meter_replaced) for item in items
    ]
    return hashlib.sha256(repr((account_id, said, str(taken_on), str(channel))).encode()).digest()


def _earlier(client_key: UUID | None, account_id: int, content: bytes) -> Submitted | None:
    """What the key did before. Raises: SubmissionKeyReused."""
    if client_key is None:
        return None
    submission = Submission.objects.filter(client_key=client_key).first()
    if submission is None:
        return None
    if submission.account_id != account_id or bytes(submission.content_sha256) != content:
        raise SubmissionKeyReused(client_key)
    return submitted(submission, repeated=True)


def _given(
    account_id: int,
    items: Sequence[Item],
    taken_on: date,
    received_at: datetime,
    channel: str,
    registers: dict[int, RegisterOfAccount],
) -> pl.DataFrame:
    """The items as the judgement takes them. Raises: RegisterUnknown."""
    rows = []
    asked = channel in ASKING_DOORS
    for item in items:
        register = registers.get(item.register_id)
        if register is None:
            raise RegisterUnknown(account_id, item.register_id)
        value = max(-1, min(item.value_micro, VALUE_MAX_MICRO))
        confirmed = item.confirmed or not asked
        rows.append((register.owner_id, item.register_id, value, confirmed, item.meter_replaced))
    schema = {
        "account_id": pl.Int64,
        "register_id": pl.Int64,
        "value_micro": pl.Int64,
        "confirmed": pl.Boolean,
        "replaced": pl.Boolean,
    }
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(
        taken_on=pl.lit(taken_on),
        received_at=pl.lit(received_at).cast(GIVEN.columns["received_at"]),
        channel=pl.lit(str(channel)),
        purpose=pl.lit(Reading.Purpose.PERIODIC.value),
        asked=pl.lit(asked),
    )


def _outcome(row: dict[str, object]) -> Outcome:
    return Outcome(
        register_id=int(str(row["register_id"])),
        value_micro=int(str(row["value_micro"])),
        state=str(row["state"]),
        reason=str(row["reason"]),
        before_micro=None if row["first_ever"] else int(str(row["before_micro"])),
        use_micro=int(str(row["use_micro"])),
        average_micro=None if row["average_micro"] is None else int(str(row["average_micro"])),
    )


def _line(item: Item, register: RegisterOfAccount) -> ReceiptLine:
    return ReceiptLine(
        register.service_code, register.zone, register.serial_end, item.value_micro, register.unit
    )


def _submission(
    *,
    account_id: int,
    period: Period,
    channel: str,
    actor: str,
    received_at: datetime,
    client_key: UUID | None,
    content: bytes,
    lines: Sequence[ReceiptLine],
    taken_on: date,
) -> Submission:
    """Write the visit down with its signed receipt."""
    number = new_number(received_at.astimezone(UTC))
    signed = sign(
        receipt_text(
            number=number,
            received_at=received_at.astimezone(UTC),
            taken_on=taken_on,
            period=period,
            lines=lines,
        ),
        settings.RECEIPT_KEY,
    )
    return Submission.objects.create(
        number=number,
        account_id=account_id,
        period=period.first_day,
        channel=channel,
        actor=actor,
        received_at=received_at,
        client_key=client_key,
        content_sha256=content,
        signed_text=signed.text,
        signature=signed.signature,
        public_key=signed.public_key,
    )
