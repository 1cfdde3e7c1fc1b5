"""Readings that wait for a person's look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db import connection

from raschet.values.period import Period

if TYPE_CHECKING:
    from datetime import date, datetime

# The newest accepted reading that day or before is what the held one is looked at against.
HELD_SQL: Final = """
SELECT h.register_id, h.revision, h.account_id, a.number, s.code, s.unit, m.serial, r.zone,
       h.value_micro, h.taken_on, h.received_at, h.period, h.channel, h.reason,
       last.value_micro, last.taken_on
  FROM readings_reading h
  JOIN registry_register r ON r.id = h.register_id
  JOIN registry_meter m ON m.id = r.meter_id
  JOIN registry_service s ON s.id = m.service_id
  LEFT JOIN registry_account a ON a.id = h.account_id
  LEFT JOIN LATERAL (
       SELECT value_micro, taken_on FROM readings_reading o
        WHERE o.account_id = h.account_id AND o.register_id = h.register_id
          AND o.state = 'ACCEPTED' AND o.taken_on <= h.taken_on
        ORDER BY o.taken_on DESC, o.revision DESC LIMIT 1) last ON true
 WHERE h.state = 'HELD' {which}
 ORDER BY h.received_at, h.register_id, h.revision LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class HeldReading:
    """A reading to decide about. ``account_number`` is empty for a meter that a flat shares."""

    register_id: int
    revision: int
    account_id: int
    account_number: str | None
    service_code: str
    unit: str
    serial: str
    zone: str
    value_micro: int
    taken_on: date
    received_at: datetime
    period: Period
    channel: str
    reason: str
    last_micro: int | None
    last_on: date | None

    @property
    def name(self) -> str:
        """What people call it by: register and revision, ``8123-4``."""
        return f"{self.register_id}-{self.revision}"


def held_readings(*, limit: int = 100) -> list[HeldReading]:
    """The queue, the longest waiting first."""
    return _held("", [limit])


def held_reading(register_id: int, revision: int) -> HeldReading | None:
    """One reading of the queue; None when it does not wait (any more)."""
    rows = _held("AND h.register_id = %s AND h.revision = %s", [register_id, revision, 1])
    return rows[0] if rows else None


def count_held() -> int:
    """How many wait."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM readings_reading WHERE state = 'HELD'")
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def _held(which: str, parameters: list[int]) -> list[HeldReading]:
    with connection.cursor() as cursor:
        cursor.execute(HELD_SQL.format(which=which), parameters)
        return [_reading(row) for row in cursor.fetchall()]


def _reading(row: tuple[Any, ...]) -> HeldReading:
    columns = list(row)
    columns[11] = Period.of(row[11])
    return HeldReading(*columns)
