"""The month's readings: what was given, what is waited for, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from raschet.domain.billing.explanations import service_name
from raschet.interfaces.ui import figures
from raschet.interfaces.ui.reading_words import number, zone_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from raschet.domain.readings.selectors import MeterToRead, RegisterToRead
    from raschet.domain.readings.windows import ReadingMonth


@dataclass(frozen=True, slots=True)
class DialRow:
    """One dial. ``given`` is empty as long as its reading is waited for; ``held``: it is looked at."""

    code: str
    name: str
    place: str
    given: str
    held: bool
    last: str


@dataclass(frozen=True, slots=True)
class ReadingsCard:
    """The card of the first page. ``asks``: there is something to give now."""

    heading: str
    progress: str
    rows: tuple[DialRow, ...]
    asks: bool


def readings_card(meters: Sequence[MeterToRead], month: ReadingMonth | None) -> ReadingsCard:
    """Every dial with its state. month: None where no days for readings were decided."""
    rows = tuple(_row(meter, register) for meter in meters for register in meter.registers)
    missing = sum(not row.given for row in rows)
    return ReadingsCard(
        heading=gettext("Meters") if month is None else heading(month),
        progress="" if month is None or not rows else _progress(month, len(rows), missing),
        rows=rows,
        asks=missing > 0 and (month is None or month.opened or month.late),
    )


def heading(month: ReadingMonth) -> str:
    """``Показания за ноябрь``."""
    return gettext("Readings for %(month)s") % {"month": figures.month_name(month.period)}


def window_words(month: ReadingMonth | None) -> str:
    """Until when readings count for the month, or from when they are asked for."""
    if month is None:
        return ""
    if month.late:
        before = month.period.plus(-1)
        return gettext(
            "The days for %(before)s are over. What you give now counts for %(month)s."
        ) % {"before": figures.month_name(before), "month": figures.month_name(month.period)}
    if not month.opened:
        return gettext("We ask for them from %(day)s on. What you give now counts as well.") % {
            "day": figures.day_and_month(month.opens_on)
        }
    return gettext("We take them until %(day)s. Give those you know, the others can follow.") % {
        "day": figures.day_and_month(month.closes_on)
    }


def _progress(month: ReadingMonth, dials: int, missing: int) -> str:
    if not missing:
        return gettext("All readings are given. They can be corrected until %(day)s.") % {
            "day": figures.day_and_month(month.closes_on)
        }
    if not (month.opened or month.late):
        return gettext("We ask for them from %(day)s on.") % {
            "day": figures.day_and_month(month.opens_on)
        }
    return gettext("%(given)s of %(all)s given, we wait until %(day)s") % {
        "given": dials - missing,
        "all": dials,
        "day": figures.day_and_month(month.closes_on),
    }


def _row(meter: MeterToRead, register: RegisterToRead) -> DialRow:
    zone = zone_name(register.zone)
    name = service_name(meter.service_code)
    language = figures.language()
    return DialRow(
        code=meter.service_code,
        name=f"{name}, {zone.lower()}" if zone else name,
        place=meter.place,
        given=number(register.given.value_micro, language) if register.given else "",
        held=register.given.held if register.given else False,
        last=number(register.last.value_micro, language) if register.last else "",
    )
