"""``raschet golden``: worked cases computed by the engine and compared with what they expect."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, ngettext

from raschet.interfaces.cli.console import say, show, table
from raschet.interfaces.cli.errors import CommandRefused
from raschet.interfaces.cli.exit_codes import ExitCode

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from raschet.engine.golden import CaseResult, GoldenReport
    from raschet.engine.golden.fields import Field


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command."""
    parser.description = gettext(
        "Computes every case of the files whose rule the engine knows, prints each that differs\n"
        "(expected, got, operands) and a summary by rule, and lists the rules it does not know yet.\n"
        "Exit code 1 when a case differs or cannot be computed."
    )
    parser.add_argument(
        "files", metavar="FILE", nargs="*", type=Path, help=gettext("JSON file of cases")
    )
    parser.add_argument(
        "--schema", metavar="RULE", help=gettext("print the inputs that a case of the rule takes")
    )


def run(arguments: argparse.Namespace) -> int:
    """Compare every case, or print a schema. Returns the exit code."""
    if arguments.schema is not None:
        return _print_schema(arguments.schema)
    if not arguments.files:
        raise CommandRefused(
            gettext("Name at least one file of cases, or a rule with --schema RULE."),
            ExitCode.USAGE,
        )
    from raschet.engine.golden import run_cases

    cases = [case for path in arguments.files for case in _read_cases(path)]
    report = run_cases(cases)
    for result in report.mismatches:
        _print_mismatch(result)
    _print_summary(report)
    return ExitCode.REFUSED if report.mismatches else ExitCode.DONE


def _read_cases(path: Path) -> list[Any]:
    """The cases of a file. Raises: CommandRefused."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        reason = error.strerror or str(error)
    except (ValueError, RecursionError) as error:
        reason = gettext("it is not JSON in UTF-8 (%(error)s)") % {"error": error}
    else:
        cases = content.get("cases") if isinstance(content, dict) else content
        if isinstance(cases, list):
            return cases
        reason = gettext("it holds no list of cases")
    raise CommandRefused(
        gettext("%(file)s cannot be read: %(reason)s. Nothing was computed.")
        % {"file": path, "reason": reason}
    )


def _print_mismatch(result: CaseResult) -> None:
    say(f"{result.case_id}  {result.rule}", "bold red")
    if result.error:
        say(f"  {result.error}")
    names = result.differing or tuple(result.expected)
    for name in names:
        expected, got = result.expected.get(name), result.got.get(name)
        words = {"name": name, "expected": _plain(expected), "got": _plain(got)}
        say("  " + gettext("%(name)s: expected %(expected)s, got %(got)s") % words)
    operands = ", ".join(f"{name}={_plain(value)}" for name, value in result.operands.items())
    say("  " + gettext("operands: %(operands)s") % {"operands": operands})


def _plain(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _print_summary(report: GoldenReport) -> None:
    made = table([gettext("Rule"), gettext("Match"), gettext("Differ"), gettext("Invalid")])
    for row in report.summary:
        style = "red" if row.mismatched or row.invalid else None
        made.add_row(row.rule, str(row.matched), str(row.mismatched), str(row.invalid), style=style)
    matched = sum(row.matched for row in report.summary)
    made.add_section()
    made.add_row(
        gettext("Together"),
        str(matched),
        str(sum(row.mismatched for row in report.summary)),
        str(sum(row.invalid for row in report.summary)),
        style="bold",
    )
    show(made)
    if report.unknown:
        total = sum(report.unknown.values())
        listed = ", ".join(f"{rule} ({count})" for rule, count in sorted(report.unknown.items()))
        say(
            ngettext(
                "Not known yet, %(count)d case: %(rules)s",
                "Not known yet, %(count)d cases: %(rules)s",
                total,
            )
            % {"count": total, "rules": listed},
            "yellow",
        )


def _print_schema(rule: str) -> int:
    from raschet.engine.golden import RULES, schema

    if rule not in RULES:
        raise CommandRefused(
            gettext("The engine does not know the rule “%(rule)s”. It knows: %(known)s.")
            % {"rule": rule, "known": ", ".join(sorted(RULES))}
        )
    made = table(
        [gettext("Input"), gettext("Written as"), gettext("Needed"), gettext("Meaning")], 99
    )
    _add_fields(made, schema(rule), "")
    show(made)
    return ExitCode.DONE


def _add_fields(made: Any, fields: Sequence[Field], prefix: str) -> None:
    for field in fields:
        if field.required:
            needed = gettext("yes")
        else:
            needed = gettext("no, %(default)s by default") % {"default": _plain(field.default)}
        made.add_row(f"{prefix}{field.name}", str(field.kind), needed, field.meaning)
        _add_fields(made, field.fields, f"{prefix}{field.name}.")
