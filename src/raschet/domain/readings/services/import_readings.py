"""Take in a file of readings through the rules that every channel shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

import polars as pl
from django.db import connection

from raschet.domain.readings.history import RegisterHistory
from raschet.domain.readings.models import Reading
from raschet.domain.registry.bulk import Table, copy_in
from raschet.domain.registry.imports.batches import IncomingFile
from raschet.domain.registry.imports.matching import known_accounts, serial_key, service_ids
from raschet.domain.registry.imports.report import Confirm, ImportReport, Judge
from raschet.domain.registry.imports.run import Findings, run_import
from raschet.domain.registry.models import ImportBatch
from raschet.domain.registry.services.mark_dirty import LateFact, mark_dirty
from raschet.formats.tables.cells.outcome import Value
from raschet.values.scaled import plain_micro

READINGS: Final = Table(
    "readings_reading",
    {
        "account_id": pl.Int64,
        "register_id": pl.Int64,
        "revision": pl.Int64,
        "value_micro": pl.Int64,
        "taken_on": pl.Date,
        "received_at": pl.String,
        "channel": pl.String,
        "purpose": pl.String,
        "state": pl.String,
        "reason": pl.String,
        "actor": pl.String,
        "import_batch_id": pl.Int64,
    },
)
REGISTERS_SQL: Final = """
SELECT m.account_id, m.service_id, m.serial, m.id, m.installed_on, m.removed_on, m.digits,
       m.decimals, r.id, r.number, r.initial_micro
  FROM registry_meter m JOIN registry_register r ON r.meter_id = m.id
 WHERE m.account_id = ANY(%s) AND m.account_id > 0
 ORDER BY m.account_id, m.id, r.number
"""
DAY: Final = timedelta(days=1)
READINGS_SQL: Final = """
SELECT register_id, taken_on, value_micro, state, revision FROM readings_reading
 WHERE account_id = ANY(%s) ORDER BY register_id, taken_on, revision
"""


@dataclass(slots=True)
class _Register:
    register_id: int
    history: RegisterHistory
    revision: int = 0


@dataclass(slots=True)
class _Meter:
    account_id: int
    service_id: int
    installed_on: date
    removed_on: date | None
    registers: list[_Register]


@dataclass(frozen=True, slots=True)
class _Accepted:
    account_id: int
    register_id: int
    revision: int
    value_micro: int
    taken_on: date


def import_readings(
    *,
    file: IncomingFile,
    today: date,
    received_at: datetime,
    actor: str,
    dry_run: bool = False,
    confirm: Confirm | None = None,
) -> ImportReport:
    """Judge every reading, then write all of them or none.

    A reading that stands already, the same value on the same day, is counted and not repeated.
    Source: PP RF No. 354, cl. 31 (g): readings are checked before they are used.
    """

    def judged(judge: Judge) -> Findings:
        reader = _Reader(file, today, judge)
        accepted, same = reader.read()
        return Findings(
            write=lambda batch_id: _write(accepted, received_at, actor, batch_id),
            new={"readings": len(accepted)},
            same=same,
        )

    return run_import(
        kind=ImportBatch.Kind.READINGS,
        file=file,
        actor=actor,
        judge=judged,
        dry_run=dry_run,
        confirm=confirm,
    )


class _Reader:
    """Judges the rows of one file against the meters and what they showed before."""

    def __init__(self, file: IncomingFile, today: date, judge: Judge) -> None:
        self.table = file.table
        self.columns = {key: file.table.column(key) for key in file.profile.columns}
        self.judge = judge
        self.today = today
        self.default_day = str(file.profile.settings.get("taken_on", ""))
        self.accounts = known_accounts(str(n) for n in self.columns["number"] if n)
        self.services = service_ids()
        account_ids = [account.account_id for account in self.accounts.values()]
        self.meters = _meters(account_ids)

    def read(self) -> tuple[list[_Accepted], int]:
        """Accepted readings, and how many stood already. Rows are judged in the order of days."""
        refused = self.table.refused_rows
        rows = [
            (day, index)
            for index, number in enumerate(self.table.row_numbers)
            if number not in refused and (day := self._day(index)) is not None
        ]
        accepted: list[_Accepted] = []
        same = 0
        for day, index in sorted(rows):
            meter = self._meter(index, day)
            if meter is not None:
                taken, repeated = self._judge_values(index, meter, day)
                accepted += taken
                same += repeated
        return accepted, same

    def _value(self, key: str, index: int) -> Value:
        column = self.columns.get(key)
        return None if column is None else column[index]

    def _day(self, index: int) -> date | None:
        day = self._value("taken_on", index)
        if day is None and self.default_day:
            day = date.fromisoformat(self.default_day)
        if not isinstance(day, date):
            self.judge.refuse(index, "taken_on", "", "DAY_MISSING")
            return None
        if day > self.today:
            self.judge.refuse(index, "taken_on", day, "DAY_IN_FUTURE")
            return None
        return day

    def _meter(self, index: int, day: date) -> _Meter | None:
        number, serial = str(self._value("number", index)), str(self._value("serial", index))
        account = self.accounts.get(number)
        if account is None:
            self.judge.refuse(index, "number", number, "ACCOUNT_UNKNOWN")
            return None
        service = self._value("service", index)
        found = [
            meter
            for meter in self.meters.get((account.account_id, serial_key(serial)), ())
            if service is None or meter.service_id == self.services[str(service)]
        ]
        standing = [meter for meter in found if meter.removed_on is None or day <= meter.removed_on]
        if len(standing) == 1:
            return standing[0]
        code = "METER_AMBIGUOUS" if standing else "METER_REMOVED" if found else "METER_UNKNOWN"
        self.judge.refuse(index, "serial", serial, code)
        return None

    def _judge_values(self, index: int, meter: _Meter, day: date) -> tuple[list[_Accepted], int]:
        accepted: list[_Accepted] = []
        same = 0
        for number in range(1, 5):
            value = self._value(f"value_{number}", index)
            key = f"value_{number}"
            if number > len(meter.registers):
                if value is not None:
                    count = len(meter.registers)
                    shown = plain_micro(value) if isinstance(value, int) else ""
                    self.judge.refuse(index, key, shown, "VALUE_WITHOUT_REGISTER", registers=count)
                continue
            if not isinstance(value, int):
                self.judge.refuse(index, key, "", "VALUE_MISSING")
                continue
            register = meter.registers[number - 1]
            if register.history.on(day) == value:
                same += 1
            elif self._accepts(index, key, register, day, value):
                register.history.add(day, value)
                register.revision += 1
                accepted.append(
                    _Accepted(meter.account_id, register.register_id, register.revision, value, day)
                )
        return accepted, same

    def _accepts(
        self, index: int, key: str, register: _Register, day: date, value_micro: int
    ) -> bool:
        shown = plain_micro(value_micro)
        other = register.history.on(day)
        if other is not None:
            last = plain_micro(other)
            self.judge.refuse(index, key, shown, "READING_OF_DAY_DIFFERS", last=last)
            return False
        refusal = register.history.refusal(day, value_micro)
        if refusal is None:
            return True
        self.judge.refuse(
            index,
            key,
            shown,
            refusal.code,
            last=plain_micro(refusal.value_micro),
            day=str(refusal.day or ""),
            digits=register.history.digits,
        )
        return False


def _meters(account_ids: Sequence[int]) -> dict[tuple[int, str], list[_Meter]]:
    """Meters by account and serial key, each register with its accepted history."""
    by_key: dict[tuple[int, str], list[_Meter]] = {}
    by_id: dict[int, _Meter] = {}
    registers: dict[int, _Register] = {}
    with connection.cursor() as cursor:
        cursor.execute(REGISTERS_SQL, [list(account_ids)])
        for row in cursor.fetchall():
            account_id, service_id, serial, meter_id, installed, removed = row[:6]
            digits, decimals, register_id, _, initial = row[6:]
            meter = by_id.get(meter_id)
            if meter is None:
                meter = by_id[meter_id] = _Meter(account_id, service_id, installed, removed, [])
                by_key.setdefault((account_id, serial_key(serial)), []).append(meter)
            history = RegisterHistory(digits, decimals, initial, installed)
            registers[register_id] = _Register(register_id, history)
            meter.registers.append(registers[register_id])
        cursor.execute(READINGS_SQL, [list(account_ids)])
        for register_id, taken_on, value_micro, state, revision in cursor.fetchall():
            register = registers.get(register_id)
            if register is None:
                continue
            register.revision = max(register.revision, revision)
            if state == Reading.State.ACCEPTED:
                register.history.add(taken_on, value_micro)
    return by_key


def _write(
    accepted: Sequence[_Accepted], received_at: datetime, actor: str, batch_id: int
) -> dict[str, Any]:
    rows = [
        (
            *(item.account_id, item.register_id, item.revision, item.value_micro, item.taken_on),
            *(received_at.isoformat(), Reading.Channel.IMPORT.value),
            *(Reading.Purpose.PERIODIC.value, Reading.State.ACCEPTED.value, "", actor, batch_id),
        )
        for item in accepted
    ]
    frame = pl.DataFrame(rows, schema=dict(READINGS.columns), orient="row", strict=True)
    copy_in(READINGS, frame)
    mark_dirty(
        facts=(
            LateFact("READING", item.taken_on, item.taken_on + DAY, scope_id=item.account_id)
            for item in accepted
        )
    )
    return {}
