"""Rules that price an area or a fixed fee."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from raschet.engine.golden.city import City, month_of_days
from raschet.engine.golden.fields import CaseInvalid, Field, Kind
from raschet.engine.golden.rule import DAYS_IN_MONTH, Rule, amount, billed, decimal, integer, text
from raschet.engine.golden.rules_volume import segments_of

RATE = decimal("rate", "Roubles for a square metre, or for a unit of a fixed fee")
AREA = decimal("area", "Square metres")
SERVICE = text("service", "Code of the service", default="maintenance")


def _area_city(days_in_month: int | None, rate_micro_rubles: int | None) -> City:
    city = City(month_of_days(days_in_month))
    city.supply("maintenance", "AREA_RATE", rate_micro_rubles)
    return city


def area_rate(case: dict[str, Any]) -> dict[str, Any]:
    """Area times rate (R-080, R-081)."""
    city = _area_city(None, case["rate"])
    city.account(area_micro=case["area"])
    return {"amount_kopecks": amount(billed(city.compute()))}


def fixed(case: dict[str, Any]) -> dict[str, Any]:
    """A fee of an account, prorated by days where asked (R-082, D-17)."""
    city = City(month_of_days(case["days_in_month"]))
    active = city.period.days if case["days_active"] is None else case["days_active"]
    if not 0 < active <= city.period.days:
        raise CaseInvalid("inputs.days_active: must be days of the month")
    city.account(opened_on=city.day(city.period.days - active))
    city.supply("fixed", "FIXED", case["rate"])
    city.add(
        "account_supplies",
        account_id=1,
        service_id=city.rows["house_supplies"][0]["service_id"],
        included=True,
        quantity=case["quantity"],
        metering_impossible=False,
    )
    city.changed_parameters["fixed_prorated"] = case["prorate"]
    return {"amount_kopecks": amount(billed(city.compute()))}


def ownership_area(case: dict[str, Any]) -> dict[str, Any]:
    """A new owner inside the month: the old part rounded, the new one the rest (D-07)."""
    city = _area_city(case["days_in_month"], case["rate"])
    if not 0 <= case["old_owner_days"] <= case["days_in_month"]:
        raise CaseInvalid("inputs.old_owner_days: must be days of the month")
    transfer = city.day(case["old_owner_days"])
    city.account(1, area_micro=case["area"], closed_on=transfer)
    city.account(2, area_micro=case["area"], opened_on=transfer)
    lines = billed(city.compute())
    return {
        "total_kopecks": amount(lines),
        "old_owner_kopecks": amount(lines.filter(pl.col("account_id") == 1)),
        "new_owner_kopecks": amount(lines.filter(pl.col("account_id") == 2)),
    }


def tariff_change_area(case: dict[str, Any]) -> dict[str, Any]:
    """One line a segment of the tariff (D-08)."""
    city = _area_city(case["days_in_month"], None)
    city.account(area_micro=case["area"])
    for first, until, row in segments_of(city, case["segments"]):
        city.tariff("maintenance", row["rate"], valid_from=first, valid_until=until)
    lines = billed(city.compute())
    parts = {
        f"segment{number}_kopecks": kopecks
        for number, kopecks in enumerate(lines["amount_kopecks"].to_list(), start=1)
    }
    return {**parts, "amount_kopecks": amount(lines)}


def new_account_area(case: dict[str, Any]) -> dict[str, Any]:
    """An account opened inside the month pays by days (D-07)."""
    city = _area_city(case["days_in_month"], case["rate"])
    if not 0 <= case["days_active"] <= case["days_in_month"]:
        raise CaseInvalid("inputs.days_active: must be days of the month")
    opened_on = city.day(case["days_in_month"] - case["days_active"])
    city.account(area_micro=case["area"], opened_on=opened_on)
    return {"amount_kopecks": amount(billed(city.compute()))}


RULES: Final = (
    Rule("area_rate", (SERVICE, AREA, RATE), area_rate),
    Rule(
        "fixed",
        (SERVICE, RATE, integer("quantity", "Units of the fee", default=1),
         integer("days_active", "Days served", default=None),
         integer("days_in_month", "Calendar days of the month", default=None),
         Field("prorate", Kind.FLAG, "Whether the fee follows the days", default=False)),
        fixed,
    ),
    Rule(
        "ownership_area",
        (AREA, RATE, DAYS_IN_MONTH, integer("old_owner_days", "Days of the former owner")),
        ownership_area,
    ),
    Rule(
        "tariff_change_area",
        (AREA, DAYS_IN_MONTH,
         Field("segments", Kind.TABLE, "Days and their rate, in order",
               fields=(integer("days", "Days of the segment"), RATE))),
        tariff_change_area,
    ),
    Rule(
        "new_account_area",
        (AREA, RATE, integer("days_active", "Days served, the last of the month"), DAYS_IN_MONTH),
        new_account_area,
    ),
)  # fmt: skip
