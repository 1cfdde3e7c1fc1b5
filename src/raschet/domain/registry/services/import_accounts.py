"""Take in a file of accounts: houses, premises, accounts, holders, areas, people, owners."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.db import connection, transaction

from raschet.domain.registry.imports.account_rows import AccountRow, account_rows
from raschet.domain.registry.imports.account_state import (
    Difference,
    accounts_now,
    difference,
)
from raschet.domain.registry.imports.account_tables import write_accounts
from raschet.domain.registry.imports.batches import (
    IncomingFile,
    finish_batch,
    last_batch_saying,
    new_batch,
    one_import_at_a_time,
)
from raschet.domain.registry.imports.report import Confirm, ImportReport, Judge, Outcome
from raschet.domain.registry.models import House, ImportBatch, Organisation


def import_accounts(
    *,
    file: IncomingFile,
    valid_from: date,
    actor: str,
    dry_run: bool = False,
    confirm: Confirm | None = None,
) -> ImportReport:
    """Judge every row, then write all of them or none.

    valid_from: the day from which changed facts hold. A new account's facts hold from its opening
    where the file gives one. confirm: asked with the report before anything is written.
    The file of the last import, or any file that says what the database says, changes nothing.
    Accounts that the file does not mention are reported and left as they are.
    """
    with transaction.atomic():
        one_import_at_a_time()
        earlier = last_batch_saying(ImportBatch.Kind.ACCOUNTS, file.content_sha256)
        found, report = _judged(file, valid_from, earlier)
        if report.outcome is not Outcome.APPLIED:
            return report
        if dry_run:
            return _ended(report, Outcome.DRY_RUN)
        if confirm is not None and not confirm(report):
            return _ended(report, Outcome.DECLINED)
        batch = new_batch(kind=ImportBatch.Kind.ACCOUNTS, file=file, actor=actor)
        undo = write_accounts(found, batch_id=batch.pk, valid_from=valid_from)
        finish_batch(batch, _counts(report, undo))
        return _ended(report, Outcome.APPLIED, batch.pk)


def _judged(
    file: IncomingFile, valid_from: date, earlier: int | None
) -> tuple[Difference, ImportReport]:
    table = file.table
    issues = list(table.issues)
    judge = Judge(table.row_numbers, table.names, issues)
    rows = account_rows(table, file.profile, judge)
    _judge_houses(rows, judge)
    _judge_companies(rows, judge)
    now = accounts_now([row.number for row in rows], valid_from)
    found = difference(rows, now, frozenset(table.columns), judge)
    refused = any(issue.refused for issue in issues)
    changed = bool(found.new or found.changes)
    outcome = Outcome.REFUSED if refused else Outcome.APPLIED if changed else Outcome.UNCHANGED
    report = ImportReport(
        outcome=outcome,
        source=table.source,
        rows=len(table.row_numbers),
        issues=issues,
        notes=table.notes,
        new={"houses": _new_houses(found.new), "accounts": len(found.new)},
        same=found.same,
        changes=found.changes,
        missing=_missing(rows, valid_from),
        sums={"area_micro": (found.area_before_micro, found.area_after_micro)},
        batch_id=earlier,
    )
    return found, report


def _ended(report: ImportReport, outcome: Outcome, batch_id: int | None = None) -> ImportReport:
    return replace(report, outcome=outcome, batch_id=batch_id)


def _counts(report: ImportReport, undo: dict[str, Any]) -> dict[str, Any]:
    return {
        "new": dict(report.new),
        "changed": len(report.changes),
        "same": report.same,
        "undo": undo,
    }


def _new_houses(rows: list[AccountRow]) -> int:
    keys = {row.house_key for row in rows}
    return len(keys) - House.objects.filter(address_key__in=keys).count()


def _missing(rows: list[AccountRow], day: date) -> list[str]:
    """Open accounts of the file's houses that the file does not mention."""
    houses = list({row.house_key for row in rows})
    numbers = [row.number for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE IF NOT EXISTS import_number (number text PRIMARY KEY) "
            "ON COMMIT DROP"
        )
        cursor.execute("TRUNCATE import_number")
        cursor.execute("INSERT INTO import_number SELECT unnest(%s::text[])", [numbers])
        cursor.execute(
            "SELECT a.number FROM registry_account a JOIN registry_house h ON h.id = a.house_id "
            "WHERE h.address_key = ANY(%s) AND (a.closed_on IS NULL OR a.closed_on > %s) "
            "AND NOT EXISTS (SELECT FROM import_number n WHERE n.number = a.number) ORDER BY 1",
            [houses, day],
        )
        return [str(row[0]) for row in cursor.fetchall()]


def _judge_houses(rows: list[AccountRow], judge: Judge) -> None:
    """A house's state identifier belongs to one address, in the file and in the database."""
    by_fias: dict[str, str] = {}
    given = {row.fias_id for row in rows if row.fias_id}
    if not given:
        return
    for fias_id, key in House.objects.filter(fias_id__in=given).values_list(
        "fias_id", "address_key"
    ):
        by_fias[str(fias_id)] = key
    for row in rows:
        if row.fias_id and by_fias.setdefault(row.fias_id, row.house_key) != row.house_key:
            place = by_fias[row.fias_id].replace("|", ", ")
            judge.refuse(row.index, "fias_id", row.fias_id, "FIAS_OF_OTHER_HOUSE", place=place)


def _judge_companies(rows: list[AccountRow], judge: Judge) -> None:
    """A managing company must be registered before houses are said to be managed by it."""
    given = {row.manager_inn for row in rows if row.manager_inn}
    if not given:
        return
    known = set(Organisation.objects.filter(inn__in=given).values_list("inn", flat=True))
    for row in rows:
        if row.manager_inn and row.manager_inn not in known:
            judge.refuse(row.index, "manager_inn", row.manager_inn, "ORGANISATION_UNKNOWN")
