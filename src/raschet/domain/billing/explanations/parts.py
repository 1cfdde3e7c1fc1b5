"""Words for the parts of a tariff: consumption bands, the water and the heat in hot water."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext

from raschet.domain.billing.explanations.figures import quantity

if TYPE_CHECKING:
    from raschet.domain.billing.explanations.facts import LineFacts, MonthFacts

HEAT_UNIT = "GCAL"


def component_name(component: str) -> str:
    """A component of a price or a purpose of use; empty for one without a name."""
    names = {
        "WATER": gettext("water"),
        "HEAT": gettext("heat"),
        "STOVE": gettext("cooking"),
        "HEATER": gettext("water heating"),
        "HEATING": gettext("space heating"),
        "PLANT_HEAT": gettext("heat for hot water"),
        "PLANT_GAS": gettext("gas for hot water"),
    }
    return names.get(component, "")


def part_of_title(line: LineFacts) -> str:
    """What a title adds to its service: ``, тепловая энергия``, ``, диапазон 2``."""
    named = component_name(line.component or "")
    found = f", {named}" if named else ""
    if line.method == "NORM_MEASURE" and line.component:
        found = ", " + measure_name(line.component).lower()
    if line.band:
        found += ", " + gettext("band %(number)s") % {"number": line.band}
    return found


def measure_name(code: str) -> str:
    """What a norm is multiplied by; a group that nobody named is shown as it is."""
    names = {
        "LAND": gettext("Land watered, m²"),
        "CATTLE": gettext("Cattle, heads"),
        "PIGS": gettext("Pigs, heads"),
        "SHEEP": gettext("Sheep and goats, heads"),
        "HORSES": gettext("Horses, heads"),
        "POULTRY": gettext("Poultry, heads"),
        "BATHHOUSE": gettext("Bathhouse, visitors"),
        "CAR": gettext("Cars"),
    }
    return names.get(code, code)


def unit_of(line: LineFacts, month: MonthFacts) -> str:
    """The unit of the line's quantity: heat is counted in gigacalories."""
    return (
        HEAT_UNIT
        if line.component in {"HEAT", "PLANT_HEAT"}
        else month.services[line.service_id].unit
    )


def heat_sentences(line: LineFacts, month: MonthFacts) -> list[str]:
    """How much heat is in the water that is charged."""
    words = {
        "norm": quantity(line.norm_micro or 0, HEAT_UNIT),
        "heat": quantity(line.quantity_micro or 0, HEAT_UNIT),
    }
    water = month.water_of(line)
    if water is None:
        return [gettext("By the norm 1 m³ of hot water takes %(norm)s of heat.") % words]
    unit = month.services[line.service_id].unit
    words["volume"] = quantity(water.quantity_micro or 0, unit)
    return [
        gettext("By the norm 1 m³ of hot water takes %(norm)s of heat; %(volume)s take %(heat)s.")
        % words
    ]


def band_sentences(line: LineFacts, month: MonthFacts) -> list[str]:
    """Which part of the consumption a band takes."""
    tariff = month.tariff(line)
    if not line.band or tariff is None:
        return []
    unit = month.services[line.service_id].unit
    if tariff.upto_micro is None:
        return [
            gettext("This band takes what is used above %(above)s a month.")
            % {"above": quantity(tariff.above_micro, unit)}
        ]
    words = {
        "above": quantity(tariff.above_micro, unit),
        "upto": quantity(tariff.upto_micro, unit),
    }
    if not tariff.above_micro:
        return [gettext("This band takes the first %(upto)s a month.") % words]
    return [
        gettext("This band takes what is used above %(above)s and up to %(upto)s a month.") % words
    ]
