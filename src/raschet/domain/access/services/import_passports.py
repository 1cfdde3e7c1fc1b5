"""Take in passports as proofs: a keyed slow hash each, in portions, resumable after any stop."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from argon2.low_level import Type, hash_secret
from django.db import transaction

from raschet.domain.access.models import PassportProof
from raschet.domain.audit.services.record_deed import record_deed
from raschet.domain.registry.imports.batches import (
    IncomingFile,
    finish_batch,
    last_batch_saying,
    new_batch,
    one_import_at_a_time,
)
from raschet.domain.registry.imports.matching import known_accounts
from raschet.domain.registry.imports.report import Confirm, ImportReport, Judge, Outcome
from raschet.domain.registry.models import ImportBatch
from raschet.formats.tables.cells.outcome import Value

ARGON2_MEMORY_KIB: Final = 19_456
ARGON2_TIME: Final = 2
ARGON2_LANES: Final = 1
ARGON2_BYTES: Final = 32
SALT_BYTES: Final = 16
PORTION: Final = 50
"""Proofs saved together: about two seconds of work are repeated after a stop."""
PASSPORT_DIGITS: Final = 10
HOLDERS_MAX: Final = 9


@dataclass(frozen=True, slots=True, repr=False)
class _Passport:
    """One row; its number never appears in a message, hence no repr."""

    account_id: int
    holder_number: int
    digits: str
    source_sha256: bytes


def passport_secret(pepper: bytes, account_id: int, digits: str) -> bytes:
    """The keyed digest that is hashed slowly. It proves nothing without the pepper."""
    return hmac.new(pepper, f"{account_id}|{digits}".encode("ascii"), hashlib.sha256).digest()


def import_passports(
    *,
    file: IncomingFile,
    pepper: bytes,
    actor: str,
    dry_run: bool = False,
    confirm: Confirm | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ImportReport:
    """Judge every row, then hash and save them in portions.

    The numbers themselves are neither stored nor logged nor shown. An interrupted import goes on
    where it was when the same file is given again: rows whose proof is there are skipped.
    pepper: key of the proofs, kept outside the database. progress: called with the rows done
    and the rows there are.
    """
    issues = list(file.table.issues)
    judge = Judge(file.table.row_numbers, file.table.names, issues)
    rows = _passports(file, judge)
    standing = {
        (account_id, holder): bytes(source)
        for account_id, holder, source in PassportProof.objects.filter(
            account_id__in=[row.account_id for row in rows]
        ).values_list("account_id", "holder_number", "source_sha256")
    }
    todo = [
        row
        for row in rows
        if standing.get((row.account_id, row.holder_number)) != row.source_sha256
    ]
    refused = any(issue.refused for issue in issues)
    outcome = Outcome.REFUSED if refused else Outcome.APPLIED if todo else Outcome.UNCHANGED
    report = ImportReport(
        outcome=outcome,
        source=file.table.source,
        rows=len(file.table.row_numbers),
        issues=sorted(issues, key=lambda issue: issue.row),
        notes=file.table.notes,
        new={"passports": len(todo)},
        same=len(rows) - len(todo),
        batch_id=last_batch_saying(ImportBatch.Kind.PASSPORTS, file.content_sha256),
    )
    if outcome is not Outcome.APPLIED:
        return report
    if dry_run:
        return replace(report, outcome=Outcome.DRY_RUN)
    if confirm is not None and not confirm(report):
        return replace(report, outcome=Outcome.DECLINED)
    batch_id = _save(file, todo, report, pepper, actor, progress)
    return replace(report, batch_id=batch_id)


def _passports(file: IncomingFile, judge: Judge) -> list[_Passport]:
    table = file.table
    columns = {key: table.column(key) for key in file.profile.columns}
    accounts = known_accounts(str(number) for number in columns["number"] if number)
    found: list[_Passport] = []
    taken: dict[tuple[int, int], int] = {}
    for index, row_number in enumerate(table.row_numbers):
        number = columns["number"][index]
        account = accounts.get(str(number))
        if number is not None and account is None:
            judge.refuse(index, "number", number, "ACCOUNT_UNKNOWN")
        if row_number in table.refused_rows or account is None:
            continue
        holder = columns["holder_number"][index]
        holder_number = holder if isinstance(holder, int) else 1
        if not 1 <= holder_number <= HOLDERS_MAX:
            judge.refuse(index, "holder_number", holder_number, "NUMBER_IMPOSSIBLE")
            continue
        digits = _digits(columns, index)
        if digits is None:
            judge.refuse(index, "passport", "•••", "PASSPORT_INVALID", digits=PASSPORT_DIGITS)
            continue
        key = (account.account_id, holder_number)
        if key in taken:
            judge.refuse(index, "number", number, "PASSPORT_TWICE", row=taken[key])
            continue
        taken[key] = row_number
        # The mark names the line of the file, never the number: a fast digest of a number, even a
        # keyed one, would let the slow hash be passed by.
        mark = hashlib.sha256(file.data_sha256 + f"|{row_number}".encode()).digest()
        found.append(_Passport(*key, digits, mark))
    return found


def _digits(columns: dict[str, list[Value]], index: int) -> str | None:
    """Series and number as ten digits; None when they are anything else."""
    whole = columns["passport"][index]
    if whole is None:
        series, number = columns["series"][index], columns["document_number"][index]
        whole = f"{series}{number}" if series and number else None
    if not isinstance(whole, str):
        return None
    digits = "".join(character for character in whole if character not in " №N-")
    valid = digits.isascii() and digits.isdecimal() and len(digits) == PASSPORT_DIGITS
    return digits if valid else None


def _save(
    file: IncomingFile,
    rows: Sequence[_Passport],
    report: ImportReport,
    pepper: bytes,
    actor: str,
    progress: Callable[[int, int], None] | None,
) -> int:
    batch_id = report.batch_id or _begin(file, report, actor)
    done = 0
    for portion in _portions(rows):
        proofs = [_proof(row, pepper, batch_id) for row in portion]
        PassportProof.objects.bulk_create(
            proofs,
            update_conflicts=True,
            unique_fields=["account_id", "holder_number"],
            update_fields=["proof", "source_sha256", "import_batch_id"],
        )
        done += len(portion)
        if progress is not None:
            progress(done, len(rows))
    return batch_id


def _begin(file: IncomingFile, report: ImportReport, actor: str) -> int:
    """Register the file once; the same file given again goes on under the same number."""
    figures = {"new": dict(report.new), "same": report.same}
    with transaction.atomic():
        one_import_at_a_time()
        batch = new_batch(kind=ImportBatch.Kind.PASSPORTS, file=file, actor=actor)
        finish_batch(batch, {**figures, "undo": {}})
        record_deed(
            actor=actor, action="IMPORT_APPLIED", subject=f"import:{batch.pk}", detail=figures
        )
    return int(batch.pk)


def _portions(rows: Sequence[_Passport]) -> Iterator[Sequence[_Passport]]:
    for start in range(0, len(rows), PORTION):
        yield rows[start : start + PORTION]


def _proof(row: _Passport, pepper: bytes, batch_id: int) -> PassportProof:
    encoded = hash_secret(
        passport_secret(pepper, row.account_id, row.digits),
        secrets.token_bytes(SALT_BYTES),
        time_cost=ARGON2_TIME,
        memory_cost=ARGON2_MEMORY_KIB,
        parallelism=ARGON2_LANES,
        hash_len=ARGON2_BYTES,
        type=Type.ID,
    )
    return PassportProof(
        account_id=row.account_id,
        holder_number=row.holder_number,
        proof=encoded.decode("ascii"),
        source_sha256=row.source_sha256,
        import_batch_id=batch_id,
    )
