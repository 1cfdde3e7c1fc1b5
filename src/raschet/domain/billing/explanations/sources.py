"""Where each operand came from: readings, decisions, people, areas."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from raschet.domain.billing.explanations.figures import (
    days,
    full_day,
    number,
    persons,
    quantity,
    rate,
    roubles,
)
from raschet.domain.billing.explanations.formula import formula_of
from raschet.domain.billing.explanations.house_sources import (
    house_inputs_of,
    house_sources_of,
)
from raschet.domain.billing.explanations.names import channel_phrase
from raschet.domain.billing.explanations.parts import measure_name, unit_of
from raschet.domain.billing.explanations.refunds import REFUNDS
from raschet.values.rounding import MICRO

if TYPE_CHECKING:
    from collections.abc import Iterator

    from raschet.domain.billing.explanations.facts import (
        HouseholdFacts,
        LineFacts,
        MonthFacts,
        ReadingFacts,
        RecalculationFacts,
        RegisterFacts,
        TariffFacts,
    )

METERED_METHODS = ("METERED", "AVERAGE", "HEATING_METER")
NORM_METHODS = (
    "NORM",
    "NORM_MEASURE",
    "UNAUTHORISED",
    "WASTE_PERSONS",
    "WASTE_AREA",
    "HEATING_NORM",
)


def inputs_of(line: LineFacts, month: MonthFacts) -> tuple[tuple[str, str], ...]:
    """What the line was computed from, as (name, value)."""
    unit = month.services[line.service_id].unit
    found: list[tuple[str, str]] = []
    if line.method in REFUNDS:
        return ()
    if line.method in METERED_METHODS and line.component != "HEAT":
        for register in month.registers_of(line):
            found.extend(_register_inputs(register, unit))
    if line.norm_micro is not None:
        found.append((gettext("Norm"), _norm_value(line, month)))
    if line.persons_micro is not None:
        found.append((gettext("Residents"), persons(line.persons_micro)))
    if line.area_micro is not None:
        found.append(_amount_input(line, line.area_micro))
    found.extend(house_inputs_of(line, unit))
    if line.coefficient_micro is not None:
        found.append((gettext("Coefficient"), number(line.coefficient_micro)))
    if line.rate_micro_rubles is not None:
        found.append((gettext("Tariff"), rate(line.rate_micro_rubles)))
    if line.days is not None:
        found.append((gettext("Days"), f"{line.days}/{line.origin_period.days}"))
    return tuple(found)


def _amount_input(line: LineFacts, amount_micro: int) -> tuple[str, str]:
    """The area, or what else a norm was multiplied by."""
    if line.method == "NORM_MEASURE":
        return measure_name(line.component), number(amount_micro)
    return gettext("Area"), quantity(amount_micro, "M2")


def sources_of(line: LineFacts, month: MonthFacts) -> tuple[str, ...]:
    """One sentence for each operand: who or what says so, and since when."""
    found: list[str] = []
    if line.corrects is not None:
        found.extend(_anew(line.corrects, month))
    if line.method in METERED_METHODS and line.component != "HEAT":
        for register in month.registers_of(line):
            found.extend(_reading_sources(register))
    if line.method in NORM_METHODS or line.component == "HEAT":
        found.extend(_norm_sources(line, month))
    found.extend(house_sources_of(line, month))
    if line.persons_micro is not None and line.method not in REFUNDS:
        found.extend(_resident_sources(line, month))
    if line.kind == "RAISING":
        found.extend(_coefficient_sources(line, month))
    tariff = month.tariff(line)
    if tariff is not None:
        found.append(_tariff_source(tariff))
    if line.supplier_id and line.supplier_id in (month.suppliers or {}):
        name = (month.suppliers or {})[line.supplier_id]
        found.append(gettext("Supplier: %(name)s.") % {"name": name})
    return tuple(found)


def _anew(corrects: RecalculationFacts, month: MonthFacts) -> Iterator[str]:
    """How each line of the month came out when it was computed again."""
    for line in corrects.anew:
        arithmetic = formula_of(line, month).arithmetic
        yield gettext("Computed anew: %(arithmetic)s.") % {
            "arithmetic": arithmetic or roubles(line.amount_kopecks)
        }


def _register_inputs(register: RegisterFacts, unit: str) -> Iterator[tuple[str, str]]:
    if register.current is not None:
        yield gettext("Reading"), number(register.current.value_micro)
    if register.previous is not None:
        yield gettext("Reading before"), number(register.previous.value_micro)
    if register.ratio_micro != MICRO:
        yield gettext("Transformer ratio"), number(register.ratio_micro)
    if register.average_micro is not None and register.basis == "AVERAGE":
        yield gettext("Average of a month"), quantity(register.average_micro, unit)


def _reading_sources(register: RegisterFacts) -> Iterator[str]:
    meter = _meter(register)
    if register.previous is not None:
        yield gettext("Reading before, %(value)s, of %(day)s%(meter)s: %(channel)s.") % (
            _reading_words(register.previous, meter)
        )
    if register.current is not None:
        yield gettext("Reading %(value)s of %(day)s%(meter)s: %(channel)s.") % (
            _reading_words(register.current, meter)
        )


def _reading_words(reading: ReadingFacts, meter: str) -> dict[str, str]:
    channel = (
        channel_phrase(reading.channel) if reading.channel else gettext("taken at installation")
    )
    return {
        "value": number(reading.value_micro),
        "day": full_day(reading.taken_on),
        "meter": meter,
        "channel": channel,
    }


def _meter(register: RegisterFacts) -> str:
    if not register.serial:
        return ""
    return gettext(", meter %(serial)s") % {"serial": register.serial}


def _norm_value(line: LineFacts, month: MonthFacts) -> str:
    value = quantity(line.norm_micro or 0, unit_of(line, month))
    norm = month.norm(line)
    per = norm.per if norm else "PERSON_MONTH"
    phrases = {
        "PERSON_MONTH": gettext("%(value)s for a person a month"),
        "PERSON_YEAR": gettext("%(value)s for a person a year"),
        "M2_MONTH": gettext("%(value)s for 1 m² a month"),
        "M2_YEAR": gettext("%(value)s for 1 m² a year"),
        "M3": gettext("%(value)s for 1 m³"),
        "UNIT_MONTH": gettext("%(value)s for one a month"),
    }
    return phrases.get(per, "%(value)s") % {"value": value}


def _norm_sources(line: LineFacts, month: MonthFacts) -> Iterator[str]:
    norm = month.norm(line)
    if norm is None:
        return
    words = {"norm": _norm_value(line, month), "day": full_day(norm.valid_from)}
    if norm.decision:
        words["decision"] = norm.decision
        yield gettext("Norm %(norm)s since %(day)s: %(decision)s.") % words
    else:
        yield gettext("Norm %(norm)s since %(day)s.") % words


def _resident_sources(line: LineFacts, month: MonthFacts) -> Iterator[str]:
    """Who lived there on which days of the line; owners where nobody did (R-004)."""
    for household in month.households:
        first = max(household.valid_from, line.segment_from)
        until = min(household.valid_until or line.segment_until, line.segment_until)
        if first >= until:
            continue
        words = {
            "people": _people(household, month.owners),
            "first": full_day(first),
            "last": full_day(until - timedelta(days=1)),
            "days": days((until - first).days),
        }
        if household.residents:
            yield gettext("Residents from %(first)s to %(last)s (%(days)s): %(people)s.") % words
        else:
            yield (
                gettext(
                    "Nobody is registered from %(first)s to %(last)s (%(days)s); owners: %(people)s."
                )
                % words
            )


def _people(household: HouseholdFacts, owners: int) -> str:
    if not household.residents:
        return persons(owners * MICRO)
    if household.temporary:
        return gettext("%(people)s, of them staying for a time: %(temporary)s") % {
            "people": persons(household.residents * MICRO),
            "temporary": number(household.temporary * MICRO),
        }
    return persons(household.registered * MICRO)


def _coefficient_sources(line: LineFacts, month: MonthFacts) -> Iterator[str]:
    for row in month.coefficients:
        if (
            row.service_id == line.service_id
            and row.valid_from < line.segment_until
            and (row.valid_until is None or row.valid_until > line.segment_from)
        ):
            # The act that set it is the line's clause: it is named there, in the reader's language.
            yield gettext("Raising coefficient %(value)s since %(day)s.") % {
                "value": number(row.coefficient_micro),
                "day": full_day(row.valid_from),
            }


def _tariff_source(tariff: TariffFacts) -> str:
    words = {"rate": rate(tariff.rate_micro_rubles), "day": full_day(tariff.valid_from)}
    if tariff.decision:
        return gettext("Tariff %(rate)s since %(day)s: %(decision)s.") % {
            **words,
            "decision": tariff.decision,
        }
    return gettext("Tariff %(rate)s since %(day)s.") % words
