"""Names of services, zones and channels as people know them."""

from __future__ import annotations

from django.utils.translation import gettext, pgettext


def service_name(code: str) -> str:
    """A service of the catalogue; a code nobody named yet is shown as it is."""
    names = {
        "cold_water": pgettext("service", "Cold water"),
        "hot_water": pgettext("service", "Hot water"),
        "wastewater": pgettext("service", "Wastewater"),
        "electricity": pgettext("service", "Electricity"),
        "gas": pgettext("service", "Gas"),
        "heating": pgettext("service", "Heating"),
        "waste": pgettext("service", "Waste removal"),
        "maintenance": pgettext("service", "Building maintenance"),
        "capital_repair": pgettext("service", "Capital repair"),
        "rent": pgettext("service", "Rent"),
        "intercom": pgettext("service", "Intercom"),
        "antenna": pgettext("service", "Antenna"),
        "irrigation": pgettext("service", "Irrigation"),
        "livestock": pgettext("service", "Water for animals"),
        "cold_water_common": pgettext("service", "Cold water for common property"),
        "hot_water_common": pgettext("service", "Hot water for common property"),
        "wastewater_common": pgettext("service", "Wastewater of common property"),
        "electricity_common": pgettext("service", "Electricity for common property"),
        "advance": pgettext("service", "Advance"),
        "advance_capital_repair": pgettext("service", "Advance for capital repair"),
        "advance_gas": pgettext("service", "Advance for gas"),
    }
    return names.get(code, code)


def zone_name(zone: str) -> str:
    """A time-of-use zone."""
    names = {
        "DAY": pgettext("zone", "day"),
        "NIGHT": pgettext("zone", "night"),
        "PEAK": pgettext("zone", "peak"),
        "SEMI_PEAK": pgettext("zone", "semi-peak"),
    }
    return names.get(zone, zone)


def channel_phrase(channel: str) -> str:
    """How a reading reached the centre, to stand behind its day."""
    phrases = {
        "CABINET": gettext("given in the residents' area"),
        "SITE": gettext("given on the site"),
        "MOBILE": gettext("given in the application"),
        "TELEPHONE": gettext("given by telephone"),
        "SLIP": gettext("given on a paper slip"),
        "BANK": gettext("given with a payment at the bank"),
        "IMPORT": gettext("from the managing company's list"),
        "INSPECTOR": gettext("taken by an inspector"),
        "AUTOMATIC": gettext("sent by the meter itself"),
    }
    return phrases.get(channel, channel)
