"""The meters of an account with what each of their dials showed last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from raschet.interfaces.portal.cabinet.pages.meter_words import (
    MeterShown,
    meter_shown,
    register_name,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from raschet.domain.billing.selectors import MonthConsumption
    from raschet.domain.registry.selectors import MeterCard


@dataclass(frozen=True, slots=True)
class DialShown:
    """One dial and its last billed reading; None where none was billed yet."""

    name: str
    value_micro: int | None
    day: date | None


@dataclass(frozen=True, slots=True)
class MeterRow:
    """A meter with its dials."""

    meter: MeterShown
    unit: str
    dials: tuple[DialShown, ...]


def meter_rows(
    meters: Sequence[MeterCard], months: Sequence[MonthConsumption], today: date
) -> tuple[MeterRow, ...]:
    """months: what was billed by the meters' registers, oldest first."""
    last = {month.register_id: month for month in months if month.current_on is not None}
    return tuple(
        MeterRow(
            meter_shown(meter, today),
            meter.unit,
            tuple(
                DialShown(
                    register_name(register),
                    known.current_value_micro if known else None,
                    known.current_on if known else None,
                )
                for register in meter.registers
                for known in [last.get(register.register_id)]
            ),
        )
        for meter in meters
    )
