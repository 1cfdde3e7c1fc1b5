"""Running cases and telling what came out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from polars.exceptions import PolarsError

from raschet.engine.golden.fields import CaseInvalid, Field, ignored_names, read_fields
from raschet.engine.golden.rules import RULES, Volume
from raschet.values.scaled import NumberInvalid, parse_micro, plain_micro

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

REFUSALS: Final = (CaseInvalid, ArithmeticError, LookupError, TypeError, ValueError, PolarsError)
"""What a case beyond all bounds may raise below: it is reported like any other invalid case."""


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One case. ``matches`` is true when every expected value was got.

    got: values under the names of the expected ones, volumes as decimals. operands: the inputs as
    written. ignored: inputs that the rule does not use. error: why the case could not be computed.
    """

    case_id: str
    rule: str
    matches: bool
    expected: Mapping[str, Any]
    got: Mapping[str, Any]
    differing: tuple[str, ...]
    operands: Mapping[str, Any]
    ignored: tuple[str, ...] = ()
    error: str | None = None


@dataclass(frozen=True, slots=True)
class RuleSummary:
    """How many cases of a rule matched, differed or could not be computed."""

    rule: str
    matched: int
    mismatched: int
    invalid: int


@dataclass(frozen=True, slots=True)
class GoldenReport:
    """What a run of cases found. unknown: rule names the engine does not compute, with their counts."""

    results: tuple[CaseResult, ...]
    summary: tuple[RuleSummary, ...]
    unknown: Mapping[str, int]

    @property
    def mismatches(self) -> tuple[CaseResult, ...]:
        return tuple(result for result in self.results if not result.matches)


def schema(rule: str) -> tuple[Field, ...]:
    """The inputs that a case of the rule takes. Raises: KeyError for an unknown rule."""
    return RULES[rule].fields


def run_cases(cases: Iterable[Mapping[str, Any]]) -> GoldenReport:
    """Compute every case of a known rule.

    cases: objects with ``id``, ``rule``, ``inputs`` and ``expected``. A case that cannot be read or
    computed becomes a result with an error, never an exception.
    """
    results: list[CaseResult] = []
    unknown: dict[str, int] = {}
    for number, case in enumerate(cases, start=1):
        if not isinstance(case, dict):
            results.append(_broken(f"#{number}", "", f"case {number} is not an object"))
            continue
        rule = case.get("rule")
        if isinstance(rule, str) and rule not in RULES:
            unknown[rule] = unknown.get(rule, 0) + 1
            continue
        results.append(_run(case, str(case.get("id", f"#{number}"))))
    return GoldenReport(tuple(results), _summary(results), dict(sorted(unknown.items())))


def _broken(
    case_id: str, rule: str, error: str, case: Mapping[str, Any] | None = None
) -> CaseResult:
    case = case or {}
    return CaseResult(
        case_id=case_id,
        rule=rule,
        matches=False,
        expected=case.get("expected") or {},
        got={},
        differing=(),
        operands=case.get("inputs") or {},
        error=error,
    )


def _run(case: Mapping[str, Any], case_id: str) -> CaseResult:
    rule_name = case.get("rule")
    if not isinstance(rule_name, str):
        return _broken(case_id, "", "the case names no rule", case)
    rule = RULES[rule_name]
    expected = case.get("expected")
    if not isinstance(expected, dict) or not expected:
        return _broken(case_id, rule_name, "the case expects nothing", case)
    try:
        values = read_fields(rule.fields, case.get("inputs"))
        got = rule.compute(values)
    except REFUSALS as error:
        return _broken(case_id, rule_name, str(error), case)
    differing = tuple(
        name for name, value in expected.items() if name not in got or not _same(value, got[name])
    )
    missing = [name for name in differing if name not in got]
    return CaseResult(
        case_id=case_id,
        rule=rule_name,
        matches=not differing,
        expected=expected,
        got={name: _shown(value) for name, value in got.items()},
        differing=differing,
        operands=case["inputs"],
        ignored=ignored_names(rule.fields, case["inputs"]),
        error=f"the rule has no result named {', '.join(missing)}" if missing else None,
    )


def _same(expected: Any, got: Any) -> bool:
    """Whether an expected value, as written, is the value got."""
    if isinstance(got, Volume):
        if isinstance(expected, bool) or not isinstance(expected, int | str):
            return False
        try:
            return parse_micro(str(expected)) == got.micro
        except NumberInvalid:
            return False
    if isinstance(expected, bool) or isinstance(got, bool):
        return expected is got
    return bool(expected == got)


def _shown(value: Any) -> Any:
    return plain_micro(value.micro) if isinstance(value, Volume) else value


def _summary(results: Iterable[CaseResult]) -> tuple[RuleSummary, ...]:
    counts: dict[str, list[int]] = {}
    for result in results:
        row = counts.setdefault(result.rule, [0, 0, 0])
        row[0 if result.matches else 2 if result.error else 1] += 1
    return tuple(RuleSummary(rule, *row) for rule, row in sorted(counts.items()))
