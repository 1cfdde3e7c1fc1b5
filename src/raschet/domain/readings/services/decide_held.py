"""Decide about a reading that waited for a look: it counts, or it is refused."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import connection, transaction

from raschet.domain.audit.services.record_deed import record_deed
from raschet.domain.readings.intake import lock_meters
from raschet.domain.readings.late_readings import mark_decided
from raschet.domain.readings.models import Reading
from raschet.domain.readings.selectors.held import HeldReading, held_reading
from raschet.values.period import Period

# An accepted reading of another month, or of a surer door, on the wrong side of the value.
CONTRADICTION_SQL: Final = """
SELECT value_micro, taken_on FROM readings_reading
 WHERE account_id = %(account)s AND register_id = %(register)s AND state = 'ACCEPTED'
   AND period <> %(period)s
   AND ((taken_on <= %(day)s AND value_micro > %(value)s)
     OR (taken_on > %(day)s AND value_micro < %(value)s))
 ORDER BY taken_on DESC, revision DESC LIMIT 1
"""


class HeldReadingNotFound(LookupError):
    """No such reading waits: it never did, it was decided, or a later one took its place."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class HeldReadingContradicts(ValueError):
    """Accepting it would make the dial run backwards: another accepted reading speaks against it."""

    def __init__(self, name: str, other_micro: int, other_day: str) -> None:
        super().__init__(name, other_micro, other_day)
        self.name = name
        self.other_micro = other_micro
        self.other_day = other_day


def decide_held(
    *,
    register_id: int,
    revision: int,
    accept: bool,
    actor: str,
    decided_at: datetime,
    counts_in: Period | None = None,
) -> HeldReading:
    """Accept a held reading, which then counts in its month, or refuse it; both are kept for ever.

    counts_in: the month it counts in when its own is billed already. What the month had is put
    aside. A reading of a changed meter belongs to the new meter: such one is refused here and given
    again there. Raises: HeldReadingNotFound, HeldReadingContradicts.
    """
    with transaction.atomic():
        lock_meters([register_id])
        held = held_reading(register_id, revision)
        if held is None:
            raise HeldReadingNotFound(f"{register_id}-{revision}")
        period = counts_in or held.period
        if accept:
            _refuse_contradiction(held, period)
            _put_aside(held, period)
        state = Reading.State.ACCEPTED if accept else Reading.State.REJECTED
        Reading.objects.filter(
            account_id=held.account_id, register_id=register_id, revision=revision
        ).update(state=state, period=period.first_day, decided_by=actor, decided_at=decided_at)
        if accept:
            mark_decided(account_id=held.account_id, register_id=register_id, months=[period])
        record_deed(
            actor=actor,
            action="READING_ACCEPTED" if accept else "READING_REFUSED",
            subject=f"reading:{held.name}",
            detail={"reason": held.reason, "counts_in": str(period)},
        )
        return held


def _refuse_contradiction(held: HeldReading, period: Period) -> None:
    """Raises: HeldReadingContradicts. A value after which the dial passed zero speaks for nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            CONTRADICTION_SQL,
            {
                "account": held.account_id,
                "register": held.register_id,
                "period": period.first_day,
                "day": held.taken_on,
                "value": held.value_micro,
            },
        )
        row = cursor.fetchone()
    if row is not None:
        raise HeldReadingContradicts(held.name, int(row[0]), str(row[1]))


def _put_aside(held: HeldReading, period: Period) -> None:
    """The month's other readings of the register no longer count."""
    Reading.objects.filter(
        account_id=held.account_id,
        register_id=held.register_id,
        period=period.first_day,
        purpose=Reading.Purpose.PERIODIC,
        state__in=[Reading.State.ACCEPTED, Reading.State.HELD],
    ).exclude(revision=held.revision).update(
        state=Reading.State.SUPERSEDED, superseded_by=held.revision
    )
