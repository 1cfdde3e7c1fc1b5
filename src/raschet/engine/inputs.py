"""What the engine receives: one month of a block of whole houses, as columns.

Every column is an integer, a date, a code or a flag; the unit stands at the end of its name.
Validity is half-open: ``valid_until`` is the first day that no longer counts, null has no end.
Only rows that touch the month matter; others are ignored.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import polars as pl

from raschet.engine.contract import VALIDITY, InputsInvalid, Schema, checked
from raschet.engine.house.inputs import HouseInputs
from raschet.engine.law.parameters import Parameters, parameters_of

if TYPE_CHECKING:
    from raschet.values.period import Period

__all__ = ["SCHEMAS", "Inputs", "InputsInvalid", "empty"]

SCHEMAS: Final[dict[str, Schema]] = {
    # Personal accounts. ``closed_on`` is the first day that is no longer served.
    "accounts": {
        "account_id": pl.Int64,
        "house_id": pl.Int64,
        "unit_id": pl.Int64,
        "premises": pl.String,
        "rooms": pl.Int16,
        "opened_on": pl.Date,
        "closed_on": pl.Date,
    },
    "areas": {"account_id": pl.Int64, "area_micro": pl.Int64, **VALIDITY},
    "households": {
        "account_id": pl.Int64,
        "registered": pl.Int16,
        "temporary": pl.Int16,
        "owners": pl.Int16,
        **VALIDITY,
    },
    # Which service a house receives, from whom and by which method.
    "house_supplies": {
        "house_id": pl.Int64,
        "service_id": pl.Int16,
        "supplier_id": pl.Int64,
        "method": pl.String,
        "tariff_group": pl.String,
        "norm_group": pl.String,
        "raising": pl.Boolean,
        **VALIDITY,
    },
    # What one account has differently from its house.
    "account_supplies": {
        "account_id": pl.Int64,
        "service_id": pl.Int16,
        "included": pl.Boolean,
        "quantity": pl.Int16,
        "tariff_group": pl.String,
        "norm_group": pl.String,
        "metering_impossible": pl.Boolean,
        "bands_exempt": pl.Boolean,
        **VALIDITY,
    },
    "services": {"service_id": pl.Int16, "code": pl.String},
    "tariffs": {
        "tariff_id": pl.Int64,
        "service_id": pl.Int16,
        "supplier_id": pl.Int64,
        "tariff_group": pl.String,
        "zone": pl.String,
        "band": pl.Int16,
        "band_upto_micro": pl.Int64,
        "component": pl.String,
        "rate_micro_rubles": pl.Int64,
        **VALIDITY,
    },
    "norms": {
        "norm_id": pl.Int64,
        "service_id": pl.Int16,
        "norm_group": pl.String,
        "rooms": pl.Int16,
        "persons": pl.Int16,
        "value_micro": pl.Int64,
        "per": pl.String,
        **VALIDITY,
    },
    "coefficients": {"service_id": pl.Int16, "coefficient_micro": pl.Int64, **VALIDITY},
    # One row a register and account: the state before the month and what the month brought.
    "registers": {
        "account_id": pl.Int64,
        "meter_id": pl.Int64,
        "register_id": pl.Int64,
        "service_id": pl.Int16,
        "zone": pl.String,
        "digits": pl.Int16,
        "ratio_micro": pl.Int64,
        "installed_on": pl.Date,
        "removed_on": pl.Date,
        "verified_until": pl.Date,
        "failed_on": pl.Date,
        "previous_revision": pl.Int32,
        "previous_value_micro": pl.Int64,
        "previous_on": pl.Date,
        "current_revision": pl.Int32,
        "current_value_micro": pl.Int64,
        "current_on": pl.Date,
        "months_missing": pl.Int16,
        "estimated_micro": pl.Int64,
        "average_micro": pl.Int64,
        "average_months": pl.Int16,
        "access_refused": pl.Boolean,
        # A temperature coefficient of gas, and whether an inspector took the reading of the month.
        "temperature_micro": pl.Int64,
        "inspected": pl.Boolean,
        # The day on which a lapsed verification was renewed; the previous reading is of that day on.
        "resumed_on": pl.Date,
    },
    # What else than people and floor area a norm is multiplied by: land watered, heads of animals.
    "measures": {
        "account_id": pl.Int64,
        "service_id": pl.Int16,
        "norm_group": pl.String,
        "amount_micro": pl.Int64,
        **VALIDITY,
    },
    # Acts of unauthorised use that this month charges: full months since it began or was last checked.
    "violations": {
        "account_id": pl.Int64,
        "service_id": pl.Int16,
        "found_on": pl.Date,
        "months": pl.Int16,
    },
    # What was charged without a reading since the last actual one: a credit unwinds it. Of hot water
    # with two components the heat is a row of its own: volume in cubic metres, heat for one of them.
    "estimates": {
        "account_id": pl.Int64,
        "register_id": pl.Int64,
        "period": pl.Date,
        "tariff_id": pl.Int64,
        "band": pl.Int16,
        "component": pl.String,
        "volume_micro": pl.Int64,
        "heat_norm_micro": pl.Int64,
        "rate_micro_rubles": pl.Int64,
    },
    # Residents who were away: days of leaving and return. ``meter_excused``: it failed beyond control.
    "absences": {
        "account_id": pl.Int64,
        "persons": pl.Int16,
        "left_on": pl.Date,
        "returned_on": pl.Date,
        "meter_excused": pl.Boolean,
    },
    # Interruptions and poor quality: hours of this month, of them from 00 to 05; days begun.
    "quality": {
        "account_id": pl.Int64,
        "service_id": pl.Int16,
        "event_id": pl.Int64,
        "case_code": pl.String,
        "hours_micro": pl.Int64,
        "night_hours_micro": pl.Int64,
        "event_days": pl.Int16,
        "measured_micro": pl.Int64,
        "standard_micro": pl.Int64,
        "work_rate_micro_rubles": pl.Int64,
    },
    # The wastewater that was charged in the months of the estimates: a credit of water unwinds it.
    "drains": {
        "account_id": pl.Int64,
        "service_id": pl.Int16,
        "period": pl.Date,
        "tariff_id": pl.Int64,
        "volume_micro": pl.Int64,
        "rate_micro_rubles": pl.Int64,
    },
}


def empty(name: str) -> pl.DataFrame:
    """A frame of the contract without rows."""
    return pl.DataFrame(schema=SCHEMAS[name])


@dataclass(frozen=True)
class Inputs:
    """One month of a block of whole houses.

    ``absences``, ``quality``, ``estimates``, ``drains``, ``houses`` and ``parameters`` may be left out:
    without estimates a credit is priced at the tariff of the month; a house of which nothing is known
    shares nothing; the parameters of law default to those in force in the month.
    Raises: InputsInvalid.
    """

    period: Period
    accounts: pl.DataFrame
    areas: pl.DataFrame
    households: pl.DataFrame
    house_supplies: pl.DataFrame
    account_supplies: pl.DataFrame
    services: pl.DataFrame
    tariffs: pl.DataFrame
    norms: pl.DataFrame
    coefficients: pl.DataFrame
    registers: pl.DataFrame
    estimates: pl.DataFrame = field(default_factory=lambda: empty("estimates"))
    measures: pl.DataFrame = field(default_factory=lambda: empty("measures"))
    violations: pl.DataFrame = field(default_factory=lambda: empty("violations"))
    absences: pl.DataFrame = field(default_factory=lambda: empty("absences"))
    quality: pl.DataFrame = field(default_factory=lambda: empty("quality"))
    drains: pl.DataFrame = field(default_factory=lambda: empty("drains"))
    houses: HouseInputs = field(default_factory=HouseInputs)
    parameters: Parameters | None = None

    def __post_init__(self) -> None:
        for name in SCHEMAS:
            object.__setattr__(self, name, checked(name, getattr(self, name), SCHEMAS[name]))
        if self.parameters is None:
            object.__setattr__(self, "parameters", parameters_of(self.period))

    @property
    def rules(self) -> Parameters:
        """The parameters of law that this month uses."""
        assert self.parameters is not None
        return self.parameters
