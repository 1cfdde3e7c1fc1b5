"""The values of a receipt as the third page lists them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from raschet.domain.billing.explanations import service_name
from raschet.interfaces.ui.figures import quantity
from raschet.interfaces.ui.reading_words import remark, zone_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from raschet.domain.readings.selectors import MeterToRead, Outcome


@dataclass(frozen=True, slots=True)
class ReceivedRow:
    """One value with its meter and what there is to say about it."""

    service_code: str
    title: str
    zone: str
    place: str
    serial_end: str
    value: str
    remark: str


def received_rows(
    outcomes: Sequence[Outcome], meters: Sequence[MeterToRead], *, open_figures: bool
) -> list[ReceivedRow]:
    """A row for each value whose meter still stands, in the order of the meters' page."""
    by_register = {outcome.register_id: outcome for outcome in outcomes}
    rows = []
    for meter in meters:
        for register in meter.registers:
            outcome = by_register.get(register.register_id)
            if outcome is None:
                continue
            rows.append(
                ReceivedRow(
                    service_code=meter.service_code,
                    title=service_name(meter.service_code),
                    zone=zone_name(register.zone),
                    place=meter.place,
                    serial_end=meter.serial_end,
                    value=quantity(outcome.value_micro, meter.unit),
                    remark=remark(outcome, meter, open_figures=open_figures),
                )
            )
    return rows
