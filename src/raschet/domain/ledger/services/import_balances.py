"""Take over opening balances from another system: one entry of kind OPENING for a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import connection

from raschet.domain.ledger.models import LedgerAccount, PostingKind
from raschet.domain.ledger.services.post_entry import NewEntry, Transfer, post_entry
from raschet.domain.registry.imports.batches import IncomingFile
from raschet.domain.registry.imports.matching import known_accounts
from raschet.domain.registry.imports.report import Confirm, ImportReport, Judge
from raschet.domain.registry.imports.run import Findings, run_import
from raschet.domain.registry.models import ImportBatch, Service
from raschet.formats.tables.cells.outcome import Value
from raschet.values.period import Period
from raschet.values.scaled import plain_kopecks

SOURCE_TYPE: Final = "IMPORT"
STANDING_SQL: Final = """
SELECT p.account_id, p.service_id, p.origin_period,
       sum(CASE WHEN p.debit = ANY(%(owed)s) THEN p.amount_kopecks ELSE 0 END)
     - sum(CASE WHEN p.credit = ANY(%(owed)s) THEN p.amount_kopecks ELSE 0 END)
  FROM ledger_posting p
 WHERE p.account_id = ANY(%(accounts)s) AND p.kind = %(kind)s
 GROUP BY 1, 2, 3
"""

Key = tuple[int, int, date]
"""Account, service (the advance's own for an overpayment), origin period."""


@dataclass(frozen=True, slots=True)
class _Opening:
    index: int
    number: str
    account_id: int
    service_id: int
    period: Period
    amount_kopecks: int
    """What is owed; negative for an overpayment."""

    @property
    def key(self) -> Key:
        return (self.account_id, self.service_id, self.period.first_day)


class ControlTotalDiffers(ValueError):
    """The sum of the file is not the sum its sender named. Kopecks."""

    def __init__(self, expected_kopecks: int, found_kopecks: int) -> None:
        super().__init__(expected_kopecks, found_kopecks)
        self.expected_kopecks = expected_kopecks
        self.found_kopecks = found_kopecks


def import_balances(
    *,
    file: IncomingFile,
    period: Period,
    actor: str,
    control_total_kopecks: int | None = None,
    dry_run: bool = False,
    confirm: Confirm | None = None,
) -> ImportReport:
    """Judge every balance, then post all of them as one entry, or none.

    period: the origin month of rows that name none, normally the last one before the centre began.
    What is owed becomes a receivable of its service and month against the migration account; an
    overpayment becomes the account's advance. An account, service and month that has an opening
    balance already keeps it: the same amount is counted, another one is refused.
    control_total_kopecks: the sum over the file as its sender states it, in the sender's sign.
    Raises: ControlTotalDiffers, NoLiveBook.
    """

    def judged(judge: Judge) -> Findings:
        return _findings(file, period, actor, control_total_kopecks, judge)

    return run_import(
        kind=ImportBatch.Kind.BALANCES,
        file=file,
        actor=actor,
        judge=judged,
        dry_run=dry_run,
        confirm=confirm,
    )


def _findings(
    file: IncomingFile, period: Period, actor: str, control_total: int | None, judge: Judge
) -> Findings:
    total = sum(v for v in file.table.column("amount") if isinstance(v, int))
    if control_total is not None and control_total != total:
        raise ControlTotalDiffers(control_total, total)
    rows = _openings(file, period, judge)
    standing = _standing([row.account_id for row in rows])
    new: list[_Opening] = []
    same = 0
    for row in rows:
        stands = standing.get(row.key, 0)
        if row.amount_kopecks in (0, stands):
            same += 1
        elif stands:
            before = plain_kopecks(stands)
            judge.refuse(
                row.index,
                "amount",
                plain_kopecks(row.amount_kopecks),
                "OPENING_STANDS",
                last=before,
            )
        else:
            new.append(row)
    added = sum(row.amount_kopecks for row in new)
    before_total = sum(standing.values())
    return Findings(
        write=lambda batch_id: _post(new, batch_id, actor),
        new={"balances": len(new)},
        same=same,
        sums={"balance_kopecks": (before_total, before_total + added)},
    )


def _openings(file: IncomingFile, period: Period, judge: Judge) -> list[_Opening]:
    table, settings = file.table, file.profile.settings
    columns = {key: table.column(key) for key in file.profile.columns}
    accounts = known_accounts(str(number) for number in columns["number"] if number)
    services = {code: (id_, group) for code, id_, group in _services()}
    advances = {group: id_ for code, id_, group in _services() if code.startswith("advance")}
    sign = -1 if settings.get("positive") == "OVERPAYMENT" else 1
    default_service = str(settings.get("service", ""))
    found: list[_Opening] = []
    first_of: dict[Key, int] = {}
    for index, row_number in enumerate(table.row_numbers):
        values: dict[str, Value] = {key: column[index] for key, column in columns.items()}
        account = accounts.get(str(values["number"]))
        if values["number"] is not None and account is None:
            judge.refuse(index, "number", values["number"], "ACCOUNT_UNKNOWN")
        code = str(values.get("service") or default_service)
        if code not in services:
            judge.refuse(index, "service", code, "SERVICE_MISSING")
            continue
        amount = values["amount"]
        if row_number in table.refused_rows or account is None or not isinstance(amount, int):
            continue
        month = values.get("period")
        origin = Period.of(month) if isinstance(month, date) else period
        owed = sign * amount
        service_id, group = services[code]
        row = _Opening(
            index=index,
            number=str(values["number"]),
            account_id=account.account_id,
            service_id=service_id if owed >= 0 else advances[group],
            period=origin,
            amount_kopecks=owed,
        )
        if (account.account_id, service_id, origin.first_day) in first_of:
            first = judge.row_numbers[first_of[account.account_id, service_id, origin.first_day]]
            judge.refuse(index, "amount", plain_kopecks(amount), "BALANCE_TWICE", row=first)
            continue
        first_of[account.account_id, service_id, origin.first_day] = index
        found.append(row)
    return _advances_together(found)


def _advances_together(rows: list[_Opening]) -> list[_Opening]:
    """Overpayments of several services are one advance of their group and month."""
    together: dict[Key, _Opening] = {}
    for row in rows:
        known = together.get(row.key)
        amount = row.amount_kopecks + (known.amount_kopecks if known else 0)
        first = known or row
        together[row.key] = _Opening(
            first.index, first.number, first.account_id, first.service_id, first.period, amount
        )
    return list(together.values())


def _services() -> list[tuple[str, int, str]]:
    return list(Service.objects.values_list("code", "id", "allocation_group"))


def _standing(account_ids: Sequence[int]) -> dict[Key, int]:
    """Opening balances that were taken over before; undone ones cancel out."""
    owed = [int(account) for account in (LedgerAccount.RECEIVABLE, LedgerAccount.ADVANCE)]
    with connection.cursor() as cursor:
        cursor.execute(
            STANDING_SQL,
            {"accounts": list(account_ids), "owed": owed, "kind": int(PostingKind.OPENING)},
        )
        return {(row[0], row[1], row[2]): int(row[3]) for row in cursor.fetchall() if row[3]}


def _post(rows: Sequence[_Opening], batch_id: int, actor: str) -> dict[str, Any]:
    transfers = [_transfer(row) for row in rows]
    posted = post_entry(
        entry=NewEntry(
            kind=PostingKind.OPENING,
            source_type=SOURCE_TYPE,
            source_id=str(batch_id),
            idempotency_key=f"import:{batch_id}",
            actor=actor,
            reason=f"import {batch_id}",
            transfers=transfers,
        )
    )
    return {"entry": posted.entry_id}


def _transfer(row: _Opening) -> Transfer:
    owes = row.amount_kopecks > 0
    return Transfer(
        account_id=row.account_id,
        service_id=row.service_id,
        debit=LedgerAccount.RECEIVABLE if owes else LedgerAccount.MIGRATION,
        credit=LedgerAccount.MIGRATION if owes else LedgerAccount.ADVANCE,
        amount_kopecks=abs(row.amount_kopecks),
        origin_period=row.period,
        value_date=row.period.last_day,
    )
