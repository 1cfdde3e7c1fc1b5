"""Rules about events of a meter or an owner inside the month, and late readings."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from raschet.engine.contract import LIMITS
from raschet.engine.golden.city import City, month_of_days
from raschet.engine.golden.fields import CaseInvalid, Field, Kind
from raschet.engine.golden.rule import (
    DAYS_IN_MONTH,
    SERVICE,
    TARIFF,
    Rule,
    Volume,
    amount,
    billed,
    decimal,
    integer,
    volume,
)
from raschet.engine.golden.rules_volume import segments_of

AVERAGE = decimal("average", "Monthly average")


def _metered_city(case: dict[str, Any], days_in_month: int | None = None) -> City:
    city = City(month_of_days(days_in_month))
    city.supply(case["service"], "METER_OR_NORM", case.get("tariff"))
    return city


def _result(city: City) -> dict[str, Any]:
    lines = billed(city.compute())
    return {"volume": volume(lines), "amount_kopecks": amount(lines)}


def meter_failed_mid_month(case: dict[str, Any]) -> dict[str, Any]:
    """The reading at the failure, then the average by days (cl. 59 a)."""
    city = _metered_city(case, case["days_in_month"])
    if not 0 <= case["days_without_meter"] <= case["days_in_month"]:
        raise CaseInvalid("inputs.days_without_meter: must be days of the month")
    failed_on = city.day(case["days_in_month"] - case["days_without_meter"])
    city.account()
    city.register(
        case["service"],
        case["previous"],
        case["reading_at_failure"],
        failed_on=failed_on if case["days_without_meter"] else None,
        current_on=failed_on,
        average_micro=case["average"],
        average_months=6,
    )
    return _result(city)


def meter_replacement(case: dict[str, Any]) -> dict[str, Any]:
    """Both meters' differences and the average for the days between them (R-125)."""
    city = _metered_city(case, case["days_in_month"])
    spare = case["days_in_month"] - 1 - case["gap_days"]
    if case["gap_days"] < 0 or spare < 0:
        raise CaseInvalid("inputs.gap_days: must leave a day of the month with a meter")
    removed = min(9, spare)
    city.account()
    city.register(
        case["service"],
        case["old_previous"],
        case["old_final"],
        removed_on=city.day(removed),
        current_on=city.day(removed),
        average_micro=case["average"],
        average_months=6,
    )
    installed_on = city.day(removed + case["gap_days"])
    city.register(
        case["service"],
        case["new_initial"],
        case["new_current"],
        installed_on=installed_on,
        previous_on=installed_on,
        current_on=city.period.last_day,
    )
    return _result(city)


def rollover(case: dict[str, Any]) -> dict[str, Any]:
    """A reading below the last one: past zero, or implausible (R-126)."""
    if not 1 <= case["digits"] <= LIMITS["digits"]:
        raise CaseInvalid(f"inputs.digits: must be 1 to {LIMITS['digits']}")
    city = _metered_city(case)
    city.changed_parameters.update(
        rollover_limit_water_micro=case["plausible_limit"],
        rollover_limit_electricity_micro=case["plausible_limit"],
    )
    city.account()
    city.register(case["service"], case["previous"], case["current"], digits=case["digits"])
    outcome = city.compute()
    if outcome.consumption["basis"][0] != "METER":
        return {"status": "rejected", "volume": None, "amount_kopecks": None}
    lines = billed(outcome)
    return {"status": "accepted", "volume": volume(lines), "amount_kopecks": amount(lines)}


def late_reading(case: dict[str, Any]) -> dict[str, Any]:
    """A reading after estimates: the difference, or a credit at the estimates' tariffs (R-127)."""
    city = _metered_city(case)
    if case["current"] < case["last_actual"]:
        raise CaseInvalid("inputs.current: is below the last actual reading")
    city.account()
    charged = case["charged"]
    city.register(
        case["service"],
        case["last_actual"],
        case["current"],
        months_missing=len(charged),
        estimated_micro=sum(row["volume"] for row in charged),
    )
    for number, row in enumerate(charged):
        city.add(
            "estimates",
            account_id=1,
            register_id=1,
            period=city.period.plus(number - len(charged)).first_day,
            tariff_id=100 + number,
            volume_micro=row["volume"],
            rate_micro_rubles=row["tariff"],
        )
    return _result(city)


def inspection_difference(case: dict[str, Any]) -> dict[str, Any]:
    """What an inspection found beyond the reported reading belongs to its period (R-128).

    A lower reading found gives back what was charged too much (PP 354 cl. 61).
    """
    city = _metered_city(case)
    city.account()
    too_much = max(case["reported"] - case["found"], 0)
    previous = min(case["reported"], case["found"])
    city.register(case["service"], previous, case["found"], estimated_micro=too_much)
    return _result(city)


def ownership_metered(case: dict[str, Any]) -> dict[str, Any]:
    """Owners change with a reading on the day of the transfer (D-07)."""
    if not case["previous"] <= case["at_transfer"] <= case["current"]:
        raise CaseInvalid("inputs.at_transfer: must lie between the two readings")
    city = _metered_city(case)
    transfer = city.day(10)
    city.account(1, closed_on=transfer)
    city.account(2, opened_on=transfer)
    city.register(
        case["service"], case["previous"], case["at_transfer"], register_id=1, current_on=transfer
    )
    city.register(
        case["service"],
        case["at_transfer"],
        case["current"],
        account_id=2,
        register_id=1,
        previous_on=transfer,
        current_on=city.period.last_day,
    )
    return _owners(city)


def ownership_metered_by_days(case: dict[str, Any]) -> dict[str, Any]:
    """Owners change without a reading: the volume by days, the new one takes the rest (D-07)."""
    days = case["old_owner_days"]
    if not 0 <= days <= case["days_in_month"]:
        raise CaseInvalid("inputs.old_owner_days: must be days of the month")
    if case["current"] < case["previous"]:
        raise CaseInvalid("inputs.current: is below the previous reading")
    city = _metered_city(case, case["days_in_month"])
    transfer = city.day(days)
    city.account(1, closed_on=transfer)
    city.account(2, opened_on=transfer)
    last = 2 if days < case["days_in_month"] else 1
    for account_id in (1, 2):
        current = case["current"] if account_id == last else None
        city.register(
            case["service"], case["previous"], current, account_id=account_id, register_id=1
        )
    return _owners(city)


def _owners(city: City) -> dict[str, Any]:
    lines = billed(city.compute())
    results: dict[str, Any] = {}
    for account_id, name in ((1, "old"), (2, "new")):
        own = lines.filter(pl.col("account_id") == account_id)
        results[f"{name}_volume"] = volume(own)
        results[f"{name}_owner_kopecks"] = amount(own)
    return results


def tariff_change_metered(case: dict[str, Any]) -> dict[str, Any]:
    """The volume cut by days where the tariff changes (D-08)."""
    if case["current"] < case["previous"]:
        raise CaseInvalid("inputs.current: is below the previous reading")
    city = _metered_city(case, case["days_in_month"])
    city.account()
    for first, until, row in segments_of(city, case["segments"]):
        city.tariff(case["service"], row["tariff"], valid_from=first, valid_until=until)
    city.register(case["service"], case["previous"], case["current"])
    lines = billed(city.compute())
    results: dict[str, Any] = {"amount_kopecks": amount(lines)}
    for number, (part, kopecks) in enumerate(
        lines.select("quantity_micro", "amount_kopecks").iter_rows(), start=1
    ):
        results[f"v{number}"] = Volume(part)
        results[f"segment{number}_kopecks"] = kopecks
    return results


PREVIOUS = decimal("previous", "Last billed reading")
CURRENT = decimal("current", "Reading of the month")
OLD_DAYS = integer("old_owner_days", "Days of the former owner")

RULES: Final = (
    Rule(
        "meter_failed_mid_month",
        (SERVICE, PREVIOUS, decimal("reading_at_failure", "Reading when the meter failed"), AVERAGE,
         integer("days_without_meter", "Days from the failure to the end"), DAYS_IN_MONTH, TARIFF),
        meter_failed_mid_month,
    ),
    Rule(
        "meter_replacement",
        (SERVICE, decimal("old_previous", "Last billed reading of the old meter"),
         decimal("old_final", "Its reading at removal"),
         decimal("new_initial", "Initial reading of the new meter", default=0),
         decimal("new_current", "Its reading of the month"),
         integer("gap_days", "Days without a meter", default=0),
         decimal("average", "Monthly average", default=0), DAYS_IN_MONTH, TARIFF),
        meter_replacement,
    ),
    Rule(
        "rollover",
        (Field("service", Kind.TEXT, "Code of the service", default="electricity"), PREVIOUS, CURRENT,
         integer("digits", "Whole digits of the meter", default=5),
         decimal("plausible_limit", "Largest plausible volume", default=600_000_000), TARIFF),
        rollover,
    ),
    Rule(
        "late_reading",
        (SERVICE, decimal("last_actual", "Last actual reading"), CURRENT,
         Field("charged", Kind.TABLE, "Months charged without a reading, oldest first",
               fields=(decimal("volume", "Volume charged"), TARIFF), default=()), TARIFF),
        late_reading,
    ),
    Rule(
        "inspection_difference",
        (SERVICE, decimal("reported", "Reading reported"), decimal("found", "Reading found"), TARIFF),
        inspection_difference,
    ),
    Rule(
        "ownership_metered",
        (SERVICE, PREVIOUS, decimal("at_transfer", "Reading on the day of transfer"), CURRENT, TARIFF),
        ownership_metered,
    ),
    Rule(
        "ownership_metered_by_days",
        (SERVICE, PREVIOUS, CURRENT, TARIFF, DAYS_IN_MONTH, OLD_DAYS),
        ownership_metered_by_days,
    ),
    Rule(
        "tariff_change_metered",
        (SERVICE, PREVIOUS, CURRENT, DAYS_IN_MONTH,
         Field("segments", Kind.TABLE, "Days and their tariff, in order",
               fields=(integer("days", "Days of the segment"), TARIFF))),
        tariff_change_metered,
    ),
)  # fmt: skip
