"""Take in a file of accounts: houses, premises, accounts, holders, areas, people, owners."""

from __future__ import annotations

import re
from datetime import date

from django.db import connection

from raschet.domain.registry.imports.account_rows import AccountRow, account_rows
from raschet.domain.registry.imports.account_state import accounts_now, difference
from raschet.domain.registry.imports.account_tables import write_accounts
from raschet.domain.registry.imports.batches import IncomingFile
from raschet.domain.registry.imports.report import Confirm, ImportReport, Judge
from raschet.domain.registry.imports.run import Findings, run_import
from raschet.domain.registry.models import House, ImportBatch, Organisation
from raschet.formats.tables.cells.outcome import Value


def import_accounts(
    *,
    file: IncomingFile,
    valid_from: date,
    actor: str,
    number_pattern: str = r"\d{6}",
    dry_run: bool = False,
    confirm: Confirm | None = None,
) -> ImportReport:
    """Judge every row, then write all of them or none.

    valid_from: the day from which changed facts hold; a new account's facts hold from its opening
    where the file gives one. number_pattern: what account numbers of this centre match.
    confirm: asked with the report before anything is written.
    A file that says what the database says changes nothing. Accounts that the file does not mention
    are reported and left as they are.
    """

    def judged(judge: Judge) -> Findings:
        return _findings(file, valid_from, number_pattern, judge)

    return run_import(
        kind=ImportBatch.Kind.ACCOUNTS,
        file=file,
        actor=actor,
        judge=judged,
        dry_run=dry_run,
        confirm=confirm,
    )


def _findings(file: IncomingFile, valid_from: date, number_pattern: str, judge: Judge) -> Findings:
    rows = account_rows(file.table, file.profile, judge)
    _judge_numbers(rows, number_pattern, judge)
    _judge_houses(rows, judge)
    _judge_companies(rows, judge)
    now = accounts_now([row.number for row in rows], valid_from)
    found = difference(rows, now, frozenset(file.table.columns), judge)
    return Findings(
        write=lambda batch_id: write_accounts(found, batch_id=batch_id, valid_from=valid_from),
        new={"houses": _new_houses(found.new), "accounts": len(found.new)},
        same=found.same,
        changes=found.changes,
        missing=_missing(rows, file.table.column("number"), valid_from),
        sums={"area_micro": (found.area_before_micro, found.area_after_micro)},
    )


def _judge_numbers(rows: list[AccountRow], pattern: str, judge: Judge) -> None:
    compiled = re.compile(pattern)
    for row in rows:
        if compiled.fullmatch(row.number) is None:
            judge.refuse(row.index, "number", row.number, "ACCOUNT_PATTERN", pattern=pattern)


def _new_houses(rows: list[AccountRow]) -> int:
    keys = {row.house_key for row in rows}
    return len(keys) - House.objects.filter(address_key__in=keys).count()


def _missing(rows: list[AccountRow], mentioned: list[Value], day: date) -> list[str]:
    """Open accounts of the file's houses that the file does not mention."""
    houses = list({row.house_key for row in rows})
    numbers = list({number for number in mentioned if isinstance(number, str)})
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
