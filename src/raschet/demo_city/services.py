"""Services of the catalogue that the demo city knows, by their fixed ids."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Service(IntEnum):
    """Ids of the catalogue of services."""

    COLD_WATER = 1
    HOT_WATER = 2
    WASTEWATER = 3
    ELECTRICITY = 4
    GAS = 5
    HEATING = 6
    WASTE = 7
    MAINTENANCE = 8
    CAPITAL_REPAIR = 9
    RENT = 10
    INTERCOM = 11
    ANTENNA = 12
    IRRIGATION = 13
    LIVESTOCK = 14
    COLD_WATER_COMMON = 21
    HOT_WATER_COMMON = 22
    WASTEWATER_COMMON = 23
    ELECTRICITY_COMMON = 24


class Role(StrEnum):
    """Who in the city supplies what."""

    WATER = "WATER"
    HEAT = "HEAT"
    ELECTRICITY = "ELECTRICITY"
    GAS = "GAS"
    WASTE = "WASTE"
    CAPITAL_REPAIR = "CAPITAL_REPAIR"
    HOUSING_FUND = "HOUSING_FUND"
    INTERCOM = "INTERCOM"
    ANTENNA = "ANTENNA"
    MANAGER = "MANAGER"
    """The house's managing company; a city has several."""
