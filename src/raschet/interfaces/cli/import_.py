"""``raschet import``: take in a file of a managing company, or take an import back."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from raschet.domain.access.services.import_passports import import_passports
from raschet.domain.billing.services.undo_import import undo_import
from raschet.domain.ledger.errors import NoLiveBook
from raschet.domain.ledger.selectors import ledger_month
from raschet.domain.ledger.services.import_balances import ControlTotalDiffers, import_balances
from raschet.domain.readings.services.import_readings import import_readings
from raschet.domain.registry.imports.batches import (
    BatchAlreadyUndone,
    BatchInUse,
    BatchNotFound,
    IncomingFile,
)
from raschet.domain.registry.imports.report import ImportReport, Outcome
from raschet.domain.registry.services.import_accounts import import_accounts
from raschet.domain.registry.services.import_meters import import_meters
from raschet.formats.tables.errors import FileRefused, FileTooLarge
from raschet.formats.tables.limits import DEFAULT_LIMITS
from raschet.formats.tables.profile import Profile, parse_profile, shipped_profile
from raschet.formats.tables.read_table import Issue, read_table
from raschet.interfaces.cli.console import err, progress, say, show, table
from raschet.interfaces.cli.errors import CommandRefused
from raschet.interfaces.cli.exit_codes import ExitCode
from raschet.interfaces.ui.import_cells import CELL_WORDS
from raschet.interfaces.ui.import_files import (
    BATCH_REFUSALS,
    FACTS,
    FILE_NOTES,
    FILE_REFUSALS,
    sentence,
)
from raschet.values.period import Period
from raschet.values.scaled import (
    NumberInvalid,
    localised,
    parse_kopecks,
    plain_kopecks,
    plain_micro,
)

if TYPE_CHECKING:
    from raschet.domain.registry.imports.report import Confirm

SUBJECTS: Final = ("accounts", "meters", "readings", "balances", "passports")
SHOWN_MAX: Final = 50
"""Rows of a list before the rest is only counted."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the five kinds of files and ``undo``."""
    parser.description = gettext(
        "Take in a file (XLSX, XLS, ODS, CSV, DBF). Every row is judged before any is written;\n"
        "one refused row keeps the whole file out. See docs/guides/import.md."
    )
    kinds = parser.add_subparsers(
        title=gettext("what to take in"), metavar=gettext("KIND"), dest="kind", required=True
    )
    help_of = {
        "accounts": gettext("houses, flats, accounts, holders, areas, people"),
        "meters": gettext("meters with dials and verifications"),
        "readings": gettext("readings of meters"),
        "balances": gettext("opening balances by account and service"),
        "passports": gettext("passports, kept only as proofs"),
    }
    for kind in SUBJECTS:
        _add_kind(kinds.add_parser(kind, help=help_of[kind], description=help_of[kind]), kind)
    undo = kinds.add_parser(
        "undo",
        help=gettext("take an import back as a whole"),
        description=gettext("Take an import back while nothing has been billed from it."),
    )
    undo.add_argument("batch", metavar=gettext("BATCH"), type=int, help=gettext("import's number"))


def _add_kind(parser: argparse.ArgumentParser, kind: str) -> None:
    parser.add_argument("file", metavar=gettext("FILE"), type=Path, help=gettext("file to read"))
    parser.add_argument(
        "--profile",
        metavar="P",
        default=kind,
        help=gettext("name of a profile, or path of a .toml file; %(default)s by default"),
    )
    parser.add_argument(
        "--dry-run", action="store_true", help=gettext("judge and report, write nothing")
    )
    parser.add_argument(
        "--yes", action="store_true", help=gettext("do not ask before changing what stands")
    )
    if kind == "accounts":
        parser.add_argument(
            "--from",
            dest="valid_from",
            metavar=gettext("DAY"),
            type=_day,
            help=gettext("day from which the facts hold; the open month's first by default"),
        )
    if kind == "balances":
        parser.add_argument(
            "--period",
            metavar=gettext("MONTH"),
            type=Period.parse,
            help=gettext("month of rows that name none; the one before the open month by default"),
        )
        parser.add_argument(
            "--control-total",
            metavar=gettext("SUM"),
            type=_roubles,
            help=gettext("sum of the file as its sender states it, roubles"),
        )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            gettext("“%(text)s” is not a day; write it like 2026-10-01") % {"text": text}
        ) from error


def _roubles(text: str) -> int:
    try:
        return parse_kopecks(text)
    except NumberInvalid as error:
        raise argparse.ArgumentTypeError(
            gettext("“%(text)s” is not a sum of roubles; write it like 1234.56") % {"text": text}
        ) from error


def run(arguments: argparse.Namespace) -> int:
    """Take a file in, or an import back. Returns the exit code."""
    if arguments.kind == "undo":
        return _undo(arguments.batch)
    try:
        file = _read(arguments.file, arguments.profile, arguments.kind)
    except FileRefused as error:
        raise CommandRefused(sentence(FILE_REFUSALS[error.code], error.fields)) from error
    try:
        report = _import(arguments, file)
    except ControlTotalDiffers as error:
        raise CommandRefused(
            gettext(
                "The rows add up to %(found)s, the sender says %(expected)s. Nothing was changed. "
                "Find the difference with the sender, or leave the control total out."
            )
            % {
                "found": plain_kopecks(error.found_kopecks),
                "expected": plain_kopecks(error.expected_kopecks),
            }
        ) from error
    except NoLiveBook as error:
        raise CommandRefused(
            gettext(
                "No month is open in the books, so balances cannot be posted. Nothing was changed. "
                "Open the first month and repeat."
            )
        ) from error
    if report.outcome is not Outcome.DECLINED and not arguments.shown:
        _show(report)
    _conclude(report)
    return ExitCode.REFUSED if report.outcome is Outcome.REFUSED else ExitCode.DONE


def _read(path: Path, profile_name: str, kind: str) -> IncomingFile:
    """The file's table under a profile. Raises: FileRefused, OSError."""
    profile = _profile(profile_name, kind)
    size = path.stat().st_size
    if size > DEFAULT_LIMITS.file_bytes_max:
        raise FileTooLarge(size=size, limit=DEFAULT_LIMITS.file_bytes_max)
    data = path.read_bytes()
    return IncomingFile.of(
        name=path.name, data=data, profile=profile, table=read_table(data, profile)
    )


def _profile(name: str, kind: str) -> Profile:
    if name.endswith(".toml"):
        path = Path(name)
        return parse_profile(path.read_text(encoding="utf-8"), path.stem, subject=kind)
    return shipped_profile(name, subject=kind)


def _import(arguments: argparse.Namespace, file: IncomingFile) -> ImportReport:
    arguments.shown = False
    today = timezone.localdate()
    actor = f"terminal:{getpass.getuser()}"[:64]
    month = ledger_month().live or Period.of(today)

    def ask(report: ImportReport) -> bool:
        arguments.shown = True
        _show(report)
        return _wanted(report, asked=not arguments.yes)

    confirm: Confirm = ask
    if arguments.kind == "accounts":
        return import_accounts(
            file=file,
            valid_from=_valid_from(arguments.valid_from, file, month),
            actor=actor,
            number_pattern=settings.RASCHET.account_pattern,
            dry_run=arguments.dry_run,
            confirm=confirm,
        )
    if arguments.kind == "meters":
        return import_meters(
            file=file, today=today, actor=actor, dry_run=arguments.dry_run, confirm=confirm
        )
    if arguments.kind == "readings":
        return import_readings(
            file=file,
            today=today,
            received_at=timezone.now(),
            actor=actor,
            dry_run=arguments.dry_run,
            confirm=confirm,
        )
    if arguments.kind == "balances":
        return import_balances(
            file=file,
            period=arguments.period or month.plus(-1),
            actor=actor,
            control_total_kopecks=arguments.control_total,
            dry_run=arguments.dry_run,
            confirm=confirm,
        )
    return _passports(arguments, file, actor, confirm)


def _valid_from(given: date | None, file: IncomingFile, month: Period) -> date:
    written = str(file.profile.settings.get("valid_from", ""))
    return given or (_day(written) if written else month.first_day)


def _passports(
    arguments: argparse.Namespace, file: IncomingFile, actor: str, confirm: Confirm
) -> ImportReport:
    with progress() as bar:
        task = bar.add_task(gettext("Proofs"), total=None)
        return import_passports(
            file=file,
            pepper=settings.PASSPORT_PEPPER,
            actor=actor,
            dry_run=arguments.dry_run,
            confirm=confirm,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )


def _wanted(report: ImportReport, *, asked: bool) -> bool:
    """Whether to write. Only what changes standing facts is asked about, and only a person."""
    if not asked or not report.changes or not sys.stdin.isatty():
        return True
    err.print(gettext("Write these changes? [y/N] "), end="")
    return sys.stdin.readline().strip().lower() in {"y", "yes", "д", "да"}


def _show(report: ImportReport) -> None:
    source = report.source
    parts = [source.carrier, source.encoding, source.sheet]
    say(
        gettext("Read %(rows)s rows (%(how)s).")
        % {"rows": report.rows, "how": ", ".join(part for part in parts if part)}
    )
    for note in report.notes:
        say(sentence(FILE_NOTES[note.code], note.fields))
    _show_issues([issue for issue in report.issues if issue.refused], gettext("Refused"))
    _show_repairs([issue for issue in report.issues if not issue.refused])
    _show_changes(report)


def _show_issues(issues: list[Issue], title: str) -> None:
    if not issues:
        return
    made = table([gettext("Row"), gettext("Column"), gettext("Value"), title], 99)
    for issue in issues[:SHOWN_MAX]:
        words = sentence(CELL_WORDS[issue.code], issue.fields)
        made.add_row(str(issue.row), issue.column, issue.value, words)
    show(made)
    if len(issues) > SHOWN_MAX:
        say(gettext("… and %(count)s more.") % {"count": len(issues) - SHOWN_MAX})


def _show_repairs(issues: list[Issue]) -> None:
    """Repairs are told by kind: there may be one in every row."""
    if not issues:
        return
    counts = Counter((issue.column, issue.code) for issue in issues)
    made = table([gettext("Column"), gettext("Put right"), gettext("Example"), gettext("Rows")], 3)
    firsts = {(issue.column, issue.code): issue for issue in reversed(issues)}
    for key, count in sorted(counts.items()):
        first = firsts[key]
        words = sentence(CELL_WORDS[first.code], first.fields)
        example = f"{first.value} ({gettext('row')} {first.row})"
        made.add_row(first.column, words, example, str(count))
    show(made)


def _show_changes(report: ImportReport) -> None:
    new = ", ".join(f"{FACTS[name]}: {count}" for name, count in report.new.items() if count)
    say(gettext("New: %(new)s. As before: %(same)s.") % {"new": new or "0", "same": report.same})
    if report.changes:
        made = table(
            [gettext("Row"), gettext("Whose"), gettext("What"), gettext("Was"), gettext("Becomes")],
            99,
        )
        for change in report.changes[:SHOWN_MAX]:
            fact = str(FACTS[change.fact])
            made.add_row(str(change.row), change.subject, fact, change.before, change.after)
        show(made)
        if len(report.changes) > SHOWN_MAX:
            say(gettext("… and %(count)s more.") % {"count": len(report.changes) - SHOWN_MAX})
    if report.missing:
        shown = ", ".join(report.missing[:10])
        say(
            gettext("Accounts of these houses that the file lacks: %(count)s (%(shown)s …).")
            % {"count": len(report.missing), "shown": shown}
        )
    for name, (before, after) in report.sums.items():
        plain = plain_kopecks if name.endswith("_kopecks") else plain_micro
        was, becomes, difference = (
            localised(plain(value), settings.LANGUAGE_CODE)
            for value in (before, after, after - before)
        )
        say(
            gettext("%(what)s: was %(was)s, becomes %(becomes)s, difference %(difference)s.")
            % {"what": FACTS[name], "was": was, "becomes": becomes, "difference": difference}
        )


def _conclude(report: ImportReport) -> None:
    """The last line: what became of the file."""
    match report.outcome:
        case Outcome.APPLIED:
            say(gettext("Written as import %(batch)s.") % {"batch": report.batch_id})
        case Outcome.DRY_RUN:
            say(gettext("Nothing was written: this was a dry run."))
        case Outcome.DECLINED:
            say(gettext("Nothing was written, as you wished."))
        case Outcome.UNCHANGED if report.batch_id is not None:
            say(
                gettext("Nothing to do: import %(batch)s has brought the same already.")
                % {"batch": report.batch_id}
            )
        case Outcome.UNCHANGED:
            say(gettext("Nothing to do: everything stands as the file says."))
        case Outcome.REFUSED:
            count = len({issue.row for issue in report.refused})
            err.print(
                ngettext(
                    "Refused because of %(count)s row. Nothing was written. Correct it and repeat.",
                    "Refused because of %(count)s rows. Nothing was written. Correct them and "
                    "repeat.",
                    count,
                )
                % {"count": count},
                style="red",
                soft_wrap=True,
            )


def _undo(batch_id: int) -> int:
    try:
        undone = undo_import(
            batch_id=batch_id, actor=f"terminal:{getpass.getuser()}"[:64], now=timezone.now()
        )
    except BatchNotFound as error:
        raise CommandRefused(
            gettext("There is no import %(batch)s. Nothing was changed.") % {"batch": batch_id}
        ) from error
    except BatchAlreadyUndone as error:
        raise CommandRefused(
            gettext("Import %(batch)s was taken back before. Nothing was changed.")
            % {"batch": batch_id}
        ) from error
    except BatchInUse as error:
        fields = {"batch": batch_id, "count": error.count}
        raise CommandRefused(sentence(BATCH_REFUSALS[error.reason], fields)) from error
    say(
        gettext("Import %(batch)s (%(file)s) is taken back; rows removed: %(count)s.")
        % {
            "batch": undone.batch_id,
            "file": undone.file_name,
            "count": sum(undone.removed.values()),
        }
    )
    return ExitCode.DONE
