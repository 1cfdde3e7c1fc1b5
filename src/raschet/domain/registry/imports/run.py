"""The way every import goes: judge all rows, show the report, write all of them or none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction

from raschet.domain.audit.services.record_deed import record_deed
from raschet.domain.registry.imports.batches import (
    IncomingFile,
    finish_batch,
    last_batch_saying,
    new_batch,
    one_import_at_a_time,
)
from raschet.domain.registry.imports.report import Change, Confirm, ImportReport, Judge, Outcome


@dataclass(slots=True)
class Findings:
    """What judging found. ``write`` puts it into tables under a batch; its answer serves undoing."""

    write: Callable[[int], Mapping[str, Any]]
    new: Mapping[str, int] = field(default_factory=dict)
    same: int = 0
    changes: list[Change] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    sums: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def changes_anything(self) -> bool:
        return bool(self.changes) or any(self.new.values())


def run_import(
    *,
    kind: str,
    file: IncomingFile,
    actor: str,
    judge: Callable[[Judge], Findings],
    dry_run: bool,
    confirm: Confirm | None,
) -> ImportReport:
    """Judge a file and write it in one transaction. See the deeds that call this."""
    table = file.table
    with transaction.atomic():
        one_import_at_a_time()
        issues = list(table.issues)
        found = judge(Judge(table.row_numbers, table.names, issues))
        report = ImportReport(
            outcome=_outcome(found, issues_refuse=any(issue.refused for issue in issues)),
            source=table.source,
            rows=len(table.row_numbers),
            issues=sorted(issues, key=lambda issue: issue.row),
            notes=table.notes,
            new=found.new,
            same=found.same,
            changes=found.changes,
            missing=found.missing,
            sums=found.sums,
            batch_id=last_batch_saying(kind, file.content_sha256),
        )
        if report.outcome is not Outcome.APPLIED:
            return report
        if dry_run:
            return replace(report, outcome=Outcome.DRY_RUN)
        if confirm is not None and not confirm(report):
            return replace(report, outcome=Outcome.DECLINED)
        batch = new_batch(kind=kind, file=file, actor=actor)
        undo = found.write(batch.pk)
        figures = {"new": dict(found.new), "changed": len(found.changes), "same": found.same}
        finish_batch(batch, {**figures, "undo": dict(undo)})
        record_deed(
            actor=actor, action="IMPORT_APPLIED", subject=f"import:{batch.pk}", detail=figures
        )
        return replace(report, batch_id=batch.pk)


def _outcome(found: Findings, *, issues_refuse: bool) -> Outcome:
    if issues_refuse:
        return Outcome.REFUSED
    return Outcome.APPLIED if found.changes_anything else Outcome.UNCHANGED
