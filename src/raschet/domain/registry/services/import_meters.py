"""Take in a file of meters: dials, initial readings, verifications."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import polars as pl
from django.db.models import Max

from raschet.domain.registry.bulk import Table, copy_in, reserve_ids
from raschet.domain.registry.imports.batches import IncomingFile
from raschet.domain.registry.imports.matching import serial_key
from raschet.domain.registry.imports.meter_rows import ZONES, Key, MeterRow, meter_rows
from raschet.domain.registry.imports.report import Change, Confirm, ImportReport, Judge
from raschet.domain.registry.imports.run import Findings, run_import
from raschet.domain.registry.models import ImportBatch, Meter
from raschet.domain.registry.services.mark_dirty import LateFact, mark_dirty
from raschet.domain.registry.tables import TABLES

METERS: Final = (
    TABLES["meters"].without("temperature_corrected", "failed_on", "access_refused_on").of_import()
)
REGISTERS: Final = TABLES["registers"].without("id")
VERIFICATIONS: Final = TABLES["verifications"].without("id").of_import()


@dataclass(frozen=True, slots=True)
class _MeterNow:
    meter_id: int
    removed_on: date | None
    verified_on: date | None


def import_meters(
    *,
    file: IncomingFile,
    today: date,
    actor: str,
    dry_run: bool = False,
    confirm: Confirm | None = None,
) -> ImportReport:
    """Judge every row, then write all of them or none.

    A meter is known by account, service and serial number. For a known one a newer verification is
    added and a removal is noted; its dial and installation stay as they are.
    """

    def judged(judge: Judge) -> Findings:
        rows = meter_rows(file.table, file.profile, judge, today)
        return _findings(rows, judge)

    return run_import(
        kind=ImportBatch.Kind.METERS,
        file=file,
        actor=actor,
        judge=judged,
        dry_run=dry_run,
        confirm=confirm,
    )


def _findings(rows: Sequence[MeterRow], judge: Judge) -> Findings:
    now = _meters_now({row.account.account_id for row in rows})
    new = [row for row in rows if row.key not in now]
    verified: list[tuple[MeterRow, int]] = []
    removed: list[tuple[MeterRow, int]] = []
    changes: list[Change] = []
    for row in rows:
        meter = now.get(row.key)
        if meter is None:
            continue
        number = judge.row_numbers[row.index]
        if row.verified_on and (meter.verified_on is None or row.verified_on > meter.verified_on):
            verified.append((row, meter.meter_id))
            before = str(meter.verified_on or "")
            changes.append(Change(number, row.serial, "verified_on", before, str(row.verified_on)))
        if row.removed_on and row.removed_on != meter.removed_on:
            removed.append((row, meter.meter_id))
            before = str(meter.removed_on or "")
            changes.append(Change(number, row.serial, "removed_on", before, str(row.removed_on)))
    touched = {change.row for change in changes}
    return Findings(
        write=lambda batch_id: _write(new, verified, removed, batch_id),
        new={"meters": len(new), "registers": sum(len(row.initial_micro) for row in new)},
        same=len(rows) - len(new) - len(touched),
        changes=changes,
    )


def _meters_now(account_ids: set[int]) -> dict[Key, _MeterNow]:
    rows = (
        Meter.objects.filter(account_id__in=account_ids)
        .annotate(verified_on=Max("verifications__verified_on"))
        .values_list("id", "account_id", "service_id", "serial", "removed_on", "verified_on")
    )
    return {
        (account_id, service_id, serial_key(serial)): _MeterNow(meter_id, removed_on, verified_on)
        for meter_id, account_id, service_id, serial, removed_on, verified_on in rows
    }


def _write(
    new: Sequence[MeterRow],
    verified: Sequence[tuple[MeterRow, int]],
    removed: Sequence[tuple[MeterRow, int]],
    batch_id: int,
) -> dict[str, Any]:
    first_id = reserve_ids(METERS.name, len(new)) + 1 if new else 0
    numbered = [(row, first_id + position) for position, row in enumerate(new)]
    _copy(
        METERS,
        [
            (
                *(meter_id, row.account.house_id, row.account.unit_id, row.account.account_id),
                *(row.service_id, row.serial, row.model, row.place, row.digits, row.decimals),
                *(row.ratio_micro, row.installed_on, row.removed_on, batch_id),
            )
            for row, meter_id in numbered
        ],
    )
    _copy(
        REGISTERS,
        [
            (meter_id, number, zone, initial)
            for row, meter_id in numbered
            for number, (zone, initial) in enumerate(
                zip(ZONES[len(row.initial_micro)], row.initial_micro, strict=True), start=1
            )
        ],
    )
    _copy(
        VERIFICATIONS,
        [
            (meter_id, row.verified_on, row.due_on, batch_id)
            for row, meter_id in (*numbered, *verified)
            if row.verified_on is not None
        ],
    )
    before = []
    for row, meter_id in removed:
        meter = Meter.objects.only("removed_on").get(pk=meter_id)
        earlier = None if meter.removed_on is None else meter.removed_on.isoformat()
        before.append([meter_id, earlier])
        Meter.objects.filter(pk=meter_id).update(removed_on=row.removed_on)
    mark_dirty(
        facts=[
            *(_late("METER", row, row.installed_on) for row in new),
            *(
                _late("VERIFICATION", row, row.verified_on)
                for row, _ in verified
                if row.verified_on
            ),
            *(_late("METER", row, row.removed_on) for row, _ in removed if row.removed_on),
        ]
    )
    return {"removed_on": before}


def _late(reason: str, row: MeterRow, first: date) -> LateFact:
    return LateFact(reason, first, scope_id=row.account.account_id, service_id=row.service_id)


def _copy(table: Table, rows: list[tuple[object, ...]]) -> None:
    if rows:
        copy_in(table, pl.DataFrame(rows, schema=dict(table.columns), orient="row", strict=True))
