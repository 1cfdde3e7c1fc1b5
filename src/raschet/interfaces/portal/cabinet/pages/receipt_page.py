"""What was given in a visit, with what to know about each reading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from raschet.domain.billing.explanations import service_name
from raschet.interfaces.ui import figures
from raschet.interfaces.ui.reading_words import remark, zone_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from raschet.domain.readings.selectors import MeterToRead, Outcome


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """One reading that was taken."""

    code: str
    name: str
    place: str
    value: str
    remark: str
    held: bool


def receipt_rows(
    meters: Sequence[MeterToRead], outcomes: Sequence[Outcome]
) -> tuple[ReceiptRow, ...]:
    """The visit's readings, in the order of the meters."""
    by_register = {outcome.register_id: outcome for outcome in outcomes}
    rows = []
    for meter in meters:
        for register in meter.registers:
            outcome = by_register.get(register.register_id)
            if outcome is None:
                continue
            zone = zone_name(register.zone)
            name = service_name(meter.service_code)
            rows.append(
                ReceiptRow(
                    code=meter.service_code,
                    name=f"{name}, {zone.lower()}" if zone else name,
                    place=meter.place,
                    value=figures.quantity(outcome.value_micro, meter.unit),
                    remark=remark(outcome, meter, open_figures=True),
                    held=outcome.held,
                )
            )
    return tuple(rows)
