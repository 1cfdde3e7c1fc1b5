"""Rules that share a house's volume: heating and the common property."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from raschet.engine.golden.fields import CaseInvalid, Field, Kind
from raschet.engine.golden.rule import (
    TARIFF,
    Rule,
    Volume,
    decimal,
    not_negative,
    positive,
    row,
    text,
    whole,
)
from raschet.engine.pricing import priced
from raschet.engine.resources import common_resources, heating

STATES: Final = {
    "metered": heating.METERED,
    "unmetered": heating.UNMETERED,
    "disconnected": heating.DISCONNECTED,
}
HOUSE: Final = ["house_id"]


def _priced(quantity: pl.Series | int, rate: int) -> dict[str, Any]:
    """Volume and amount of one line."""
    micro = quantity if isinstance(quantity, int) else whole(quantity)
    line = priced(row(quantity_micro=micro, rate_micro_rubles=rate))
    return {"volume": Volume(micro), "amount_kopecks": whole(line["amount_kopecks"])}


def heating_norm(case: dict[str, Any]) -> dict[str, Any]:
    """Area times norm; all the year round the share of the heating months (R-061)."""
    not_negative(case, "area", "norm")
    months = [1, 1] if case["factor"] is None else case["factor"]
    if len(months) != 2 or not 0 <= months[0] <= months[1] or months[1] == 0:
        raise CaseInvalid("inputs.factor: heating months and months of the year, such as [7, 12]")
    frame = row(
        area_micro=case["area"],
        norm_micro=case["norm"],
        heating_months=months[0],
        of_months=months[1],
    )
    return _priced(heating.norm_volume(frame), case["tariff"])


def heating_house_meter(case: dict[str, Any]) -> dict[str, Any]:
    """Own and common part by the house meter (R-062)."""
    positive(case, "total_area")
    areas = ("metered_area_sum", "disconnected_area", "common_area", "metered_volume_sum")
    not_negative(case, "house_volume", *areas)
    flat = case["flat"]
    if flat["kind"] not in STATES:
        raise CaseInvalid(f"inputs.flat.kind: {flat['kind']!r} is none of {', '.join(STATES)}")
    if case["metered_area_sum"] + case["disconnected_area"] > case["total_area"]:
        raise CaseInvalid("inputs.total_area: is below the metered and disconnected areas")
    if flat["kind"] == "metered" and flat["volume"] is None:
        raise CaseInvalid("inputs.flat.volume: is missing")
    if flat["kind"] == "metered" and not case["metered_area_sum"]:
        raise CaseInvalid("inputs.metered_area_sum: holds the area of the flat at least")
    frame = row(
        house_volume_micro=case["house_volume"],
        house_area_micro=case["total_area"],
        metered_volume_micro=case["metered_volume_sum"],
        metered_area_micro=case["metered_area_sum"],
        disconnected_area_micro=case["disconnected_area"],
        common_area_micro=case["common_area"],
        state=STATES[flat["kind"]],
        area_micro=flat["area"],
        own_volume_micro=flat["volume"] or 0,
    )
    return _priced(heating.house_meter_volume(frame), case["tariff"])


def heating_year_round_average(case: dict[str, Any]) -> dict[str, Any]:
    """A twelfth of last year's house volume, by area (R-064)."""
    positive(case, "total_area")
    frame = row(
        area_micro=case["area"],
        previous_year_micro=case["previous_year_volume"],
        house_area_micro=case["total_area"],
    )
    return _priced(heating.year_round_volume(frame), case["tariff"])


def heating_annual_correction(case: dict[str, Any]) -> dict[str, Any]:
    """Each month's actual volume at its own tariff, less what was charged (R-064)."""
    positive(case, "total_area")
    periods = pl.DataFrame(
        {
            "house_id": pl.Series([1] * len(case["actual"]), dtype=pl.Int64),
            "house_volume_micro": pl.Series(
                [month["house_volume"] for month in case["actual"]], dtype=pl.Int64
            ),
            "rate_micro_rubles": pl.Series(
                [month["tariff"] for month in case["actual"]], dtype=pl.Int64
            ),
        }
    )
    frame = row(
        house_id=1,
        area_micro=case["area"],
        house_area_micro=case["total_area"],
        charged_kopecks=case["charged_kopecks"],
    )
    line = heating.annual_correction(frame, periods, HOUSE)
    return {
        "actual_kopecks": whole(line["actual_kopecks"]),
        "amount_kopecks": whole(line["correction_kopecks"]),
    }


def heating_allocators(case: dict[str, Any]) -> dict[str, Any]:
    """The equipped premises' total by units, less what was charged (R-065)."""
    positive(case, "all_units")
    line = heating.by_allocators(
        row(
            equipped_kopecks=case["total_charged_kopecks"],
            units_micro=case["own_units"],
            all_units_micro=case["all_units"],
            charged_kopecks=case["charged_kopecks"],
        )
    )
    return {
        "share_kopecks": whole(line["share_kopecks"]),
        "amount_kopecks": whole(line["correction_kopecks"]),
    }


def _shared(house_volume_micro: int, case: dict[str, Any]) -> dict[str, Any]:
    """The premises' part of a house's volume by area, priced (R-090)."""
    positive(case, "total_area")
    frame = row(
        house_volume_micro=house_volume_micro,
        area_micro=case["area"],
        house_area_micro=case["total_area"],
    )
    part = _priced(common_resources.share_of_house(frame), case["tariff"])
    return {"house_volume": Volume(house_volume_micro), **part}


def soi_norm(case: dict[str, Any]) -> dict[str, Any]:
    """Norm of the common property's area (R-091)."""
    not_negative(case, "norm", "common_area")
    house = common_resources.norm_house_volume(
        row(norm_micro=case["norm"], common_area_micro=case["common_area"])
    )
    return _shared(whole(house), case)


def soi_meter(case: dict[str, Any]) -> dict[str, Any]:
    """House meter less the premises; a negative rest is carried (R-092, R-095)."""
    if case["carry_in"] > 0:
        raise CaseInvalid("inputs.carry_in: a carried volume is negative or zero")
    house = common_resources.metered_house_volume(
        row(
            meter_micro=case["house_meter"],
            flats_micro=case["flats_sum"],
            nonresidential_micro=case["nonresidential_sum"],
            other_micro=case["other_sum"],
            carried_micro=case["carry_in"],
            cap_micro=case["cap"],
        )
    )
    part = _shared(whole(house["house_volume_micro"]), case)
    return {**part, "carry_out": Volume(whole(house["carry_out_micro"]))}


def soi_negative_by_persons(case: dict[str, Any]) -> dict[str, Any]:
    """A negative difference reduces individual consumption by residents (R-095)."""
    positive(case, "house_persons")
    volume = common_resources.reduction_by_persons(
        row(
            difference_micro=case["difference"],
            persons_micro=case["persons"],
            house_persons_micro=case["house_persons"],
        )
    )
    return _priced(volume, case["tariff"])


def soi_recalc(case: dict[str, Any]) -> dict[str, Any]:
    """Actual less charged volume of the house, by area (R-094)."""
    return _shared(case["actual_house_volume"] - case["charged_house_volume"], case)


def soi_money_recalc(case: dict[str, Any]) -> dict[str, Any]:
    """The supplier's bill less the residents', by area (R-094)."""
    positive(case, "total_area")
    line = common_resources.money_recalculation(
        row(
            supplier_kopecks=kopecks_of(case, "supplier_charged"),
            residents_kopecks=kopecks_of(case, "residents_charged"),
            area_micro=case["area"],
            house_area_micro=case["total_area"],
        )
    )
    return {
        "difference_kopecks": whole(line["difference_kopecks"]),
        "rate_per_m2_kopecks": whole(line["per_metre_kopecks"]),
        "amount_kopecks": whole(line["amount_kopecks"]),
    }


def kopecks_of(case: dict[str, Any], name: str) -> int:
    """Roubles with two decimals as kopecks. Raises: CaseInvalid."""
    kopecks, rest = divmod(case[name], 10_000)
    if rest:
        raise CaseInvalid(f"inputs.{name}: roubles have two decimals")
    return int(kopecks)


def soi_wastewater(case: dict[str, Any]) -> dict[str, Any]:
    """Cold and hot water of the common property together (R-092)."""
    return _shared(case["cold_house_volume"] + case["hot_house_volume"], case)


AREA = decimal("area", "Square metres of the premises")
TOTAL = decimal("total_area", "Square metres of all premises, without common property")
SERVICE = text("service", "Code of the service", default="electricity_common")

RULES: Final = (
    Rule(
        "heating_norm",
        (AREA, decimal("norm", "Gigacalories a square metre a month"), TARIFF,
         Field("factor", Kind.DECIMALS, "Heating months and months of the year", default=None)),
        heating_norm,
    ),
    Rule(
        "heating_house_meter",
        (decimal("house_volume", "Gigacalories of the house meter"), TOTAL,
         decimal("metered_volume_sum", "Gigacalories of all individual meters", default=0),
         decimal("metered_area_sum", "Square metres with individual meters", default=0),
         decimal("disconnected_area", "Square metres lawfully disconnected", default=0),
         decimal("common_area", "Square metres of common property", default=0), TARIFF,
         Field("flat", Kind.OBJECT, "The premises charged", fields=(
             text("kind", ", ".join(STATES)), AREA,
             decimal("volume", "Gigacalories of its own meter", default=None)))),
        heating_house_meter,
    ),
    Rule(
        "heating_year_round_average",
        (decimal("previous_year_volume", "Gigacalories of the house last year"), TOTAL, AREA, TARIFF),
        heating_year_round_average,
    ),
    Rule(
        "heating_annual_correction",
        (Field("actual", Kind.TABLE, "Volumes of the house and their tariffs",
               fields=(decimal("house_volume", "Gigacalories of the house meter"), TARIFF)),
         TOTAL, AREA, Field("charged_kopecks", Kind.KOPECKS, "Charged over the year")),
        heating_annual_correction,
    ),
    Rule(
        "heating_allocators",
        (Field("total_charged_kopecks", Kind.KOPECKS, "Charged to all equipped premises"),
         decimal("own_units", "Units of the premises"), decimal("all_units", "Units of all"),
         Field("charged_kopecks", Kind.KOPECKS, "Charged to the premises")),
        heating_allocators,
    ),
    Rule(
        "soi_norm",
        (SERVICE, decimal("norm", "Units a square metre of common property"),
         decimal("common_area", "Square metres of common property"), TOTAL, AREA, TARIFF),
        soi_norm,
    ),
    Rule(
        "soi_meter",
        (SERVICE, decimal("house_meter", "Volume of the house meter"),
         decimal("flats_sum", "Billed to flats in the same period"),
         decimal("nonresidential_sum", "Billed to other premises", default=0),
         decimal("other_sum", "Spent otherwise: the house's own production", default=0),
         decimal("carry_in", "Carried from earlier periods: negative or zero", default=0),
         decimal("cap", "Volume by the norm where the month is capped by it", default=None),
         TOTAL, AREA, TARIFF),
        soi_meter,
    ),
    Rule(
        "soi_negative_by_persons",
        (SERVICE, decimal("difference", "House meter less the premises"),
         decimal("house_persons", "Residents of the house"), decimal("persons", "Of the premises"),
         TARIFF),
        soi_negative_by_persons,
    ),
    Rule(
        "soi_recalc",
        (SERVICE, decimal("actual_house_volume", "Volume by the house meter"),
         decimal("charged_house_volume", "Volume charged"), TOTAL, AREA, TARIFF),
        soi_recalc,
    ),
    Rule(
        "soi_money_recalc",
        (decimal("supplier_charged", "Roubles charged by the supplier"),
         decimal("residents_charged", "Roubles charged to the residents"), TOTAL, AREA),
        soi_money_recalc,
    ),
    Rule(
        "soi_wastewater",
        (decimal("cold_house_volume", "Cold water for common property"),
         decimal("hot_house_volume", "Hot water for common property"), TOTAL, AREA, TARIFF),
        soi_wastewater,
    ),
)  # fmt: skip
