"""The smallest city that poses a case: a house, its accounts, and one month to compute."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import polars as pl
from polars.exceptions import PolarsError

from raschet.engine.golden.fields import CaseInvalid
from raschet.engine.inputs import SCHEMAS, Inputs
from raschet.engine.law.parameters import parameters_of
from raschet.engine.run import run_month
from raschet.values.period import Period
from raschet.values.rounding import MICRO

if TYPE_CHECKING:
    from raschet.engine.lines import Outcome

LONG_AGO: Final = date(2000, 1, 1)
MOST_PERSONS: Final = 32_767
HOUSE: Final = 1
SUPPLIER: Final = 1
SERVICES: Final = {
    name: number
    for number, name in enumerate(
        (
            "cold_water", "hot_water", "wastewater", "electricity", "gas", "waste",
            "maintenance", "fixed", "other",
        ),
        start=1,
    )
}  # fmt: skip
MONTHS_BY_DAYS: Final = {
    28: Period(2026, 2),
    29: Period(2024, 2),
    30: Period(2026, 6),
    31: Period(2026, 7),
}


def month_of_days(days: int | None) -> Period:
    """A month with so many days. Raises: CaseInvalid."""
    if days is None:
        return MONTHS_BY_DAYS[30]
    if days not in MONTHS_BY_DAYS:
        raise CaseInvalid(f"no month has {days} days")
    return MONTHS_BY_DAYS[days]


def service_number(name: str) -> int:
    """A service's id in the case city; an unlisted name is some other service."""
    return SERVICES.get(name, SERVICES["other"])


@dataclass
class City:
    """Rows of the engine's frames, added one by one; absent columns are null."""

    period: Period
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    changed_parameters: dict[str, Any] = field(default_factory=dict)

    def day(self, number: int) -> date:
        """The day after so many days of the month have passed; 0 is the first."""
        return date.fromordinal(self.period.first_day.toordinal() + number)

    def add(self, frame: str, **columns: Any) -> None:
        if "valid_from" in SCHEMAS[frame]:
            columns = {"valid_from": LONG_AGO, **columns}
        self.rows.setdefault(frame, []).append(columns)

    def account(
        self,
        account_id: int = 1,
        *,
        persons: int = 1,
        area_micro: int = MICRO,
        opened_on: date = LONG_AGO,
        closed_on: date | None = None,
    ) -> None:
        """An account of the one unit, with residents and an area."""
        if not 0 <= persons <= MOST_PERSONS or area_micro < 0:
            raise CaseInvalid(f"persons are 0 to {MOST_PERSONS}, areas are not negative")
        self.add(
            "accounts",
            account_id=account_id,
            house_id=HOUSE,
            unit_id=1,
            premises="FLAT",
            rooms=1,
            opened_on=opened_on,
            closed_on=closed_on,
        )
        self.add(
            "households", account_id=account_id, registered=persons, temporary=0, owners=persons
        )
        self.add("areas", account_id=account_id, area_micro=area_micro)

    def supply(self, service: str, method: str, rate_micro_rubles: int | None = None) -> None:
        """A service of the house at one rate; without a rate its tariffs are added apart."""
        self.add(
            "house_supplies",
            house_id=HOUSE,
            service_id=service_number(service),
            supplier_id=SUPPLIER,
            method=method,
            tariff_group="ALL",
            norm_group="ALL",
            raising=True,
        )
        if rate_micro_rubles is not None:
            self.tariff(service, rate_micro_rubles)

    def tariff(
        self,
        service: str,
        rate_micro_rubles: int,
        *,
        zone: str = "",
        valid_from: date = LONG_AGO,
        valid_until: date | None = None,
        **columns: Any,
    ) -> None:
        usual = {"band": 1, "component": ""}
        self.add(
            "tariffs",
            tariff_id=len(self.rows.get("tariffs", [])) + 1,
            service_id=service_number(service),
            tariff_group="ALL",
            zone=zone,
            rate_micro_rubles=rate_micro_rubles,
            valid_from=valid_from,
            valid_until=valid_until,
            **{**usual, **columns},
        )

    def norm(self, service: str, value_micro: int, per: str = "PERSON_MONTH") -> None:
        self.add(
            "norms",
            norm_id=len(self.rows.get("norms", [])) + 1,
            service_id=service_number(service),
            norm_group="ALL",
            value_micro=value_micro,
            per=per,
        )

    def register(
        self, service: str, previous_micro: int, current_micro: int | None, **columns: Any
    ) -> None:
        """A register read in the month, unless ``current_micro`` is None."""
        number = len(self.rows.get("registers", [])) + 1
        usual = {
            "account_id": 1,
            "meter_id": number,
            "register_id": number,
            "service_id": service_number(service),
            "zone": "",
            "digits": 9,
            "ratio_micro": MICRO,
            "installed_on": LONG_AGO,
            "previous_value_micro": previous_micro,
            "previous_on": LONG_AGO,
            "current_value_micro": current_micro,
            "current_on": None if current_micro is None else self.period.first_day,
            "months_missing": 0,
            "estimated_micro": 0,
            "average_months": 0,
            "access_refused": False,
        }
        self.add("registers", **{**usual, **columns})

    def compute(self) -> Outcome:
        """The month of the city. Raises: CaseInvalid for numbers that no column holds."""
        for name, number in SERVICES.items():
            self.add("services", service_id=number, code=name)
        try:
            frames: dict[str, Any] = {
                name: pl.DataFrame(self.rows.get(name, []), schema=columns)
                for name, columns in SCHEMAS.items()
            }
        except (PolarsError, OverflowError, TypeError) as error:
            raise CaseInvalid("inputs: a number is larger than any real quantity") from error
        law = replace(parameters_of(self.period), **self.changed_parameters)
        return run_month(Inputs(period=self.period, parameters=law, **frames))
