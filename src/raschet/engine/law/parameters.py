"""Parameters of the methods and raising coefficients, as they stood in a month."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from raschet.engine.law.tables import law_table
from raschet.values.rounding import MICRO
from raschet.values.scaled import parse_micro

if TYPE_CHECKING:
    from datetime import date

    from raschet.values.period import Period


class ParameterUnknown(LookupError):
    """No row of the law tables was in force in the period."""

    def __init__(self, name: str, period: Period) -> None:
        super().__init__(name, period)
        self.name = name
        self.period = period

    def __str__(self) -> str:
        return f"the parameter {self.name} has no value in {self.period}"


@dataclass(frozen=True, slots=True)
class Parameters:
    """What the methods take from law besides tariffs, norms and coefficients."""

    average_window_months: int
    average_limit_months: int
    average_minimum_months: int
    rollover_average_multiple: int
    rollover_limit_water_micro: int
    rollover_limit_electricity_micro: int
    gas_average_window_months: int
    gas_average_limit_months: int
    gas_average_minimum_months: int
    gas_stopped_by_norm: bool
    fixed_prorated: bool
    hot_water_heat_raised: bool
    bands_scaled_by_months: bool
    unauthorised_multiple_micro: int
    unauthorised_limit_months: int
    recalculation_limit_months: int
    house_average_limit_months: int
    house_heat_average_limit_months: int
    house_rollover_limit_micro: int
    house_recalculation_month: int
    heating_inside_micro: int
    heating_norm_by_days: bool


@dataclass(frozen=True, slots=True)
class RaisingCoefficient:
    """One dated row of the table of raising coefficients; ``valid_until`` None is without end."""

    service: str
    coefficient_micro: int
    valid_from: date
    valid_until: date | None
    source: str


@cache
def parameters_of(period: Period) -> Parameters:
    """The parameters in force on the first day of a month. Raises: ParameterUnknown."""
    return Parameters(
        average_window_months=_value("average_window_months", period),
        average_limit_months=_value("average_limit_months", period),
        average_minimum_months=_value("average_minimum_months", period),
        rollover_average_multiple=_value("rollover_average_multiple", period),
        rollover_limit_water_micro=_value("rollover_limit_water_units", period) * MICRO,
        rollover_limit_electricity_micro=_value("rollover_limit_electricity_units", period) * MICRO,
        gas_average_window_months=_value("gas_average_window_months", period),
        gas_average_limit_months=_value("gas_average_limit_months", period),
        gas_average_minimum_months=_value("gas_average_minimum_months", period),
        gas_stopped_by_norm=_value("gas_stopped_by_norm", period),
        fixed_prorated=_value("fixed_prorated", period),
        hot_water_heat_raised=_value("hot_water_heat_raised", period),
        bands_scaled_by_months=_value("bands_scaled_by_months", period),
        unauthorised_multiple_micro=_value("unauthorised_multiple", period) * MICRO,
        unauthorised_limit_months=_value("unauthorised_limit_months", period),
        recalculation_limit_months=_value("recalculation_limit_months", period),
        house_average_limit_months=_value("house_average_limit_months", period),
        house_heat_average_limit_months=_value("house_heat_average_limit_months", period),
        house_rollover_limit_micro=_value("house_rollover_limit_units", period) * MICRO,
        house_recalculation_month=_value("house_recalculation_month", period),
        heating_inside_micro=_value("heating_inside_degrees", period) * MICRO,
        heating_norm_by_days=_value("heating_norm_by_days", period),
    )


def _value(name: str, period: Period) -> Any:
    rows = [
        row
        for row in law_table("parameters")["parameter"]
        if row["name"] == name and row["from"] <= period.first_day
    ]
    if not rows:
        raise ParameterUnknown(name, period)
    return max(rows, key=lambda row: row["from"])["value"]


@cache
def raising_coefficients() -> tuple[RaisingCoefficient, ...]:
    """Every row of the table, to seed the dated table the engine's column comes from."""
    return tuple(
        RaisingCoefficient(
            service=row["service"],
            coefficient_micro=parse_micro(row["value"]),
            valid_from=row["from"],
            valid_until=row.get("until"),
            source=row["source"],
        )
        for row in law_table("raising_coefficients")["coefficient"]
    )
