"""Why a line is what it is, in plain sentences: one for the method, one for the cause, one for changes.

``METHOD_SENTENCES`` and ``REASON_SENTENCES`` name every code that the engine writes; a test keeps
them in step with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext

from raschet.domain.billing.explanations.figures import (
    day,
    days,
    months,
    number,
    persons,
    quantity,
    rate,
)
from raschet.domain.billing.explanations.house_sentences import (
    HOUSE_METHOD_SENTENCES,
    HOUSE_REASON_SENTENCES,
    house_unbilled_sentences,
)
from raschet.domain.billing.explanations.parts import (
    band_sentences,
    heat_sentences,
    measure_name,
)
from raschet.domain.billing.explanations.recalculation import causes, recalculated
from raschet.domain.billing.explanations.refunds import (
    REFUNDS,
    absence_sentences,
    quality_sentences,
)
from raschet.values.period import Period
from raschet.values.rounding import MICRO, divide_half_up

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from raschet.domain.billing.explanations.facts import LineFacts, MonthFacts, RegisterFacts

Sentences = list[str]


def sentences_of(line: LineFacts, month: MonthFacts) -> tuple[str, ...]:
    """The sentences of a line, most telling first."""
    if line.kind == "RAISING":
        return (*_raising(line), *_part_of_month(line))
    if line.component == "HEAT":
        found = heat_sentences(line, month)
    else:
        found = list(METHOD_SENTENCES[line.method](line, month))
    found.extend(band_sentences(line, month))
    if line.kind == "RECALCULATION" and line.origin_period != month.period:
        found.extend(causes(line))
    elif line.reason in REASON_SENTENCES:
        found.append(REASON_SENTENCES[line.reason](line))
    if line.method not in REFUNDS:
        found.extend(_tariff_change(line, month))
        found.extend(_part_of_month(line))
    if line.origin_period != month.period:
        found.append(gettext("The line corrects an earlier month."))
    return tuple(found)


# --- Methods


def _metered(line: LineFacts, month: MonthFacts) -> Sentences:
    unit = month.services[line.service_id].unit
    found: Sentences = []
    for register in month.registers_of(line):
        found.extend(_register(register, unit))
    if not found:
        found.append(gettext("Charged by the readings of the meter."))
    if len(month.registers_of(line)) > 1 and not line.band:
        found.append(
            gettext("Together by all meters: %(volume)s.")
            % {"volume": quantity(line.quantity_micro or 0, unit)}
        )
    return found


def _register(register: RegisterFacts, unit: str) -> Sentences:
    if register.current is None or register.previous is None:
        return []
    current, previous = register.current, register.previous
    words = {
        "current": number(current.value_micro),
        "day": day(current.taken_on),
        "previous": number(previous.value_micro),
    }
    found = [
        gettext("Reading %(current)s was given on %(day)s, the one before was %(previous)s.")
        % words
    ]
    step = current.value_micro - previous.value_micro
    if step < 0 <= register.volume_micro:
        step += 10**register.digits * MICRO
        found.append(gettext("The dial passed zero and began anew."))
    metered = divide_half_up(
        step * register.ratio_micro * register.temperature_micro, MICRO * MICRO
    )
    if register.temperature_micro != MICRO:
        found.append(
            gettext(
                "The difference is brought to standard conditions by the coefficient %(ratio)s."
            )
            % {"ratio": number(register.temperature_micro)}
        )
    if register.ratio_micro != MICRO:
        found.append(
            gettext("The difference is multiplied by the transformer ratio %(ratio)s.")
            % {"ratio": number(register.ratio_micro)}
        )
    if metered != register.volume_micro:
        found.append(_other_than_metered(register, metered, unit))
    return found


def _other_than_metered(register: RegisterFacts, metered: int, unit: str) -> str:
    """Why the register's volume is not its difference: earlier estimates, added days, a share."""
    words = {
        "metered": quantity(metered, unit),
        "volume": quantity(register.volume_micro, unit),
        "rest": quantity(abs(metered - register.volume_micro), unit),
    }
    if register.reason == "LATE_READING":
        return (
            gettext(
                "By the meter %(metered)s were used since then; %(rest)s of it were charged earlier "
                "without readings, which leaves %(volume)s."
            )
            % words
        )
    if register.reason:
        return (
            gettext(
                "By the meter %(metered)s; for the days without a reading the average is added, "
                "together %(volume)s."
            )
            % words
        )
    return (
        gettext(
            "The meter is shared and shows %(metered)s; the part of this account is %(volume)s."
        )
        % words
    )


def _average(line: LineFacts, month: MonthFacts) -> Sentences:
    unit = month.services[line.service_id].unit
    registers = [r for r in month.registers_of(line) if r.average_micro is not None]
    found = [
        gettext("Charged by the average consumption of the last months: %(average)s a month.")
        % {"average": quantity(register.average_micro or 0, unit)}
        for register in registers
    ]
    if not found:
        found.append(gettext("Charged by the average consumption of the last months."))
    missing = max((register.months_missing for register in registers), default=0)
    if missing:
        found.append(
            gettext("Readings have been missing for %(months)s.") % {"months": months(missing)}
        )
    return found


def _norm(line: LineFacts, month: MonthFacts) -> Sentences:
    unit = month.services[line.service_id].unit
    if line.norm_micro is not None and line.area_micro is not None:
        return [
            gettext("Norm of a month for 1 m²: %(norm)s. Area: %(area)s.")
            % {
                "norm": quantity(line.norm_micro, unit),
                "area": quantity(line.area_micro, "M2"),
            }
        ]
    if line.norm_micro is None or line.persons_micro is None:
        found = [gettext("Charged by the consumption norm.")]
    else:
        found = [
            gettext("Norm of a month for a person: %(norm)s. Residents: %(people)s.")
            % {
                "norm": quantity(line.norm_micro, unit),
                "people": persons(line.persons_micro),
            }
        ]
    if _owners_counted(line, month):
        found.append(gettext("Nobody is registered in the flat, so the owners are counted."))
    return found


def _norm_measure(line: LineFacts, month: MonthFacts) -> Sentences:
    if line.norm_micro is None or line.area_micro is None:
        return [gettext("Charged by the norm of what the household has.")]
    return [
        gettext("%(what)s: %(amount)s. Norm of a month for one: %(norm)s.")
        % {
            "what": measure_name(line.component),
            "amount": number(line.area_micro),
            "norm": quantity(line.norm_micro, month.services[line.service_id].unit),
        }
    ]


def _unauthorised(line: LineFacts, month: MonthFacts) -> Sentences:
    unit = month.services[line.service_id].unit
    found = [
        gettext(
            "An act found unauthorised use: the norm is charged for the time it lasted, three months "
            "at most."
        )
    ]
    if line.norm_micro is not None and line.persons_micro is not None:
        found.append(
            gettext("Norm of a month for a person: %(norm)s. Residents: %(people)s.")
            % {
                "norm": quantity(line.norm_micro, unit),
                "people": persons(line.persons_micro),
            }
        )
    if line.coefficient_micro:
        found.append(
            gettext("The fee is multiplied by %(times)s; the volume is not.")
            % {"times": number(line.coefficient_micro)}
        )
    return found


def _wastewater(line: LineFacts, month: MonthFacts) -> Sentences:
    if line.reason == "LATE_READING":
        return [gettext("As much as the water that is returned, at the tariff of those months.")]
    unit = month.services[line.service_id].unit
    cold, hot = month.volume_of("cold_water"), month.volume_of("hot_water")
    if cold is not None and hot is not None:
        return [
            gettext("Cold and hot water together: %(cold)s + %(hot)s.")
            % {"cold": number(cold), "hot": quantity(hot, unit)}
        ]
    if cold is not None:
        return [
            gettext("As much as cold water: %(cold)s.") % {"cold": quantity(cold, unit)},
        ]
    if hot is not None:
        return [gettext("As much as hot water: %(hot)s.") % {"hot": quantity(hot, unit)}]
    return [gettext("As much as cold and hot water together.")]


def _area_rate(line: LineFacts, month: MonthFacts) -> Sentences:
    if month.services[line.service_id].code == "capital_repair":
        return [gettext("The area of the premises is multiplied by the contribution for 1 m².")]
    return [gettext("The area of the premises is multiplied by the rate for 1 m².")]


def _fixed(line: LineFacts, month: MonthFacts) -> Sentences:
    del month
    found = [gettext("A fixed fee of a month; it does not depend on consumption.")]
    if line.quantity_micro is not None and line.quantity_micro != MICRO:
        found.append(gettext("Quantity: %(count)s.") % {"count": number(line.quantity_micro)})
    return found


def _waste_persons(line: LineFacts, month: MonthFacts) -> Sentences:
    found: Sentences = []
    if line.persons_micro is not None and line.reason != "OWNERS":
        found.append(
            gettext("Counted by the people who live there: %(people)s.")
            % {"people": persons(line.persons_micro)}
        )
    found.extend(_yearly_norm(line, month))
    return found or [gettext("Counted by the people who live there.")]


def _waste_area(line: LineFacts, month: MonthFacts) -> Sentences:
    found: Sentences = []
    if line.area_micro is not None:
        found.append(
            gettext("Counted by the area: %(area)s.") % {"area": quantity(line.area_micro, "M2")}
        )
    found.extend(_yearly_norm(line, month))
    return found or [gettext("Counted by the area.")]


def _yearly_norm(line: LineFacts, month: MonthFacts) -> Sentences:
    norm = month.norm(line)
    if norm is None or not norm.per.endswith("YEAR"):
        return []
    return [
        gettext("The norm of a year, %(norm)s, is divided by 12 months.")
        % {"norm": quantity(norm.value_micro, month.services[line.service_id].unit)}
    ]


METHOD_SENTENCES: Final[Mapping[str, Callable[[LineFacts, MonthFacts], Sentences]]] = {
    "METERED": _metered,
    "AVERAGE": _average,
    "NORM": _norm,
    "NORM_MEASURE": _norm_measure,
    "UNAUTHORISED": _unauthorised,
    "WASTEWATER": _wastewater,
    "AREA_RATE": _area_rate,
    "FIXED": _fixed,
    "WASTE_PERSONS": _waste_persons,
    "WASTE_AREA": _waste_area,
    "RECALCULATION": recalculated,
    "ABSENCE": absence_sentences,
    "QUALITY": quality_sentences,
    **HOUSE_METHOD_SENTENCES,
}


# --- Causes


def _partly(line: LineFacts, partly: str, whole: str) -> str:
    """Metered lines name the cause for a part of the days, others for all of them."""
    return partly if line.method == "METERED" else whole


def _late_reading(line: LineFacts) -> str:
    if (line.quantity_micro or 0) < 0:
        return gettext(
            "More was charged without readings than the meter shows, so the difference is returned."
        )
    return gettext("The months without readings are settled by this one.")


def _owners(line: LineFacts) -> str:
    return gettext("Nobody is registered in the flat, so the owners are counted: %(people)s.") % {
        "people": persons(line.persons_micro or 0)
    }


REASON_SENTENCES: Final[Mapping[str, Callable[[LineFacts], str]]] = {
    "NO_METER": lambda _line: gettext("There is no meter."),
    "NO_READING": lambda _line: gettext("There was no reading for this month."),
    "NEW_METER": lambda _line: gettext(
        "The meter is younger than three months, so it has no average yet."
    ),
    "READING_IMPLAUSIBLE": lambda _line: gettext(
        "The reading is lower than the one before and looks like a mistake, so it was not counted."
    ),
    "METER_FAILED": lambda line: _partly(
        line,
        gettext("The meter failed; the days after that are charged by the average."),
        gettext("The meter is out of order."),
    ),
    "VERIFICATION_EXPIRED": lambda line: _partly(
        line,
        gettext("The meter's verification ended; the days after that are charged by the average."),
        gettext("The meter's verification has ended, so its readings cannot be charged."),
    ),
    "ACCESS_REFUSED": lambda _line: gettext(
        "The inspector was not let in to check the meter, so its readings cannot be charged."
    ),
    "METER_REPLACED": lambda line: _partly(
        line,
        gettext("The meter was replaced; the days without a meter are charged by the average."),
        gettext("The meter was replaced."),
    ),
    "METER_REMOVED": lambda line: _partly(
        line,
        gettext("The meter was removed; the days after that are charged by the average."),
        gettext("The meter was removed."),
    ),
    "INSPECTION": lambda line: (
        gettext(
            "An inspector read the meter: it shows less than was reported, the rest is returned."
        )
        if (line.quantity_micro or 0) < 0
        else gettext("An inspector read the meter; the difference belongs to this month.")
    ),
    "LATE_READING": _late_reading,
    "OWNERS": _owners,
    **HOUSE_REASON_SENTENCES,
}


def unbilled_sentence(reason: str) -> str:
    """Why an account or a service was not charged for some days."""
    sentences = {
        "NO_AREA": gettext("The area of the premises is not known."),
        "NO_RESIDENTS": gettext("Neither residents nor owners are known."),
        "NO_NORM": gettext("No consumption norm is in force."),
        "NO_TARIFF": gettext("No tariff is in force."),
        "NO_CHARGES": gettext("No charge came out for the account."),
        "NO_SUPPLY": gettext("No service is supplied."),
        "NO_VOLUME": gettext("No water was charged, so there is no wastewater to charge."),
        "METHOD_UNKNOWN": gettext("The charging method is not known to this version."),
        **house_unbilled_sentences(),
    }
    return sentences.get(reason, reason)


# --- What lies around the method


def _raising(line: LineFacts) -> Sentences:
    causes = {
        "NO_METER": gettext("There is no meter, though one can be installed."),
        "METER_FAILED": gettext("The meter has been out of order for longer than three months."),
        "VERIFICATION_EXPIRED": gettext(
            "The meter has been without verification for longer than three months."
        ),
        "ACCESS_REFUSED": gettext("The inspector was not let in to check the meter."),
    }
    found = [causes[line.reason]] if line.reason in causes else []
    found.append(
        gettext("The raising coefficient %(value)s raises the fee, not the volume.")
        % {"value": number(line.coefficient_micro or MICRO)}
    )
    return found


def _tariff_change(line: LineFacts, month: MonthFacts) -> Sentences:
    """A tariff that began in the line's month, with the one before it."""
    tariff = month.tariff(line)
    if (
        tariff is None
        or tariff.previous_rate_micro_rubles is None
        or Period.of(tariff.valid_from) != line.origin_period
        or tariff.previous_rate_micro_rubles == tariff.rate_micro_rubles
    ):
        return []
    words = {
        "day": day(tariff.valid_from),
        "rate": rate(tariff.rate_micro_rubles),
        "previous": rate(tariff.previous_rate_micro_rubles),
    }
    return [gettext("Since %(day)s the tariff is %(rate)s instead of %(previous)s.") % words]


def _part_of_month(line: LineFacts) -> Sentences:
    if line.days is None or line.days >= line.origin_period.days:
        return []
    words = {"days": days(line.days), "whole": str(line.origin_period.days)}
    return [gettext("For %(days)s of %(whole)s.") % words]


def _owners_counted(line: LineFacts, month: MonthFacts) -> bool:
    return any(
        not household.residents
        and household.valid_from < line.segment_until
        and (household.valid_until is None or household.valid_until > line.segment_from)
        for household in month.households
    )
