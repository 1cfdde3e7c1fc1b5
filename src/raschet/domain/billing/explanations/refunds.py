"""Words of refunds: for the days somebody was away, for hours without a service or with a poor one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from raschet.domain.billing.explanations.figures import (
    TIMES,
    full_day,
    number,
    persons,
    quantity,
    rate,
    roubles,
)
from raschet.domain.billing.explanations.parts import unit_of
from raschet.domain.billing.explanations.recalculation import recalculated
from raschet.engine.law.recalculation import reduction_of
from raschet.values.rounding import MICRO
from raschet.values.scaled import NO_BREAK_SPACE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from raschet.domain.billing.explanations.facts import EventFacts, LineFacts, MonthFacts
    from raschet.engine.law.recalculation import Reduction

REFUNDS: Final = ("ABSENCE", "QUALITY")

CASES: Final[Mapping[str, Callable[[], str]]] = {
    "WATER_OUTAGE": lambda: gettext("The supply was interrupted."),
    "WATER_OUTAGE_DEAD_END": lambda: gettext(
        "The supply was interrupted by an accident on a dead-end main."
    ),
    "WATER_PRESSURE": lambda: gettext("The pressure of the water was not as it should be."),
    "HOT_WATER_TEMPERATURE": lambda: gettext("The hot water was not as hot as it should be."),
    "POWER_OUTAGE_TWO_SOURCES": lambda: gettext(
        "The power was cut; the house has two sources of supply."
    ),
    "POWER_OUTAGE_ONE_SOURCE": lambda: gettext(
        "The power was cut; the house has one source of supply."
    ),
    "ELECTRICITY_VOLTAGE": lambda: gettext("Voltage or frequency were outside the standard."),
    "GAS_OUTAGE": lambda: gettext("The gas supply was interrupted."),
    "HEATING_OUTAGE_WARM": lambda: gettext(
        "Heating was interrupted; the rooms stayed at 12 °C or warmer."
    ),
    "HEATING_OUTAGE_COOL": lambda: gettext(
        "Heating was interrupted; the rooms cooled to between 10 and 12 °C."
    ),
    "HEATING_OUTAGE_COLD": lambda: gettext(
        "Heating was interrupted; the rooms cooled to between 8 and 10 °C."
    ),
    "ROOM_TEMPERATURE": lambda: gettext("The rooms were not as warm as they should be."),
    "WASTE_DELAY": lambda: gettext("Waste was not removed in time."),
    "WASTE_DELAY_COLD": lambda: gettext("Waste was not removed in time, at +4 °C or colder."),
    "WASTE_DELAY_WARM": lambda: gettext("Waste was not removed in time, at +5 °C or warmer."),
    "MAINTENANCE_MISSING": lambda: gettext("A work of maintenance was not done."),
}
"""What each row of the table of quality is about."""


def refund_title(line: LineFacts, title: str) -> str:
    """``Холодная вода: временное отсутствие``."""
    if line.method == "ABSENCE":
        return gettext("%(service)s: temporary absence") % {"service": title}
    return gettext("%(service)s: interruption or poor quality") % {"service": title}


def absence_sentences(line: LineFacts, month: MonthFacts) -> list[str]:
    """Who was away on which days, and what is given back for them."""
    parts = _parts(line)
    if parts is None:
        return recalculated(line, month)
    found = []
    for part in parts:
        words = {
            "people": persons(part.persons_micro or 0),
            "first": full_day(part.segment_from),
            "last": full_day(part.segment_until - timedelta(days=1)),
            "days": _full_days(part.days or 0),
        }
        found.append(gettext("Away from %(first)s to %(last)s: %(people)s, %(days)s.") % words)
    found.append(
        gettext(
            "The days of leaving and of return do not count. The charge by the norm for these days "
            "is given back, without any raising coefficient."
        )
    )
    return found


def quality_sentences(line: LineFacts, month: MonthFacts) -> list[str]:
    """Which hours, how many are allowed, how much an hour costs, and the cap."""
    parts = _parts(line)
    if parts is None:
        return recalculated(line, month)
    found: list[str] = []
    for part in parts:
        law = reduction_of(part.reason, part.origin_period)
        found.append(CASES[part.reason]())
        found.extend(_when(event) for event in month.events_of(part))
        found.extend(_hours_sentences(part, law))
    found.append(gettext("The reduction is never more than the month's fee of the service."))
    return found


def _parts(line: LineFacts) -> list[LineFacts] | None:
    """The refunds behind a line: itself, or what an earlier month came to; None: none any more."""
    if line.corrects is None:
        return [line]
    anew = [part for part in line.corrects.anew if part.method == line.method]
    return anew or None


def _when(event: EventFacts) -> str:
    words = {"start": _moment(event, first=True), "end": _moment(event, first=False)}
    return gettext("From %(start)s to %(end)s.") % words


def _moment(event: EventFacts, *, first: bool) -> str:
    when = event.started if first else event.ended
    return f"{full_day(when.date())}, {date_format(when, 'H:i')}".replace(" ", NO_BREAK_SPACE)


def _hours_sentences(line: LineFacts, law: Reduction) -> list[str]:
    words = {
        "hours": hours(line.house_volume_micro or 0),
        "counted": hours(line.house_area_micro or 0),
        "percent": percent(law.percent_micro),
        "step": number(law.step_micro or MICRO),
    }
    if law.shape == "OUTAGE":
        return [
            *_allowed(law),
            gettext("It lasted %(hours)s in all; beyond what is allowed: %(counted)s.") % words,
            gettext(
                "For every hour beyond, %(percent)s of the month's fee is taken off; where the norm is "
                "charged, so is the volume that was not delivered."
            )
            % words,
        ]
    if law.shape == "DAYS":
        words["counted"] = number(line.house_area_micro or 0)
        return [
            *_allowed(law),
            gettext(
                "The delay was %(hours)s in all; whole 24 hours beyond what is allowed: %(counted)s. "
                "For each of them %(percent)s of the month's fee is taken off."
            )
            % words,
        ]
    if law.shape == "WORK":
        return [gettext("The rate of the work is given back for these days.")]
    return [_beyond(line, law) % words]


def _beyond(line: LineFacts, law: Reduction) -> str:
    """What a deviation costs; the words are filled in by the caller."""
    if not line.house_area_micro and law.shape == "PRESSURE":
        return gettext("The deviation was over 25 %%: the fee of these days is not due.")
    if not line.house_area_micro:
        return gettext("Water below 40 °C is charged at the tariff of cold water for %(hours)s.")
    if law.shape == "TEMPERATURE":
        return gettext(
            "It lasted %(hours)s. For every hour and every %(step)s °C beyond what is allowed, "
            "%(percent)s of the month's fee is taken off: counted %(counted)s."
        )
    return gettext(
        "It lasted %(hours)s. For every hour %(percent)s of the month's fee is taken off."
    )


def _allowed(law: Reduction) -> list[str]:
    total, single = law.limit_total_micro, law.limit_single_micro
    if total is not None and single is not None:
        return [
            gettext("Allowed are %(total)s a month in all and %(single)s at once.")
            % {"total": hours(total), "single": hours(single)}
        ]
    if total is not None:
        return [gettext("Allowed are %(total)s a month in all.") % {"total": hours(total)}]
    if single is not None:
        return [gettext("Allowed are %(single)s at once.") % {"single": hours(single)}]
    return []


def refund_chips(line: LineFacts, month: MonthFacts) -> tuple[tuple[str, str], ...]:
    """The operands of a refund with their signs, and its sum."""
    result = (gettext("Given back"), f"= {roubles(line.amount_kopecks)}")
    if line.method == "QUALITY":
        fee = month.fee_of(line)
        if not line.house_area_micro or not line.coefficient_micro:
            return ((gettext("Fee of the month"), roubles(fee)), result)
        counted = line.house_area_micro
        return (
            (gettext("Fee of the month"), roubles(fee)),
            (gettext("Percent"), f"{TIMES} {percent(line.coefficient_micro)}"),
            (gettext("Counted"), f"{TIMES} {number(counted)}"),
            result,
        )
    share = (gettext("Days of the month"), f"{TIMES} {line.days}/{line.origin_period.days}")
    tariff = (gettext("Tariff"), f"{TIMES} {rate(line.rate_micro_rubles or 0)}")
    if not line.norm_micro:
        volume = quantity(-(line.quantity_micro or 0), unit_of(line, month))
        return ((gettext("Volume"), volume), tariff, result)
    return (
        (gettext("Norm"), quantity(line.norm_micro, unit_of(line, month))),
        (gettext("Away"), f"{TIMES} {persons(line.persons_micro or 0)}"),
        tariff,
        share,
        result,
    )


def hours(value_micro: int) -> str:
    """``12 ч``."""
    return gettext("%(count)s h") % {"count": number(value_micro)}


def percent(value_micro: int) -> str:
    """``0,15 %``."""
    return number(value_micro) + NO_BREAK_SPACE + "%"


def _full_days(count: int) -> str:
    text = ngettext("%(count)s full day", "%(count)s full days", count) % {"count": count}
    return text.replace(" ", NO_BREAK_SPACE)
