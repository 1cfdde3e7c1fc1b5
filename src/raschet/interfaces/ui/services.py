"""The colour and the icon that stand for a service everywhere. A word always stands beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Badge:
    """A class of the theme and an icon of the sprite."""

    tone: str
    icon: str


BADGES: Final = {
    "COLD_WATER": Badge("cold", "droplet"),
    "HOT_WATER": Badge("hot", "temperature"),
    "WASTEWATER": Badge("drains", "droplets"),
    "HEATING": Badge("heat", "flame"),
    "ELECTRICITY": Badge("electricity", "bolt"),
    "GAS": Badge("gas", "gas-station"),
    "WASTE": Badge("waste", "trash"),
    "MAINTENANCE": Badge("housing", "building-community"),
    "RENT": Badge("housing", "key"),
    "CAPITAL_REPAIR": Badge("capital", "tool"),
    "INTERCOM": Badge("capital", "phone"),
    "ADVANCE": Badge("housing", "credit-card"),
    "PENALTY": Badge("penalty", "clock"),
}
OTHER: Final = Badge("capital", "receipt")


def badge_of(service_code: str) -> Badge:
    """The badge of a service; services the theme does not know share one.

    A service that is a part of another (``ELECTRICITY_NIGHT``, ``HOT_WATER_HEAT``) has its badge.
    """
    code = service_code.upper()
    while code and code not in BADGES:
        code = code.rpartition("_")[0]
    return BADGES.get(code, OTHER)
