"""Which point of law a line rests on: looked up when the line is explained, never stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from raschet.engine.law.tables import law_table

if TYPE_CHECKING:
    from raschet.values.period import Period


def clause_of(
    method: str,
    period: Period,
    *,
    reason: str | None = None,
    service: str | None = None,
    part: str | None = None,
) -> str | None:
    """The clause of a method in the month a line belongs to.

    A row that names the line's reason, service or part of the tariff (WATER, HEAT, BAND) wins over a
    general one, the part most of all, then the newest edition.
    Returns None for a method that the tables do not name in that month.
    """

    def fits(row: dict[str, Any]) -> bool:
        return bool(
            row["method"] == method
            and row.get("reason") in {None, reason}
            and row.get("service") in {None, service}
            and row.get("part") in {None, part}
            and row["from"] <= period.last_day
        )

    rows = [row for row in law_table("clauses")["clause"] if fits(row)]
    if not rows:
        return None
    best = max(
        rows,
        key=lambda row: ("part" in row, len(row.keys() & {"reason", "service"}), row["from"]),
    )
    clause: str = best["clause"]
    return clause
