"""Say that a fact came after its month: the next run recomputes what it touches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl
from django.db import connection, transaction

from raschet.domain.registry.bulk import Table, copy_in
from raschet.domain.registry.models import DirtyMonth
from raschet.values.period import Period

Reason = DirtyMonth.Reason
Scope = DirtyMonth.Scope

MARKS: Final = Table(
    "registry_dirty_month",
    {
        "scope": pl.String,
        "scope_id": pl.Int64,
        "service_id": pl.Int64,
        "supplier_id": pl.Int64,
        "group_code": pl.String,
        "first_period": pl.Date,
        "until_period": pl.Date,
        "reason": pl.String,
    },
)


@dataclass(frozen=True, slots=True)
class LateFact:
    """A fact that holds from ``first`` until ``until`` (excluded; None: without end).

    scope_id: the account or house. supplier_id 0 and an empty group_code mean any.
    """

    reason: str
    first: date
    until: date | None = None
    scope: str = Scope.ACCOUNT
    scope_id: int = 0
    service_id: int = 0
    supplier_id: int = 0
    group_code: str = ""


def mark_dirty(*, facts: Iterable[LateFact]) -> int:
    """Mark the months that facts touch and a run may have computed. Returns how many marks stand.

    Call it inside the transaction that writes the facts, after them. A fact of the open month, or of
    one to come, leaves no mark: its run reads it. A run that begins meanwhile waits for the caller's
    transaction, so that a fact is either in its snapshot or marked.
    Source: rule R-141.
    """
    gathered = set(facts)
    if not gathered:
        return 0
    with transaction.atomic():
        open_month = open_month_held()
        if open_month is None:
            return 0
        late = [fact for fact in gathered if fact.first < open_month and not _empty(fact)]
        if late:
            rows = sorted(map(_row, late), key=str)
            copy_in(MARKS, pl.DataFrame(rows, schema=dict(MARKS.columns), orient="row"))
        return len(late)


def open_month_held() -> date | None:
    """First day of the last open month, whose run cannot begin before this transaction ends.

    None while the books were never opened: nothing can have been billed. Must run inside a
    transaction. The run locks the month's row exclusively before it takes its snapshot.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT period FROM registry_accountingperiod ORDER BY period DESC LIMIT 1 FOR KEY SHARE"
        )
        # A run that held the row has opened the next month since: ask again.
        cursor.execute("SELECT max(period) FROM registry_accountingperiod")
        (last,) = cursor.fetchone()
    return last if isinstance(last, date) else None


def _empty(fact: LateFact) -> bool:
    return fact.until is not None and fact.until <= fact.first


def _row(fact: LateFact) -> tuple[object, ...]:
    until = None
    if fact.until is not None:
        # The month in which the fact ends is touched unless it ends with the month before.
        last = Period.of(fact.until)
        until = last.first_day if fact.until == last.first_day else last.plus(1).first_day
    return (
        *(str(fact.scope), fact.scope_id, fact.service_id, fact.supplier_id, fact.group_code),
        *(Period.of(fact.first).first_day, until, str(fact.reason)),
    )
