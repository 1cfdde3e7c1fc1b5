"""What the meters of a household showed and what was billed by them, month by month."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from raschet.domain.billing.models import Consumption, Run
from raschet.domain.readings.models import Reading
from raschet.values.period import Period


@dataclass(frozen=True, slots=True)
class MonthConsumption:
    """What one register contributed to a published month, in micro-units of its service.

    ``basis``: METER, AVERAGE or NORM, with ``reason`` where it was no reading. ``current_*`` is the
    reading that was billed and ``channel`` how it came; None and empty where there was none.
    """

    register_id: int
    period: Period
    basis: str
    reason: str
    volume_micro: int
    current_value_micro: int | None
    current_on: date | None
    channel: str


def consumption_by_month(*, account_id: int, register_ids: Iterable[int]) -> list[MonthConsumption]:
    """Every published month of these registers as this account was billed, oldest first. Three queries."""
    months = dict(Run.objects.filter(state=Run.State.PUBLISHED).values_list("id", "period"))
    registers = list(register_ids)
    rows = Consumption.objects.filter(
        account_id=account_id, run_id__in=list(months), register_id__in=registers
    )
    channels = {
        (register_id, revision): channel
        for register_id, revision, channel in Reading.objects.filter(
            register_id__in=registers
        ).values_list("register_id", "revision", "channel")
    }
    found = [
        MonthConsumption(
            register_id=row.register_id,
            period=Period.of(months[row.run_id]),
            basis=row.basis,
            reason=row.reason or "",
            volume_micro=row.volume_micro,
            current_value_micro=row.current_value_micro,
            current_on=row.current_on,
            channel=channels.get((row.register_id, row.current_revision or 0), ""),
        )
        for row in rows
    ]
    return sorted(found, key=lambda row: (row.period, row.register_id))
