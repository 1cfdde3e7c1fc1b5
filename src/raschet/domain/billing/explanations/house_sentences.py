"""Why a share of a house's volume is what it is: heating and the resources for common property."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext

from raschet.domain.billing.explanations.figures import TIMES, number, persons, quantity
from raschet.domain.billing.explanations.parts import unit_of
from raschet.values.rounding import MICRO

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from raschet.domain.billing.explanations.facts import LineFacts, MonthFacts

Sentences = list[str]


def _share(line: LineFacts, month: MonthFacts) -> Sentences:
    """``100 Гкал × 52,7 / 4000 м² = 1,3175 Гкал``: only where nothing else shapes the volume."""
    whole = line.days is None or line.days >= line.origin_period.days
    if not (line.house_volume_micro and line.house_area_micro and line.area_micro and whole):
        return []
    unit = month.services[line.service_id].unit
    words = {
        "house": quantity(line.house_volume_micro, unit),
        "area": number(line.area_micro),
        "all": quantity(line.house_area_micro, "M2"),
        "times": TIMES,
        "volume": quantity(line.quantity_micro or 0, unit),
    }
    return [
        gettext(
            "Volume of the house by the area of the premises: %(house)s %(times)s %(area)s / %(all)s "
            "= %(volume)s, rounded to six decimals."
        )
        % words
    ]


def _heating_meter(line: LineFacts, month: MonthFacts) -> Sentences:
    found = [gettext("Charged by the heat meter of the house.")]
    if not line.reason or line.reason == "HOUSE_METER_AVERAGE":
        found.extend(_share(line, month))
    return found


def _heating_average(line: LineFacts, month: MonthFacts) -> Sentences:
    return [
        gettext(
            "Heating is paid in equal parts all year round: a twelfth of what the house used last "
            "year. In January the year is recalculated by what was really used."
        ),
        *_share(line, month),
    ]


def _heating_norm(line: LineFacts, month: MonthFacts) -> Sentences:
    found = [gettext("Charged by the heating norm and the area of the premises.")]
    if line.norm_micro is not None and line.area_micro is not None:
        unit = month.services[line.service_id].unit
        found = [
            gettext("Heating norm for 1 m²: %(norm)s. Area: %(area)s.")
            % {
                "norm": quantity(line.norm_micro, unit),
                "area": quantity(line.area_micro, "M2"),
            }
        ]
    if line.coefficient_micro is not None and line.coefficient_micro != MICRO:
        found.append(
            gettext(
                "Paid all year round: the norm is multiplied by the share of heated months in the "
                "year, %(share)s."
            )
            % {"share": number(line.coefficient_micro)}
        )
    return found


def _heating_year(line: LineFacts, _month: MonthFacts) -> Sentences:
    found = [
        gettext(
            "Heating of %(year)d by what the house really used, less what was charged in that year."
        )
        % {"year": line.segment_from.year}
    ]
    if line.house_volume_micro is not None:
        found.append(
            gettext(
                "The house used %(volume)s in the year; every month is priced at its own tariff and "
                "divided by area."
            )
            % {"volume": quantity(line.house_volume_micro, "GCAL")}
        )
    return found


def _heating_allocators(line: LineFacts, _month: MonthFacts) -> Sentences:
    found = [
        gettext(
            "What the flats with allocators paid for heating in %(year)d is divided again by the "
            "units of the allocators."
        )
        % {"year": line.segment_from.year}
    ]
    if line.quantity_micro is not None and line.house_volume_micro is not None:
        found.append(
            gettext("Units of this flat: %(own)s of %(all)s.")
            % {"own": number(line.quantity_micro), "all": number(line.house_volume_micro)}
        )
    return found


def _hot_water_in_house(line: LineFacts, month: MonthFacts) -> Sentences:
    found = [
        gettext(
            "Hot water is made in the house: what the house's plant spent on it is shared by the hot "
            "water that was charged."
        )
    ]
    if line.house_volume_micro is not None:
        found.append(
            gettext("The plant spent %(all)s in the month; the part of this account is %(own)s.")
            % {
                "all": quantity(line.house_volume_micro, unit_of(line, month)),
                "own": quantity(line.quantity_micro or 0, unit_of(line, month)),
            }
        )
    return found


def _common(text: Callable[[], str]) -> Callable[[LineFacts, MonthFacts], Sentences]:
    def found(line: LineFacts, month: MonthFacts) -> Sentences:
        if line.reason == "REDUCED":
            return []
        return [text(), *_share(line, month)]

    return found


HOUSE_METHOD_SENTENCES: Final[Mapping[str, Callable[[LineFacts, MonthFacts], Sentences]]] = {
    "HEATING_METER": _heating_meter,
    "HEATING_AVERAGE": _heating_average,
    "HEATING_NORM": _heating_norm,
    "HOT_WATER_IN_HOUSE": _hot_water_in_house,
    "HEATING_YEAR": _heating_year,
    "HEATING_ALLOCATORS": _heating_allocators,
    "COMMON_NORM": _common(
        lambda: gettext("For common property: by the norm, shared by area among all premises.")
    ),
    "COMMON_METER": _common(
        lambda: gettext(
            "For common property: what the house meter shows beyond the premises, shared by area."
        )
    ),
    "COMMON_METER_CAPPED": _common(
        lambda: gettext(
            "For common property: what the house meter shows beyond the premises, but not above the "
            "norm; the rest comes with the recalculation."
        )
    ),
    "COMMON_REDUCING": _common(
        lambda: gettext(
            "For common property: what the house meter shows beyond the premises; when the premises "
            "exceed it, their own consumption is reduced."
        )
    ),
    "COMMON_AVERAGE": _common(
        lambda: gettext(
            "For common property: by the average of earlier months; at the start of the year it is "
            "recalculated by the house meter."
        )
    ),
    "COMMON_NORM_RECALC": _common(
        lambda: gettext(
            "For common property: by the norm; at the start of the year it is recalculated by the "
            "house meter."
        )
    ),
    "COMMON_WASTEWATER": _common(
        lambda: gettext("For common property: as much as cold and hot water charged for it.")
    ),
    "COMMON_RECALCULATION": _common(
        lambda: gettext(
            "What the house meter showed for common property in earlier months, less what was "
            "charged for it."
        )
    ),
}


def _reduced(line: LineFacts) -> str:
    return gettext(
        "The premises were charged more than the house meter shows. The difference, %(volume)s for "
        "the whole house, is taken off by residents: %(people)s here."
    ) % {
        "volume": number(line.house_volume_micro or 0),
        "people": persons(line.persons_micro or 0),
    }


HOUSE_REASON_SENTENCES: Final[Mapping[str, Callable[[LineFacts], str]]] = {
    "OWN_HEATING": lambda _line: gettext(
        "The flat has its own heating by the project of the house, so only the common part is "
        "charged."
    ),
    "OWN_HEAT_METER": lambda _line: gettext(
        "By the flat's own heat meter, with a part of the heat for the whole house by area."
    ),
    "NO_HEAT_METER": lambda _line: gettext(
        "Some flats of the house have heat meters. This one has none, so it is charged their average "
        "for 1 m², with a part of the heat for the whole house."
    ),
    "NO_HOUSE_METER": lambda _line: gettext("The house has no meter of its own."),
    "HOUSE_METER_SILENT": lambda _line: gettext(
        "The house meter gives no readings, and its average cannot be used: not any more, or not yet."
    ),
    "HOUSE_METER_AVERAGE": lambda _line: gettext(
        "The house meter gave no reading, so its average of earlier months is used."
    ),
    "NO_HISTORY": lambda _line: gettext(
        "There is not yet enough history of the house meter to use its average."
    ),
    "NOTHING_LEFT": lambda _line: gettext(
        "The premises used all that the house meter shows, so there is nothing to share. A negative "
        "rest is carried to the next months."
    ),
    "REDUCED": _reduced,
}


def house_unbilled_sentences() -> dict[str, str]:
    """Why a share of a house's volume could not be charged."""
    return {
        "NO_HOUSE_AREA": gettext("The area of the house's premises is not known."),
        "NO_HOUSE_VOLUME": gettext(
            "Neither the house meter nor the norm gives a volume for common property."
        ),
        "NO_PLANT_VOLUME": gettext(
            "It is not known what the house's plant spent on hot water in the month."
        ),
        "NO_SEASON": gettext("No heating season is set."),
    }
