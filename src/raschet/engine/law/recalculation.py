"""The law of recalculations as it stands in a month: absence, and reductions for poor quality."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from raschet.engine.law.parameters import ParameterUnknown
from raschet.engine.law.tables import law_table
from raschet.values.scaled import parse_micro

if TYPE_CHECKING:
    from datetime import date

    from raschet.values.period import Period


@dataclass(frozen=True, slots=True)
class AbsenceLaw:
    """Which absences are recalculated (R-150, R-151, R-072).

    full_days_more_than: an absence of so many full days is not enough. never: services that are not
    recalculated; also those whose code ends in ``never_suffix``. without_meter_condition: services
    that do not ask whether a meter is possible, from a day on. application_days: after the return.
    announced_months: how far ahead an absence may be announced without documents.
    """

    full_days_more_than: int
    never: frozenset[str]
    never_suffix: str
    without_meter_condition: frozenset[str]
    without_meter_condition_from: date
    application_days: int
    announced_months: int


@dataclass(frozen=True, slots=True)
class Reduction:
    """One row of the table of poor quality; hours, degrees and percents in micro-units.

    ``percent_micro`` is for an hour, for waste a day. A limit that the table does not have is None.
    shape: OUTAGE, HOURS, PRESSURE, TEMPERATURE, DAYS or WORK: how hours become money. services:
    codes of those it may concern. not_due_beyond: percent of deviation from which a day's fee is not
    due at all. lowest, highest, tolerances: degrees by the standard and what is allowed beyond.
    """

    case: str
    shape: str
    services: tuple[str, ...]
    percent_micro: int
    limit_total_micro: int | None
    limit_single_micro: int | None
    step_micro: int | None
    steps_up: bool
    source: str
    mark: str
    lowest_micro: int | None = None
    highest_micro: int | None = None
    tolerance_day_micro: int = 0
    tolerance_night_micro: int = 0
    not_due_beyond_micro: int | None = None


@cache
def absence_law(period: Period) -> AbsenceLaw:
    """The rules of absence in a month. Raises: ParameterUnknown."""
    row = _newest(law_table("absence")["absence"], "absence", period)
    return AbsenceLaw(
        full_days_more_than=row["full_days_more_than"],
        never=frozenset(row["never"]),
        never_suffix=row["never_suffix"],
        without_meter_condition=frozenset(row["without_meter_condition"]),
        without_meter_condition_from=row["without_meter_condition_from"],
        application_days=row["application_days_after_return"],
        announced_months=row["announced_months_at_most"],
    )


@cache
def reduction_of(case: str, period: Period) -> Reduction:
    """A case of poor quality in a month. Raises: ParameterUnknown."""
    rows = [row for row in law_table("quality")["reduction"] if row["case"] == case]
    row = _newest(rows, case, period)
    return Reduction(
        case=case,
        shape=row["shape"],
        services=tuple(row["services"]),
        percent_micro=parse_micro(row.get("percent_per_hour") or row.get("percent_per_day", "0")),
        limit_total_micro=_micro(row, "limit_total"),
        limit_single_micro=_micro(row, "limit_single"),
        step_micro=_micro(row, "step_degrees"),
        steps_up=row.get("rounding") == "ceil",
        source=row["source"],
        mark=row["mark"],
        lowest_micro=_micro(row, "lowest"),
        highest_micro=_micro(row, "highest"),
        tolerance_day_micro=_micro(row, "tolerance_day") or 0,
        tolerance_night_micro=_micro(row, "tolerance_night") or 0,
        not_due_beyond_micro=_micro(row, "not_due_beyond"),
    )


def quality_cases() -> tuple[str, ...]:
    """Codes of every case of the table, in its order."""
    return tuple(dict.fromkeys(row["case"] for row in law_table("quality")["reduction"]))


def _micro(row: dict[str, Any], name: str) -> int | None:
    return parse_micro(row[name]) if name in row else None


def _newest(rows: list[dict[str, Any]], name: str, period: Period) -> dict[str, Any]:
    known = [row for row in rows if row["from"] <= period.first_day]
    if not known:
        raise ParameterUnknown(name, period)
    return max(known, key=lambda row: row["from"])
