"""The meters of an account, as the person who reads them needs them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db import connection

from raschet.domain.readings.models import Reading

if TYPE_CHECKING:
    from datetime import date, datetime

    from raschet.values.period import Period

SERIAL_DIGITS_SHOWN: Final = 3

# An account's own meters, and those its flat shares: of its own unit, or of the flat a room is in.
METERS_SQL: Final = """
SELECT m.id, m.account_id, s.code, s.unit, s.position, m.serial, m.place, m.digits, m.decimals,
       m.installed_on, m.removed_on, m.failed_on,
       (SELECT max(v.due_on) FROM registry_verification v WHERE v.meter_id = m.id),
       r.id, r.number, r.zone, r.initial_micro
  FROM registry_account a
  JOIN registry_unit u ON u.id = a.unit_id
  JOIN registry_meter m ON m.account_id = a.id
    OR (m.account_id = 0 AND m.unit_id IN (u.id, u.parent_id))
  JOIN registry_service s ON s.id = m.service_id
  JOIN registry_register r ON r.meter_id = m.id
 WHERE a.id = %s
 ORDER BY s.position, m.place, m.id, r.number
"""
# The last accepted reading before the month, and what was given for it.
LAST_SQL: Final = """
SELECT DISTINCT ON (account_id, register_id, this) register_id, period >= %s AS this, value_micro,
       taken_on, received_at, state, reason, channel, submission_id
  FROM readings_reading
 WHERE account_id = ANY(%s) AND register_id = ANY(%s)
   AND (state = 'ACCEPTED' OR (state = 'HELD' AND period >= %s))
 ORDER BY account_id, register_id, this, taken_on DESC, revision DESC
"""


@dataclass(frozen=True, slots=True)
class RegisterOfAccount:
    """A register an account may give readings of.

    owner_id: the account its readings are kept under, 0 for a meter that a flat shares.
    """

    register_id: int
    owner_id: int
    service_code: str
    unit: str
    zone: str
    serial_end: str


@dataclass(frozen=True, slots=True)
class GivenReading:
    """A reading that stands for a register."""

    value_micro: int
    taken_on: date
    received_at: datetime
    state: str
    reason: str
    channel: str

    @property
    def held(self) -> bool:
        return self.state == Reading.State.HELD


@dataclass(frozen=True, slots=True)
class RegisterToRead:
    """One dial. ``given``: what was given for the month already; ``last``: what stood before."""

    register_id: int
    number: int
    zone: str
    initial_micro: int
    given: GivenReading | None
    last: GivenReading | None


@dataclass(frozen=True, slots=True)
class MeterToRead:
    """A meter in place. ``serial_end`` is what a stranger may see of its number."""

    meter_id: int
    service_code: str
    unit: str
    serial: str
    place: str
    digits: int
    decimals: int
    verified_until: date | None
    failed_on: date | None
    registers: tuple[RegisterToRead, ...]

    @property
    def serial_end(self) -> str:
        return serial_end(self.serial)

    def expired(self, day: date) -> bool:
        """Whether a reading of the day is kept and billed by the average (R-124)."""
        return self.verified_until is not None and self.verified_until < day


def serial_end(serial: str) -> str:
    """The last digits of a serial number; letters and signs are passed over."""
    digits = "".join(symbol for symbol in serial if symbol.isdecimal() and symbol.isascii())
    return digits[-SERIAL_DIGITS_SHOWN:]


def registers_of_account(account_id: int) -> dict[int, RegisterOfAccount]:
    """Every register that the account ever had, by id. One question."""
    with connection.cursor() as cursor:
        cursor.execute(METERS_SQL, [account_id])
        return {
            row[13]: RegisterOfAccount(row[13], row[1], row[2], row[3], row[15], serial_end(row[5]))
            for row in cursor.fetchall()
        }


def meters_to_read(account_id: int, *, period: Period, today: date) -> list[MeterToRead]:
    """Meters that stand on a day, with what was given for the month. Two questions."""
    with connection.cursor() as cursor:
        cursor.execute(METERS_SQL, [account_id])
        rows = [
            row
            for row in cursor.fetchall()
            if row[9] <= today and (row[10] is None or today <= row[10])
        ]
        given, last = _standing(
            [row[13] for row in rows], sorted({row[1] for row in rows}), period.first_day
        )
    meters: dict[int, list[tuple[Any, ...]]] = {}
    for row in rows:
        meters.setdefault(row[0], []).append(row)
    return [_meter(of_meter, given, last) for of_meter in meters.values()]


def _meter(
    rows: list[tuple[Any, ...]],
    given: dict[int, GivenReading],
    last: dict[int, GivenReading],
) -> MeterToRead:
    meter_id, _, code, unit, _, serial, place, digits, decimals, _, _, failed, due = rows[0][:13]
    return MeterToRead(
        meter_id=meter_id,
        service_code=str(code),
        unit=str(unit),
        serial=str(serial),
        place=str(place),
        digits=digits,
        decimals=decimals,
        verified_until=due,
        failed_on=failed,
        registers=tuple(
            RegisterToRead(
                register_id=row[13],
                number=row[14],
                zone=str(row[15]),
                initial_micro=row[16],
                given=given.get(row[13]),
                last=last.get(row[13]),
            )
            for row in rows
        ),
    )


def _standing(
    register_ids: list[int], owner_ids: list[int], month: date
) -> tuple[dict[int, GivenReading], dict[int, GivenReading]]:
    """What was given for the month, and what stood before, by register."""
    found: tuple[dict[int, GivenReading], dict[int, GivenReading]] = ({}, {})
    if not register_ids:
        return found
    with connection.cursor() as cursor:
        cursor.execute(LAST_SQL, [month, owner_ids, register_ids, month])
        for register_id, this, *rest in cursor.fetchall():
            found[0 if this else 1][register_id] = GivenReading(*rest[:6])
    return found
