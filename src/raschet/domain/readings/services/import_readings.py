"""Take in a file of readings: each row is matched to a meter and judged like any other reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import polars as pl
from django.db import connection

from raschet.domain.readings.acceptance import Reason
from raschet.domain.readings.intake import (
    Judged,
    judge_given,
    lock_all_readings,
    write_judged,
)
from raschet.domain.readings.models import Channel, Reading
from raschet.domain.registry.imports.batches import IncomingFile
from raschet.domain.registry.imports.matching import known_accounts, serial_key, service_ids
from raschet.domain.registry.imports.report import Confirm, ImportReport, Judge
from raschet.domain.registry.imports.run import Findings, run_import
from raschet.domain.registry.models import ImportBatch
from raschet.formats.tables.cells.outcome import Value
from raschet.values.scaled import plain_micro

REGISTERS_MAX: Final = 4
METERS_SQL: Final = """
SELECT m.account_id, m.service_id, m.serial, m.id, m.removed_on, m.digits,
       array_agg(r.id ORDER BY r.number)
  FROM registry_meter m JOIN registry_register r ON r.meter_id = m.id
 WHERE m.account_id = ANY(%s) AND m.account_id > 0
 GROUP BY m.id ORDER BY m.account_id, m.id
"""
NOTED: Final = frozenset(
    {
        Reason.ROLLOVER,
        Reason.UNUSUALLY_HIGH,
        Reason.STRONGER_STANDS,
        Reason.SAME_STANDS,
        Reason.OLDER_THAN_LAST,
        Reason.METER_FAILED,
        Reason.VERIFICATION_EXPIRED,
    }
)
"""Reasons that are told and keep nothing out; every other one refuses its row."""


@dataclass(frozen=True, slots=True)
class _Meter:
    account_id: int
    service_id: int
    removed_on: date | None
    digits: int
    registers: list[int]


@dataclass(frozen=True, slots=True)
class _Read:
    """A value of the file: where it stands there, and which register it belongs to."""

    index: int
    key: str
    account_id: int
    register_id: int
    value_micro: int
    day: date
    digits: int


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

    A reading that stands already, the same value on the same day, is counted and not repeated. An
    unusually high one is held, as nobody is there to be asked.
    Source: PP RF No. 354, cl. 31 (g): readings are checked before they are used.
    """

    def judged(judge: Judge) -> Findings:
        lock_all_readings()
        reads = _Reader(file, today, judge).read()
        found = judge_given(_given(reads, received_at), skip_same=True)
        _report(reads, found, judge)
        same = int(found.readings.get_column("same").sum()) if reads else 0
        return Findings(
            write=lambda batch_id: _write(found, actor, batch_id),
            new={"readings": len(reads) - same},
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
    """Matches the rows of one file to accounts and meters."""

    def __init__(self, file: IncomingFile, today: date, judge: Judge) -> None:
        self.table = file.table
        self.columns = {key: file.table.column(key) for key in file.profile.columns}
        self.judge = judge
        self.today = today
        self.default_day = str(file.profile.settings.get("taken_on", ""))
        self.accounts = known_accounts(str(n) for n in self.columns["number"] if n)
        self.services = service_ids()
        self.meters = _meters([account.account_id for account in self.accounts.values()])
        self.taken: dict[tuple[int, date], int] = {}

    def read(self) -> list[_Read]:
        """The values of all rows that name a meter."""
        refused = self.table.refused_rows
        reads: list[_Read] = []
        for index, number in enumerate(self.table.row_numbers):
            if number in refused or (day := self._day(index)) is None:
                continue
            meter = self._meter(index, day)
            if meter is not None:
                reads += self._values(index, meter, day)
        return reads

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

    def _values(self, index: int, meter: _Meter, day: date) -> list[_Read]:
        reads: list[_Read] = []
        for number in range(1, REGISTERS_MAX + 1):
            value = self._value(f"value_{number}", index)
            key = f"value_{number}"
            if number > len(meter.registers):
                if value is not None:
                    count = len(meter.registers)
                    shown = plain_micro(value) if isinstance(value, int) else ""
                    self.judge.refuse(index, key, shown, "VALUE_WITHOUT_REGISTER", registers=count)
            elif not isinstance(value, int):
                self.judge.refuse(index, key, "", "VALUE_MISSING")
            else:
                read = _Read(
                    index,
                    key,
                    meter.account_id,
                    meter.registers[number - 1],
                    value,
                    day,
                    meter.digits,
                )
                reads += self._unless_said(read)
        return reads

    def _unless_said(self, read: _Read) -> list[_Read]:
        """Nothing when the file has the day's value already; another value for it is refused."""
        said = self.taken.setdefault((read.register_id, read.day), read.value_micro)
        if said != read.value_micro:
            shown, last = plain_micro(read.value_micro), plain_micro(said)
            self.judge.refuse(read.index, read.key, shown, "READING_OF_DAY_DIFFERS", last=last)
            return []
        return [read]


def _meters(account_ids: Sequence[int]) -> dict[tuple[int, str], list[_Meter]]:
    """Meters by account and serial key, with their registers in order."""
    by_key: dict[tuple[int, str], list[_Meter]] = {}
    with connection.cursor() as cursor:
        cursor.execute(METERS_SQL, [list(account_ids)])
        for account_id, service_id, serial, _, removed, digits, registers in cursor.fetchall():
            meter = _Meter(account_id, service_id, removed, digits, registers)
            by_key.setdefault((account_id, serial_key(serial)), []).append(meter)
    return by_key


def _given(reads: Sequence[_Read], received_at: datetime) -> pl.DataFrame:
    """The file's values as the judgement takes them."""
    rows = [(read.account_id, read.register_id, read.value_micro, read.day) for read in reads]
    schema = {
        "account_id": pl.Int64,
        "register_id": pl.Int64,
        "value_micro": pl.Int64,
        "taken_on": pl.Date,
    }
    return pl.DataFrame(rows, schema=schema, orient="row", strict=True).with_columns(
        received_at=pl.lit(received_at).cast(pl.Datetime("us", "UTC")),
        channel=pl.lit(Channel.IMPORT.value),
        purpose=pl.lit(Reading.Purpose.PERIODIC.value),
        asked=pl.lit(value=False),
        confirmed=pl.lit(value=True),
        replaced=pl.lit(value=False),
    )


def _report(reads: Sequence[_Read], found: Judged, judge: Judge) -> None:
    """Refuse the rows whose readings cannot be true, and tell about those that wait or differ."""
    spoken = found.readings.filter((pl.col("reason") != "") & ~pl.col("same")) if reads else None
    if spoken is None:
        return
    columns = ["row", "reason", "before_micro", "before_on", "after_micro", "after_on"]
    for row, reason, before, before_on, after, after_on in spoken.select(columns).iter_rows():
        read = reads[row]
        last, day = (
            (after, after_on) if reason == Reason.READING_ABOVE_NEXT else (before, before_on)
        )
        tell = judge.note if reason in NOTED else judge.refuse
        tell(
            read.index,
            read.key,
            plain_micro(read.value_micro),
            reason,
            last=plain_micro(last),
            day=str(day),
            digits=read.digits,
        )


def _write(found: Judged, actor: str, batch_id: int) -> dict[str, Any]:
    write_judged(found, actor=actor, import_batch_id=batch_id)
    return {}
