"""Rules of single resources: bands, hot water, gas, unauthorised connection."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from raschet.engine.golden.fields import CaseInvalid, Field, Kind
from raschet.engine.golden.rule import (
    SERVICE,
    TARIFF,
    Rule,
    Volume,
    decimal,
    integer,
    not_negative,
    positive,
    row,
    text,
    whole,
)
from raschet.engine.golden.rules_volume import NORM, PERIOD, RAISING
from raschet.engine.law.parameters import parameters_of
from raschet.engine.pricing import priced
from raschet.engine.resources import consumption_bands, gas, hot_water, unauthorised
from raschet.values.rounding import MICRO

ACCOUNT: Final = ["account_id"]
SERVICE_KEY: Final = ["service_id"]


def hot_water_two_component(case: dict[str, Any]) -> dict[str, Any]:
    """Water and the heat in it, each raised where the volume is the norm's (R-021, R-022)."""
    frame = row(
        quantity_micro=case["volume"],
        heat_norm_micro=case["heat_norm"],
        water_rate_micro_rubles=case["water_tariff"],
        heat_rate_micro_rubles=case["heat_tariff"],
        coefficient_micro=case["raising_coefficient"],
    )
    law = parameters_of(case["period"])
    line = hot_water.two_components(frame, heat_raised=law.hot_water_heat_raised).row(0, named=True)
    water = line["water_kopecks"] + line["water_raising_kopecks"]
    heat = line["heat_kopecks"] + line["heat_raising_kopecks"]
    return {
        "heat_volume": Volume(line["heat_micro"]),
        "water_kopecks": water,
        "heat_kopecks": heat,
        "raising_kopecks": line["water_raising_kopecks"] + line["heat_raising_kopecks"],
        "amount_kopecks": water + heat,
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


def _limits(bands: list[dict[str, Any]]) -> pl.DataFrame:
    """The table of bands; limits rise and only the last may be open. Raises: CaseInvalid."""
    limits = [band["upto"] for band in bands]
    closed = [limit for limit in limits[:-1] if limit is not None]
    ends = [*closed, *(limit for limit in limits[-1:] if limit is not None)]
    rising = all(low < high for low, high in zip([0, *ends], ends, strict=False))
    if not bands or len(closed) != len(bands) - 1 or not rising:
        raise CaseInvalid("inputs.bands: limits must rise; only the last band may have none")
    return pl.DataFrame(
        {"service_id": 1, "band": range(1, len(bands) + 1), "upto_micro": limits},
        schema={"service_id": pl.Int16, "band": pl.Int16, "upto_micro": pl.Int64},
    )


def _banded(volumes: list[int], case: dict[str, Any]) -> pl.DataFrame:
    """Volumes of zones cut by bands, ordered by band and zone. Raises: CaseInvalid."""
    if case["months"] < 1:
        raise CaseInvalid("inputs.months: counts from 1")
    scaled = parameters_of(case["period"]).bands_scaled_by_months
    frame = pl.DataFrame(
        {
            "account_id": 1,
            "service_id": pl.Series([1] * len(volumes), dtype=pl.Int16),
            "zone_no": range(1, len(volumes) + 1),
            "quantity_micro": volumes,
            "months": case["months"] if scaled else 1,
            "start_micro": 0,
            "exempt": case["exempt"],
        }
    )
    parts = consumption_bands.in_bands(frame, _limits(case["bands"]), ACCOUNT, SERVICE_KEY)
    if parts["banded_micro"].sum() != sum(volumes):
        raise CaseInvalid("inputs.bands: the volume exceeds the limit of the last band")
    return parts.sort("band", "zone_no")


def tiers(case: dict[str, Any]) -> dict[str, Any]:
    """Each part of the volume at the tariff of its band (R-042, D-09)."""
    not_negative(case, "volume")
    parts = _banded([case["volume"]], case)
    rates = pl.Series([band["tariff"] for band in case["bands"]], dtype=pl.Int64)
    lines = priced(
        parts.with_columns(
            rates.alias("rate_micro_rubles"), pl.col("banded_micro").alias("quantity_micro")
        )
    )
    amounts = dict(zip(lines["band"], lines["amount_kopecks"], strict=True))
    results: dict[str, Any] = {f"band{band}_kopecks": amounts[band] for band in amounts}
    return {**results, "amount_kopecks": sum(amounts.values())}


def zones_and_bands(case: dict[str, Any]) -> dict[str, Any]:
    """The total sets the bands; each band is spread over the zones (D-10)."""
    zones = [zone["zone"] for zone in case["zones"]]
    if not zones or len(set(zones)) != len(zones):
        raise CaseInvalid("inputs.zones: each zone once, at least one")
    for number, band in enumerate(case["bands"]):
        missing = sorted(set(zones) - set(band["tariffs"]))
        if missing:
            raise CaseInvalid(f"inputs.bands[{number}].tariffs: {', '.join(missing)} is missing")
    volumes = [zone["volume"] for zone in case["zones"]]
    if min(volumes) < 0:
        raise CaseInvalid("inputs.zones: a volume must not be negative")
    parts = _banded(volumes, case)
    rates = [band["tariffs"][zone] for band in case["bands"] for zone in zones]
    lines = priced(
        parts.with_columns(
            pl.Series(rates, dtype=pl.Int64).alias("rate_micro_rubles"),
            pl.col("banded_micro").alias("quantity_micro"),
        )
    )
    results: dict[str, Any] = {
        f"b{band}_{zones[zone_no - 1]}_kopecks": kopecks
        for band, zone_no, kopecks in lines.select("band", "zone_no", "amount_kopecks").iter_rows()
    }
    return {**results, "amount_kopecks": sum(results.values())}


def gas_norm(case: dict[str, Any]) -> dict[str, Any]:
    """Purposes by residents, heating by area (R-051)."""
    not_negative(case, "persons", "area", "heating_norm")
    frame = row(
        persons_micro=case["persons"],
        person_norm_micro=sum(case["per_person_norms"]),
        area_micro=case["area"],
        area_norm_micro=case["heating_norm"],
        rate_micro_rubles=case["tariff"],
    )
    line = priced(frame.with_columns(gas.norm_volume(frame).alias("quantity_micro")))
    return {
        "volume": Volume(whole(line["quantity_micro"])),
        "amount_kopecks": whole(line["amount_kopecks"]),
    }


def unauthorised_connection(case: dict[str, Any]) -> dict[str, Any]:
    """A multiple of the norm for at most three months back (R-130)."""
    not_negative(case, "norm", "persons", "months")
    law = parameters_of(case["period"])
    multiple = case["coefficient"]
    line = unauthorised.charged(
        row(
            norm_micro=case["norm"],
            persons_micro=case["persons"] * MICRO,
            months=case["months"],
            rate_micro_rubles=case["tariff"],
        ),
        multiple_micro=law.unauthorised_multiple_micro if multiple is None else multiple,
        limit_months=law.unauthorised_limit_months,
    )
    return {
        "volume": Volume(whole(line["quantity_micro"])),
        "amount_kopecks": whole(line["amount_kopecks"]),
        "months": whole(line["months_charged"]),
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
