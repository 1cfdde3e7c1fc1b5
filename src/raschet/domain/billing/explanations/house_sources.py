"""What a share of a house's volume was computed from: the house's meter, its premises, its areas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext

from raschet.domain.billing.explanations.figures import quantity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from raschet.domain.billing.explanations.facts import BalanceFacts, LineFacts, MonthFacts


OF_THE_YEAR: Final = ("HEATING_YEAR", "HEATING_ALLOCATORS")
"""Lines about the year before: the balance of the month says nothing about them."""


def house_inputs_of(line: LineFacts, unit: str) -> Iterator[tuple[str, str]]:
    """The house's operands of a line, as (name, value)."""
    if line.house_volume_micro is not None and line.method != "HEATING_ALLOCATORS":
        heat = line.component == "PLANT_HEAT"
        yield (
            gettext("Volume of the house"),
            quantity(line.house_volume_micro, "GCAL" if heat else unit),
        )
    if line.house_area_micro is not None:
        yield gettext("Premises of the house"), quantity(line.house_area_micro, "M2")


def house_sources_of(line: LineFacts, month: MonthFacts) -> Iterator[str]:
    """The balance of the house, sentence by sentence: meter = flats + common + carried."""
    balance = (month.balances or {}).get(line.service_id)
    if balance is None or line.house_volume_micro is None or line.method in OF_THE_YEAR:
        return
    unit = month.services[line.service_id].unit
    if balance.places > 1:
        yield gettext("One meter measures %(count)d houses together.") % {"count": balance.places}
    if balance.meter_micro is None:
        yield from _by_norm(balance, unit)
        return
    yield _meter(balance, unit)
    yield from _spent(balance, unit)
    yield from _carried(balance, unit)


def _meter(balance: BalanceFacts, unit: str) -> str:
    words = {"volume": quantity(balance.meter_micro or 0, unit)}
    if balance.basis == "AVERAGE":
        return gettext("House meter, by its average of earlier months: %(volume)s.") % words
    return gettext("House meter: %(volume)s.") % words


def _spent(balance: BalanceFacts, unit: str) -> Iterator[str]:
    """What the premises and the house's own plant took of it."""
    for value, text in (
        (balance.flats_metered_micro, gettext("Flats by their meters: %(volume)s.")),
        (balance.flats_average_micro, gettext("Flats by their averages: %(volume)s.")),
        (balance.flats_norm_micro, gettext("Flats by the norm: %(volume)s.")),
        (balance.nonresidential_micro, gettext("Shops and offices: %(volume)s.")),
        (balance.other_micro, gettext("The house's own plant: %(volume)s.")),
    ):
        if value:
            yield text % {"volume": quantity(value, unit)}


def _carried(balance: BalanceFacts, unit: str) -> Iterator[str]:
    if balance.carried_in_micro:
        yield gettext("Carried from earlier months: %(volume)s.") % {
            "volume": quantity(balance.carried_in_micro, unit)
        }
    if balance.common_micro is not None:
        yield gettext("Left for the whole house and charged this month: %(volume)s.") % {
            "volume": quantity(balance.common_micro, unit)
        }
    if balance.correction_micro:
        yield gettext("Recalculated for earlier months: %(volume)s.") % {
            "volume": quantity(balance.correction_micro, unit)
        }
    if balance.carried_out_micro:
        yield gettext("Carried to later months: %(volume)s.") % {
            "volume": quantity(balance.carried_out_micro, unit)
        }


def _by_norm(balance: BalanceFacts, unit: str) -> Iterator[str]:
    if balance.norm_of_m2_micro is None or balance.common_area_micro is None:
        return
    yield gettext("Norm for 1 m² of common property: %(norm)s; common property: %(area)s.") % {
        "norm": quantity(balance.norm_of_m2_micro, unit),
        "area": quantity(balance.common_area_micro, "M2"),
    }
