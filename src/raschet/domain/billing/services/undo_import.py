"""Take an import back as a whole, while nothing has been billed from it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection, transaction
from psycopg import sql

from raschet.domain.access.models import PassportProof
from raschet.domain.audit.services.record_deed import record_deed
from raschet.domain.billing.models import Run
from raschet.domain.ledger.services.reverse_entry import reverse_entry
from raschet.domain.readings.services.withdraw_readings import withdraw_readings
from raschet.domain.registry.imports.batches import (
    BatchAlreadyUndone,
    BatchInUse,
    BatchNotFound,
    one_import_at_a_time,
)
from raschet.domain.registry.models import ImportBatch, Meter, Register

UNFINISHED_RUNS: Final = (Run.State.DRAFT, Run.State.CHECKED, Run.State.APPROVED)

FACTS: Final = (
    *("registry_accountarea", "registry_household", "registry_accountholder"),
    "registry_ownership",
)
BILLED_SQL: Final = """
SELECT count(DISTINCT l.account_id) FROM billing_charge_line l
  JOIN billing_run r ON r.id = l.run_id
 WHERE l.account_id = ANY(%s) AND r.published_at > %s
"""
TOUCHED_SQL: Final = {
    ImportBatch.Kind.ACCOUNTS: (
        "SELECT account_id FROM registry_accountarea WHERE import_batch_id = %(batch)s UNION "
        "SELECT account_id FROM registry_household WHERE import_batch_id = %(batch)s UNION "
        "SELECT account_id FROM registry_accountholder WHERE import_batch_id = %(batch)s UNION "
        "SELECT account_id FROM registry_ownership WHERE import_batch_id = %(batch)s UNION "
        "SELECT id FROM registry_account WHERE import_batch_id = %(batch)s"
    ),
    ImportBatch.Kind.METERS: (
        "SELECT m.account_id FROM registry_meter m WHERE m.import_batch_id = %(batch)s UNION "
        "SELECT m.account_id FROM registry_meter m JOIN registry_verification v "
        "ON v.meter_id = m.id WHERE v.import_batch_id = %(batch)s"
    ),
    ImportBatch.Kind.READINGS: (
        "SELECT account_id FROM readings_reading WHERE import_batch_id = %(batch)s"
    ),
    ImportBatch.Kind.BALANCES: (
        "SELECT p.account_id FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id "
        "WHERE e.source_type = 'IMPORT' AND e.source_id = %(batch)s::text"
    ),
}
"""Accounts whose bills an import bears upon, by its kind."""

LATER_FACTS: Final = (
    ("METERS", "SELECT count(*) FROM registry_meter WHERE account_id = ANY(%s)"),
    ("READINGS", "SELECT count(*) FROM readings_reading WHERE account_id = ANY(%s)"),
    ("POSTINGS", "SELECT count(*) FROM ledger_posting WHERE account_id = ANY(%s)"),
    ("PASSPORTS", "SELECT count(*) FROM access_passportproof WHERE account_id = ANY(%s)"),
    ("GRANTS", "SELECT count(*) FROM access_grant WHERE account_id = ANY(%s)"),
)
"""What may have come to stand on accounts that an import opened."""


@dataclass(frozen=True, slots=True)
class UndoneImport:
    """What was taken back."""

    batch_id: int
    kind: str
    file_name: str
    removed: dict[str, int]
    """Rows removed or reversed, by table."""


def undo_import(*, batch_id: int, actor: str, now: datetime) -> UndoneImport:
    """Take back every row that a batch brought, and restore what it had changed or ended.

    Refused once an account of the batch has been billed after it, while a run is unfinished, when a
    later import of the same kind stands on it, and when anything else has come to stand on accounts
    it opened. Opening balances are reversed, not deleted: the ledger keeps both entries.
    Raises: BatchNotFound, BatchAlreadyUndone, BatchInUse.
    """
    with transaction.atomic():
        one_import_at_a_time()
        batch = ImportBatch.objects.select_for_update().filter(pk=batch_id).first()
        if batch is None:
            raise BatchNotFound(batch_id)
        if batch.state == ImportBatch.State.UNDONE:
            raise BatchAlreadyUndone(batch_id)
        _refuse_when_in_use(batch)
        removed = UNDO[batch.kind](batch, actor)
        batch.state = ImportBatch.State.UNDONE
        batch.undone_at = now
        batch.save(update_fields=["state", "undone_at"])
        record_deed(
            actor=actor, action="IMPORT_UNDONE", subject=f"import:{batch_id}", detail=removed
        )
        return UndoneImport(batch_id, batch.kind, batch.file_name, removed)


def _refuse_when_in_use(batch: ImportBatch) -> None:
    if batch.kind == ImportBatch.Kind.PASSPORTS:
        return
    later = (
        ImportBatch.objects.filter(
            kind=batch.kind, state=ImportBatch.State.APPLIED, pk__gt=batch.pk
        )
        .order_by("-id")
        .first()
    )
    if later is not None and batch.kind in (ImportBatch.Kind.ACCOUNTS, ImportBatch.Kind.METERS):
        raise BatchInUse(batch.pk, "LATER_IMPORT", later.pk)
    unfinished = Run.objects.filter(state__in=UNFINISHED_RUNS).count()
    if unfinished:
        raise BatchInUse(batch.pk, "RUN_UNFINISHED", unfinished)
    touched = _ids(TOUCHED_SQL[ImportBatch.Kind(batch.kind)], {"batch": batch.pk})
    billed = _count(BILLED_SQL, [touched, batch.recorded_at])
    if billed:
        raise BatchInUse(batch.pk, "BILLED", billed)
    if batch.kind == ImportBatch.Kind.ACCOUNTS:
        opened = _ids("SELECT id FROM registry_account WHERE import_batch_id = %s", [batch.pk])
        for reason, statement in LATER_FACTS:
            count = _count(statement, [opened])
            if count:
                raise BatchInUse(batch.pk, reason, count)
    if batch.kind == ImportBatch.Kind.METERS:
        count = _count(
            "SELECT count(*) FROM readings_reading g JOIN registry_register r ON r.id = g.register_id "
            "JOIN registry_meter m ON m.id = r.meter_id WHERE m.import_batch_id = %s",
            [batch.pk],
        )
        if count:
            raise BatchInUse(batch.pk, "READINGS", count)


def _undo_accounts(batch: ImportBatch, _: str) -> dict[str, int]:
    undo: dict[str, Any] = batch.counts.get("undo", {})
    removed = {table: _delete(table, batch.pk) for table in FACTS}
    with connection.cursor() as cursor:
        for table, ids in undo.get("ended", {}).items():
            statement = sql.SQL("UPDATE {} SET valid_until = NULL WHERE id = ANY(%s)")
            cursor.execute(statement.format(sql.Identifier(table)), [ids])
        for table, rows in undo.get("removed", {}).items():
            statement = sql.SQL(
                "INSERT INTO {table} SELECT * FROM jsonb_populate_recordset(NULL::{table}, %s)"
            )
            cursor.execute(statement.format(table=sql.Identifier(table)), [json.dumps(rows)])
        for account_id, external, unified, closed in undo.get("fields", []):
            cursor.execute(
                "UPDATE registry_account SET external_number = %s, unified_number = %s, "
                "closed_on = %s WHERE id = %s",
                [external, unified, closed, account_id],
            )
    for table in ("registry_account", "registry_unit", "registry_housemanagement"):
        removed[table] = _delete(table, batch.pk)
    # A house that has come to serve others (supplies, other accounts) stays.
    removed["registry_house"] = _count(
        "WITH gone AS (DELETE FROM registry_house h WHERE h.import_batch_id = %s "
        "AND NOT EXISTS (SELECT FROM registry_unit u WHERE u.house_id = h.id) "
        "AND NOT EXISTS (SELECT FROM registry_housesupply s WHERE s.house_id = h.id) "
        "AND NOT EXISTS (SELECT FROM registry_househeatingregime g WHERE g.house_id = h.id) "
        "AND NOT EXISTS (SELECT FROM registry_housemanagement m WHERE m.house_id = h.id) "
        "AND NOT EXISTS (SELECT FROM registry_meter m WHERE m.house_id = h.id) RETURNING 1) "
        "SELECT count(*) FROM gone",
        [batch.pk],
    )
    return removed


def _undo_meters(batch: ImportBatch, _: str) -> dict[str, int]:
    removed = {"registry_verification": _delete("registry_verification", batch.pk)}
    meters = Meter.objects.filter(import_batch_id=batch.pk)
    removed["registry_register"] = Register.objects.filter(meter__in=meters).delete()[0]
    removed["registry_meter"] = _delete("registry_meter", batch.pk)
    for meter_id, removed_on in batch.counts.get("undo", {}).get("removed_on", []):
        Meter.objects.filter(pk=meter_id).update(removed_on=removed_on)
    return removed


def _undo_readings(batch: ImportBatch, _: str) -> dict[str, int]:
    return {"readings_reading": withdraw_readings(import_batch_id=batch.pk)}


def _undo_balances(batch: ImportBatch, actor: str) -> dict[str, int]:
    reverse_entry(
        entry_id=int(batch.counts["undo"]["entry"]), actor=actor, reason=f"undo import {batch.pk}"
    )
    return {"ledger_entry": 1}


def _undo_passports(batch: ImportBatch, _: str) -> dict[str, int]:
    count, _by_table = PassportProof.objects.filter(import_batch_id=batch.pk).delete()
    return {"access_passportproof": count}


UNDO: Final[dict[str, Callable[[ImportBatch, str], dict[str, int]]]] = {
    ImportBatch.Kind.ACCOUNTS: _undo_accounts,
    ImportBatch.Kind.METERS: _undo_meters,
    ImportBatch.Kind.READINGS: _undo_readings,
    ImportBatch.Kind.BALANCES: _undo_balances,
    ImportBatch.Kind.PASSPORTS: _undo_passports,
}


def _delete(table: str, batch_id: int) -> int:
    with connection.cursor() as cursor:
        statement = sql.SQL("DELETE FROM {} WHERE import_batch_id = %s")
        cursor.execute(statement.format(sql.Identifier(table)), [batch_id])
        return int(cursor.rowcount)


def _ids(statement: str, parameters: dict[str, int] | list[int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [int(row[0]) for row in cursor.fetchall()]


def _count(statement: str, parameters: list[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        row = cursor.fetchone()
    return int(row[0]) if row else 0
