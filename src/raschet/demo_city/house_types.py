"""Types of houses: how they are built and what is supplied to them.

Sizes follow the table of house types of the reference data (all illustrative).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from raschet.demo_city.services import Role, Service

TALL: Final = 16
"""Houses whose bathrooms are warmed by towel rails on the hot-water risers: a larger norm of heat."""


class HotWater(StrEnum):
    """Where a home's hot water comes from."""

    CENTRAL = "CENTRAL"
    HEAT_POINT = "HEAT_POINT"
    """The heat supplier's heat point in the house; water and the heat in it are sold apart."""
    OWN = "OWN"
    """Gas heaters or boilers of the flats: not a service."""


class Stove(StrEnum):
    """What people cook on; decides the tariff and the norm of electricity."""

    GAS = "GAS"
    ELECTRIC = "ELECTRIC"


class HeatedBy(StrEnum):
    """What heats a house."""

    NETWORK = "NETWORK"
    OWN_BOILER = "OWN_BOILER"


@dataclass(frozen=True, slots=True)
class Supply:
    """One service of a house: by whom, by which method, by which tariff and norm."""

    service: Service
    role: Role
    method: str
    tariff_group: str
    norm_group: str = ""
    raising: bool = False


@dataclass(frozen=True, slots=True)
class HouseType:
    """A series of houses. Areas are square metres in micro-units."""

    code: str
    storeys: int
    entrances: int
    flats: int
    premises_area_micro: int
    common_area_micro: int
    years: tuple[int, int]
    hot_water: HotWater
    stove: Stove
    heated_by: HeatedBy
    house_meters: tuple[str, ...]
    lift: bool
    maintenance_group: str
    """Empty where nobody manages the house."""
    cold_norm: str
    intercom: bool = False
    antenna: bool = False
    municipal: bool = False
    """A part of the flats belongs to the town; their tenants pay rent."""
    dormitory: bool = False

    @property
    def flats_an_entrance(self) -> int:
        return self.flats // self.entrances

    @property
    def flat_area_micro(self) -> int:
        return self.premises_area_micro // self.flats

    @property
    def supplies(self) -> tuple[Supply, ...]:
        """What every house of the type receives."""
        return (
            *self._water(),
            self._electricity(),
            *self._gas(),
            *self._heating(),
            self._waste(),
            *self._housing(),
            *self._common(),
        )

    def _heating(self) -> list[Supply]:
        if self.heated_by is HeatedBy.OWN_BOILER:
            return []
        return [Supply(Service.HEATING, Role.HEAT, "HEATING", "STANDARD", "STANDARD")]

    def _common(self) -> list[Supply]:
        """Resources for common property: what the owners of each type decided (R-093)."""
        if not self.maintenance_group:
            return []
        lift = "LIFT" if self.lift else "NO_LIFT"
        power = "TOWN_GAS_STOVE" if self.stove is Stove.GAS else "TOWN_ELECTRIC_STOVE"
        cold = "COMMON_METER" if "cold_water" in self.house_meters else "COMMON_NORM"
        hot = "COMMON_METER" if "hot_water" in self.house_meters else "COMMON_NORM"
        manager = Role.MANAGER
        common = [
            Supply(Service.COLD_WATER_COMMON, manager, cold, "STANDARD", "STANDARD"),
            Supply(Service.ELECTRICITY_COMMON, manager, COMMON_ELECTRICITY[self.code], power, lift),
            Supply(Service.WASTEWATER_COMMON, manager, "COMMON_WASTEWATER", "STANDARD"),
        ]
        if self.hot_water is not HotWater.OWN:
            common.append(Supply(Service.HOT_WATER_COMMON, manager, hot, "SINGLE", "STANDARD"))
        return common

    def _water(self) -> list[Supply]:
        meters = "METER_OR_NORM"
        water = [
            Supply(Service.COLD_WATER, Role.WATER, meters, "STANDARD", self.cold_norm, raising=True)
        ]
        if self.hot_water is not HotWater.OWN:
            apart = self.hot_water is HotWater.HEAT_POINT
            group = "COMPONENTS" if apart else "SINGLE"
            norm = "BATH_TOWEL_RAIL" if apart and self.storeys >= TALL else "BATH"
            water.append(Supply(Service.HOT_WATER, Role.HEAT, meters, group, norm, raising=True))
        water.append(
            Supply(Service.WASTEWATER, Role.WATER, "WASTEWATER", "STANDARD", self.cold_norm)
        )
        if not self.maintenance_group:
            outdoors = (Service.IRRIGATION, Service.LIVESTOCK)
            water += [
                Supply(service, Role.WATER, "NORM_MEASURE", "STANDARD") for service in outdoors
            ]
        return water

    def _electricity(self) -> Supply:
        group = "TOWN_GAS_STOVE" if self.stove is Stove.GAS else "TOWN_ELECTRIC_STOVE"
        # Since 01.07.2020 the guaranteeing supplier installs the meters: no coefficient.
        return Supply(
            Service.ELECTRICITY, Role.ELECTRICITY, "METER_OR_NORM", group, f"{self.stove}_STOVE"
        )

    def _gas(self) -> list[Supply]:
        """Gas stoves everywhere, gas water heaters and boilers where nothing else warms (R-051)."""
        if self.stove is Stove.ELECTRIC:
            return []
        purposes = ["STOVE"]
        if self.hot_water is HotWater.OWN:
            purposes.append("HEATER")
        if self.heated_by is HeatedBy.OWN_BOILER:
            purposes.append("HEATING")
        return [
            Supply(Service.GAS, Role.GAS, "METER_OR_NORM", "STANDARD", "+".join(purposes)),
        ]

    def _waste(self) -> Supply:
        group = "APARTMENT" if self.maintenance_group else "DETACHED"
        return Supply(Service.WASTE, Role.WASTE, "WASTE_PERSONS", "STANDARD", group)

    def _housing(self) -> list[Supply]:
        if not self.maintenance_group:
            return []
        lift = "LIFT" if self.lift else "NO_LIFT"
        housing = [
            Supply(Service.MAINTENANCE, Role.MANAGER, "AREA_RATE", self.maintenance_group),
            Supply(Service.CAPITAL_REPAIR, Role.CAPITAL_REPAIR, "AREA_RATE", lift),
        ]
        if self.municipal:
            housing.append(Supply(Service.RENT, Role.HOUSING_FUND, "AREA_RATE", "STANDARD"))
        if self.intercom:
            housing.append(Supply(Service.INTERCOM, Role.INTERCOM, "FIXED", "STANDARD"))
        if self.antenna:
            housing.append(Supply(Service.ANTENNA, Role.ANTENNA, "FIXED", "STANDARD"))
        return housing


COMMON_ELECTRICITY: Final = {
    "A9": "COMMON_METER",
    "B5": "COMMON_NORM_RECALC",
    "C16": "COMMON_METER_CAPPED",
    "D2": "COMMON_NORM",
    "E5": "COMMON_AVERAGE",
    "F3": "COMMON_REDUCING",
}
"""How each type charges electricity for common property."""

APARTMENT_TYPES: Final = (
    HouseType(
        "A9", 9, 4, 144, 8_436_500_000, 812_400_000, (1975, 1995), HotWater.CENTRAL, Stove.GAS,
        HeatedBy.NETWORK, ("heating", "cold_water", "electricity"), True, "STOREYS_9", "BATH",
        intercom=True, antenna=True,
    ),
    HouseType(
        "B5", 5, 4, 80, 3_412_000_000, 318_600_000, (1965, 1985), HotWater.CENTRAL, Stove.GAS,
        HeatedBy.NETWORK, ("heating", "electricity"), False, "STOREYS_5", "BATH",
        intercom=True, antenna=True,
    ),
    HouseType(
        "C16", 16, 2, 128, 7_980_300_000, 1_466_000_000, (2009, 2021), HotWater.HEAT_POINT,
        Stove.ELECTRIC, HeatedBy.NETWORK, ("heating", "cold_water", "hot_water", "electricity"),
        True, "STOREYS_9", "BATH", intercom=True, antenna=True,
    ),
    HouseType(
        "D2", 2, 2, 16, 742_800_000, 61_200_000, (1950, 1959), HotWater.OWN, Stove.GAS,
        HeatedBy.NETWORK, (), False, "STOREYS_2_3", "GAS_HEATER", municipal=True,
    ),
    HouseType(
        "E5", 5, 1, 75, 1_860_000_000, 402_500_000, (1978, 1978), HotWater.HEAT_POINT,
        Stove.ELECTRIC, HeatedBy.NETWORK, ("heating", "electricity"), False, "STOREYS_5", "BATH",
        municipal=True, dormitory=True,
    ),
    HouseType(
        "F3", 3, 3, 36, 2_105_400_000, 214_800_000, (2012, 2022), HotWater.OWN, Stove.GAS,
        HeatedBy.OWN_BOILER, ("electricity",), False, "STOREYS_2_3", "GAS_HEATER",
        intercom=True, antenna=True,
    ),
)  # fmt: skip

DETACHED_TYPE: Final = HouseType(
    "P1", 1, 1, 1, 78_000_000, 0, (1955, 2020), HotWater.OWN, Stove.GAS, HeatedBy.OWN_BOILER,
    (), False, "", "GAS_HEATER",
)  # fmt: skip

TYPES: Final = {house_type.code: house_type for house_type in (*APARTMENT_TYPES, DETACHED_TYPE)}
