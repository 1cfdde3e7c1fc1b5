"""The rows of law that the package ships, as the dated table holds them.

| Table | Key | Value |
|---|---|---|
| ``penalty_step`` | kind and step's first day | ``kind``, ``first_day`` of delay, ``divisor`` |
| ``penalty_cap`` | - | ``percent`` a year at most |
| ``penalty_moratorium`` | its first day | ``arose_before``: only debts of months before (or null) |
| ``penalty_scheme`` | code of the service | ``kind``: debts of the service bear this penalty |
| ``due_days`` | - | ``bill_day``, ``pay_day`` of the next month |
| ``holidays`` | - | ``days``: month-days of every year |
| ``benefit`` | category and first service | ``category``, ``percent``, ``services``, ``limit``, ``funder`` |
| ``social_area`` | - | ``metres`` of a person by the number of residents |
| ``benefit_mode`` | - | ``mode``: DISCOUNT on the bill or COMPENSATION in money |
| ``calendar`` | year | ``moved`` days off, ``working`` Saturdays and Sundays |

``penalty_scheme`` is the centre's own decision: nothing of it is shipped, and while a service has no
row its debts bear no penalty.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from raschet.engine.law.tables import law_table
from raschet.values.scaled import parse_micro

ALWAYS: Final = date(1992, 1, 1)
"""For facts that hold as far back as any debt goes."""


@dataclass(frozen=True, slots=True)
class ShippedRow:
    """One row of law as the package ships it; ``valid_until`` None is without end."""

    table: str
    key: str
    valid_from: date
    source: str
    valid_until: date | None = None
    mark: str = ""
    value: dict[str, Any] = field(default_factory=dict)


def shipped_rows() -> Iterator[ShippedRow]:
    """Every row of the package's tables, rows of one key in order of time."""
    yield from _penalty()
    yield from _due_days()
    yield from _calendar()
    yield from _benefits()


def shipped_key_rates() -> list[tuple[date, date | None, int, str]]:
    """(from, until, micro-percent, source): the newest rate holds until it is no longer known."""
    table = law_table("key_rates")
    rows = sorted(table["rate"], key=lambda row: row["from"])
    ends = [*(row["from"] for row in rows[1:]), table["known_until"]]
    return [
        (row["from"], until, parse_micro(row["percent"]), row["source"])
        for row, until in zip(rows, ends, strict=True)
    ]


def _penalty() -> Iterator[ShippedRow]:
    table = law_table("penalty")
    for row in table["step"]:
        value = {name: row[name] for name in ("kind", "first_day", "divisor")}
        key = f"{row['kind']}/{row['first_day']}"
        yield _row("penalty_step", key, row, value)
    for row in table["cap"]:
        yield _row("penalty_cap", "", row, {"percent": row["percent"]})
    for row in table["moratorium"]:
        before = row.get("arose_before")
        value = {"arose_before": before.isoformat() if before else None}
        yield _row("penalty_moratorium", row["from"].isoformat(), row, value)


def _due_days() -> Iterator[ShippedRow]:
    rows = sorted(law_table("due_dates")["due"], key=lambda row: row["from"])
    ends = [*(row["from"] for row in rows[1:]), None]
    for row, until in zip(rows, ends, strict=True):
        value = {name: row[name] for name in ("bill_day", "pay_day")}
        yield _row("due_days", "", {**row, "until": until}, value)


def _calendar() -> Iterator[ShippedRow]:
    table = law_table("non_working_days")
    yield ShippedRow(
        "holidays", "", ALWAYS, "Labour Code art. 112", mark="V", value={"days": table["yearly"]}
    )
    for row in table["year"]:
        value = {name: [day.isoformat() for day in row[name]] for name in ("moved", "working")}
        yield ShippedRow(
            "calendar",
            str(row["year"]),
            date(row["year"], 1, 1),
            row["source"],
            date(row["year"] + 1, 1, 1),
            value=value,
        )


def _benefits() -> Iterator[ShippedRow]:
    table = law_table("benefits")
    for row in table["benefit"]:
        value = {name: row[name] for name in ("category", "percent", "services", "limit", "funder")}
        yield _row("benefit", f"{row['category']}/{row['services'][0]}", row, value)
    area, mode = table["social_area"], table["mode"]
    yield _row("social_area", "", area, {"metres": area["metres"]})
    yield _row("benefit_mode", "", mode, {"mode": mode["mode"]})


def _row(table: str, key: str, row: dict[str, Any], value: dict[str, Any]) -> ShippedRow:
    return ShippedRow(
        table, key, row["from"], row["source"], row.get("until"), row.get("mark", ""), value
    )
