"""The facts of whole houses: one month of a block, as columns beside those of the accounts.

Frames are small: a row a house, or a house and service. Conventions are those of ``engine.inputs``.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Final

import polars as pl

from raschet.engine.contract import VALIDITY, checked

if TYPE_CHECKING:
    from raschet.engine.contract import Schema

HOUSE_SCHEMAS: Final[dict[str, Schema]] = {
    # Areas valid in the month. ``heating_regime``: SEASON or YEAR_ROUND, null means SEASON.
    "houses": {
        "house_id": pl.Int64,
        "premises_area_micro": pl.Int64,
        "common_area_micro": pl.Int64,
        "heating_regime": pl.String,
    },
    # House meters: the columns of ``engine.inputs`` registers with the house in the account's place.
    # The average of a heat meter is that of a month heated on all its days; beside it stand the
    # degrees outdoors of the months it was taken from.
    "registers": {
        "house_id": pl.Int64,
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
        "average_outside_micro": pl.Int64,
    },
    # Volumes of the month known from papers. ``purpose``: METER (what the supplier's act says the
    # house took), NONRESIDENTIAL (premises the supplier bills itself), OWN_PRODUCTION (spent by the
    # house's own plant), HOT_WATER (heat or fuel spent on making hot water).
    "volumes": {
        "house_id": pl.Int64,
        "service_id": pl.Int16,
        "purpose": pl.String,
        "volume_micro": pl.Int64,
    },
    # What earlier months left. ``carried_micro``: metered and not yet charged (negative: charged or
    # spent by flats beyond the meter); ``charged_micro``: charged to the house since the last
    # recalculation; ``average_*``: of the house's common volume; ``year_*``: the meter's volume of
    # the calendar year before; ``due``: carried volumes are recalculated in this month.
    "memory": {
        "house_id": pl.Int64,
        "service_id": pl.Int16,
        "carried_micro": pl.Int64,
        "charged_micro": pl.Int64,
        "average_micro": pl.Int64,
        "average_months": pl.Int16,
        "year_micro": pl.Int64,
        "year_months": pl.Int16,
        "due": pl.Boolean,
    },
    # Houses behind one meter that stands in ``head_id``; a house alone is not listed.
    "groups": {"house_id": pl.Int64, "service_id": pl.Int16, "head_id": pl.Int64},
    # Accounts whose premises have a lawful heat source of their own.
    "own_heating": {"account_id": pl.Int64, **VALIDITY},
    # The heating season: heated days of the month, months of the year that the norm is set for, and
    # the mean degrees outdoors. One row, or none where no season is known.
    "season": {
        "heated_days": pl.Int16,
        "norm_months": pl.Int16,
        "outside_micro": pl.Int64,
    },
    # In the month of recalculation: what the house meter showed in each month of the calendar year
    # before, at its tariff, of houses that paid by their use of the year before that.
    "year_costs": {
        "house_id": pl.Int64,
        "service_id": pl.Int16,
        "house_volume_micro": pl.Int64,
        "rate_micro_rubles": pl.Int64,
    },
    # What that year charged the accounts, and the units of their allocators (null: they have none).
    "year_charges": {
        "account_id": pl.Int64,
        "service_id": pl.Int16,
        "charged_kopecks": pl.Int64,
        "units_micro": pl.Int64,
    },
}


def _empty(name: str) -> pl.DataFrame:
    return pl.DataFrame(schema=HOUSE_SCHEMAS[name])


@dataclass(frozen=True)
class HouseInputs:
    """The houses of a block; every frame may be left out. Raises: InputsInvalid."""

    houses: pl.DataFrame = field(default_factory=lambda: _empty("houses"))
    registers: pl.DataFrame = field(default_factory=lambda: _empty("registers"))
    volumes: pl.DataFrame = field(default_factory=lambda: _empty("volumes"))
    memory: pl.DataFrame = field(default_factory=lambda: _empty("memory"))
    groups: pl.DataFrame = field(default_factory=lambda: _empty("groups"))
    own_heating: pl.DataFrame = field(default_factory=lambda: _empty("own_heating"))
    season: pl.DataFrame = field(default_factory=lambda: _empty("season"))
    year_costs: pl.DataFrame = field(default_factory=lambda: _empty("year_costs"))
    year_charges: pl.DataFrame = field(default_factory=lambda: _empty("year_charges"))

    def __post_init__(self) -> None:
        for frame in fields(self):
            name = frame.name
            found = checked(f"houses.{name}", getattr(self, name), HOUSE_SCHEMAS[name])
            object.__setattr__(self, name, found)
