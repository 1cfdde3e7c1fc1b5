"""Rules of single resources: bands, hot water, gas, unauthorised connection."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from raschet.engine.golden.city import City, service_number
from raschet.engine.golden.fields import CaseInvalid, Field, Kind
from raschet.engine.golden.rule import (
    SERVICE,
    TARIFF,
    Rule,
    Volume,
    amount,
    billed,
    decimal,
    integer,
    not_negative,
    positive,
    row,
    text,
    volume,
)
from raschet.engine.golden.rules_volume import NORM, PERIOD, RAISING, whole_persons
from raschet.engine.law.parameters import parameters_of
from raschet.engine.resources import hot_water
from raschet.engine.tariff_structure import HEAT, HEAT_NORM, WATER
from raschet.values.rounding import MICRO


def hot_water_two_component(case: dict[str, Any]) -> dict[str, Any]:
    """Water and the heat in it, each raised where the volume is the norm's (R-021, R-022)."""
    city = City(case["period"])
    city.account()
    city.supply("hot_water", "METER_OR_NORM")
    city.tariff("hot_water", case["water_tariff"], component=WATER)
    city.tariff("hot_water", case["heat_tariff"], component=HEAT)
    city.norm("hot_water", case["heat_norm"], HEAT_NORM)
    if case["raising_coefficient"] == MICRO:
        city.register("hot_water", 0, case["volume"])
    else:
        city.norm("hot_water", case["volume"])
        city.add(
            "coefficients",
            service_id=service_number("hot_water"),
            coefficient_micro=case["raising_coefficient"],
        )
    lines = billed(city.compute())
    water = lines.filter(pl.col("component") == WATER)
    heat = lines.filter(pl.col("component") == HEAT)
    return {
        "heat_volume": volume(heat),
        "water_kopecks": amount(water),
        "heat_kopecks": amount(heat),
        "raising_kopecks": amount(lines.filter(pl.col("kind") == "RAISING")),
        "amount_kopecks": amount(lines),
    }


def hot_water_own_production(case: dict[str, Any]) -> dict[str, Any]:
    """Cold water, and the premises' part of what warmed it (R-023)."""
    positive(case, "house_hot_water_volume")
    frame = row(
        quantity_micro=case["volume"],
        house_quantity_micro=case["house_hot_water_volume"],
        resource_micro=case["resource_volume"],
        water_rate_micro_rubles=case["water_tariff"],
        resource_rate_micro_rubles=case["resource_tariff"],
    )
    line = hot_water.made_in_house(frame).row(0, named=True)
    return {
        "resource_share": Volume(line["resource_share_micro"]),
        "water_kopecks": line["water_kopecks"],
        "heating_kopecks": line["resource_kopecks"],
        "amount_kopecks": line["water_kopecks"] + line["resource_kopecks"],
    }


def _limits(bands: list[dict[str, Any]], total: int) -> list[int | None]:
    """Limits of bands: they rise and only the last may be open. Raises: CaseInvalid."""
    limits: list[int | None] = [band["upto"] for band in bands]
    closed = [limit for limit in limits[:-1] if limit is not None]
    ends = [*closed, *(limit for limit in limits[-1:] if limit is not None)]
    rising = all(low < high for low, high in zip([0, *ends], ends, strict=False))
    if not bands or len(closed) != len(bands) - 1 or not rising:
        raise CaseInvalid("inputs.bands: limits must rise; only the last band may have none")
    if limits[-1] is not None and total > limits[-1]:
        raise CaseInvalid("inputs.bands: the volume exceeds the limit of the last band")
    return limits


def _in_bands(case: dict[str, Any], zones: dict[str, tuple[int, list[int]]]) -> pl.DataFrame:
    """Lines of volumes by zone, each with its rate of every band. Raises: CaseInvalid.

    zones: by the zone's code (empty: a single rate) the volume and the rates.
    """
    if case["months"] < 1:
        raise CaseInvalid("inputs.months: counts from 1")
    total = sum(used for used, _ in zones.values())
    limits = _limits(case["bands"], total)
    city = City(case["period"])
    city.account()
    city.supply("electricity", "METER_OR_NORM")
    if case["exempt"]:
        city.add(
            "account_supplies",
            account_id=1,
            service_id=service_number("electricity"),
            included=True,
            bands_exempt=True,
        )
    for zone, (used, rates) in zones.items():
        for band, (limit, rate) in enumerate(zip(limits, rates, strict=True), start=1):
            city.tariff("electricity", rate, zone=zone, band=band, band_upto_micro=limit)
        city.register("electricity", 0, used, zone=zone, months_missing=case["months"] - 1)
    return billed(city.compute()).with_columns(pl.col("band").fill_null(1))


def tiers(case: dict[str, Any]) -> dict[str, Any]:
    """Each part of the volume at the tariff of its band (R-042, D-09)."""
    not_negative(case, "volume")
    lines = _in_bands(case, {"": (case["volume"], [band["tariff"] for band in case["bands"]])})
    parts = {
        f"band{band}_kopecks": amount(lines.filter(pl.col("band") == band))
        for band in range(1, len(case["bands"]) + 1)
    }
    return {**parts, "amount_kopecks": amount(lines)}


def zones_and_bands(case: dict[str, Any]) -> dict[str, Any]:
    """The total sets the bands; each band is spread over the zones (D-10)."""
    zones = [zone["zone"] for zone in case["zones"]]
    if not zones or len(set(zones)) != len(zones):
        raise CaseInvalid("inputs.zones: each zone once, at least one")
    for number, band in enumerate(case["bands"]):
        missing = sorted(set(zones) - set(band["tariffs"]))
        if missing:
            raise CaseInvalid(f"inputs.bands[{number}].tariffs: {', '.join(missing)} is missing")
    if min(zone["volume"] for zone in case["zones"]) < 0:
        raise CaseInvalid("inputs.zones: a volume must not be negative")
    used = {
        row["zone"].upper(): (
            row["volume"],
            [band["tariffs"][row["zone"]] for band in case["bands"]],
        )
        for row in case["zones"]
    }
    lines = _in_bands(case, used)
    results: dict[str, Any] = {
        f"b{band}_{zone}_kopecks": amount(
            lines.filter((pl.col("band") == band) & (pl.col("zone") == zone.upper()))
        )
        for band in range(1, len(case["bands"]) + 1)
        for zone in zones
    }
    return {**results, "amount_kopecks": amount(lines)}


def gas_norm(case: dict[str, Any]) -> dict[str, Any]:
    """Purposes by residents, heating by area, a line each (R-051)."""
    not_negative(case, "persons", "area", "heating_norm")
    city = City(PERIOD.default)
    norms = [(value, "PERSON_MONTH") for value in case["per_person_norms"] if case["persons"]]
    norms += [(case["heating_norm"], "M2_MONTH")] if case["area"] else []
    persons, scale = 1, MICRO
    if case["persons"]:
        persons, _ = whole_persons(case["persons"], 0)
        scale = case["persons"] // persons
    city.account(persons=persons, area_micro=max(case["area"], 1))
    city.supply("gas", "METER_OR_NORM", case["tariff"])
    city.rows["house_supplies"][0]["norm_group"] = "+".join(
        f"PURPOSE{number}" for number in range(len(norms))
    )
    for number, (value, per) in enumerate(norms):
        city.norm("gas", value * scale // MICRO if per == "PERSON_MONTH" else value, per)
        city.rows["norms"][-1]["norm_group"] = f"PURPOSE{number}"
    lines = billed(city.compute())
    return {"volume": volume(lines), "amount_kopecks": amount(lines)}


def unauthorised_connection(case: dict[str, Any]) -> dict[str, Any]:
    """A multiple of the norm for at most three months back (R-130)."""
    not_negative(case, "norm", "persons", "months")
    city = City(case["period"])
    city.account(persons=case["persons"])
    city.supply(case["service"], "METER_OR_NORM", case["tariff"])
    city.norm(case["service"], case["norm"])
    city.register(case["service"], 0, 0)
    city.add(
        "violations",
        account_id=1,
        service_id=service_number(case["service"]),
        found_on=city.period.first_day,
        months=case["months"],
    )
    if case["coefficient"] is not None:
        city.changed_parameters["unauthorised_multiple_micro"] = case["coefficient"]
    lines = billed(city.compute()).filter(pl.col("kind") == "VIOLATION")
    limit = parameters_of(case["period"]).unauthorised_limit_months
    return {
        "volume": Volume(int(lines["quantity_micro"].sum())),
        "amount_kopecks": amount(lines),
        "months": min(case["months"], limit),
    }


UPTO = decimal(
    "upto", "Upper limit of a month; null for the last band", default=None, nullable=True
)
MONTHS = integer("months", "Months that the volume covers", default=1)
EXEMPT = Field("exempt", Kind.FLAG, "Whether bands do not apply to the account", default=False)

RULES: Final = (
    Rule(
        "hot_water_two_component",
        (PERIOD, decimal("volume", "Cubic metres"), decimal("water_tariff", "Roubles for a cubic metre"),
         decimal("heat_norm", "Gigacalories a cubic metre"),
         decimal("heat_tariff", "Roubles for a gigacalorie"), RAISING),
        hot_water_two_component,
    ),
    Rule(
        "hot_water_own_production",
        (decimal("volume", "Cubic metres of the premises"),
         decimal("water_tariff", "Roubles for a cubic metre of cold water"),
         decimal("resource_volume", "Fuel or heat spent on the house's hot water"),
         decimal("resource_tariff", "Roubles for a unit of it"),
         decimal("house_hot_water_volume", "Cubic metres of all premises")),
        hot_water_own_production,
    ),
    Rule(
        "tiers",
        (SERVICE, PERIOD, decimal("volume", "Units of the month"), MONTHS, EXEMPT,
         Field("bands", Kind.TABLE, "Bands from the lowest", fields=(UPTO, TARIFF))),
        tiers,
    ),
    Rule(
        "zones_and_bands",
        (PERIOD, MONTHS, EXEMPT,
         Field("zones", Kind.TABLE, "Zones in order; the last takes the rest",
               fields=(text("zone", "day, night, peak, semi_peak"), decimal("volume", "Units"))),
         Field("bands", Kind.TABLE, "Bands from the lowest", fields=(
             UPTO, Field("tariffs", Kind.DECIMAL_MAP, "Roubles for a unit by zone")))),
        zones_and_bands,
    ),
    Rule(
        "gas_norm",
        (decimal("persons", "Residents counted", default=0),
         Field("per_person_norms", Kind.DECIMALS, "Units a person a month, one a purpose", default=()),
         decimal("area", "Square metres heated", default=0),
         decimal("heating_norm", "Units a square metre in this month", default=0), TARIFF),
        gas_norm,
    ),
    Rule(
        "unauthorised",
        (SERVICE, PERIOD, NORM, integer("persons", "Residents counted"), TARIFF,
         decimal("coefficient", "Times the norm; by default that of law", default=None),
         integer("months", "Months since the connection", default=1)),
        unauthorised_connection,
    ),
)  # fmt: skip
