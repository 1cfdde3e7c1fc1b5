"""Readings that count in a month whose run may have begun: the next run computes it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from raschet.domain.registry.models import Meter
from raschet.domain.registry.services.mark_dirty import LateFact, mark_dirty, open_month_held
from raschet.values.period import Period

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    import polars as pl

REASON: Final = "READING"


def mark_late(judged: pl.DataFrame) -> None:
    """Mark the months of stored readings that count before the open month.

    judged: ``account_id``, ``register_id``, ``period`` and ``state`` of what was stored. Call it inside
    the transaction that stores them.
    """
    open_month = open_month_held()
    if open_month is None:
        return
    late = judged.filter((judged["state"] == "ACCEPTED") & (judged["period"] < open_month))
    names = ("account_id", "register_id", "period")
    mark_dirty(facts=_facts(late.select(names).unique(maintain_order=True).iter_rows()))


def mark_decided(*, account_id: int, register_id: int, months: Iterable[Period]) -> None:
    """Mark the months between which a person's decision moved a reading."""
    rows = ((account_id, register_id, month.first_day) for month in months)
    mark_dirty(facts=_facts(rows))


def _facts(rows: Iterable[tuple[int, int, date]]) -> Iterator[LateFact]:
    """A shared flat meter's reading concerns the accounts of its house."""
    for account_id, register_id, month in rows:
        until = Period.of(month).plus(1).first_day
        if account_id:
            yield LateFact(REASON, month, until, scope_id=account_id)
        else:
            house = Meter.objects.values_list("house_id", flat=True).get(registers=register_id)
            yield LateFact(REASON, month, until, scope="HOUSE", scope_id=house)
