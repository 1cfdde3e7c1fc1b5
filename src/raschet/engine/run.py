"""A month of a block of houses: which method charges which service. The only branching.

A supply names its method by a code. ``METHODS`` is the registry: a new method is a module in
``engine.methods``, a line here, its clauses in ``engine/law/clauses.toml`` and golden cases. A code
that is not in the registry is reported as METHOD_UNKNOWN for every account, never charged as zero.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from raschet.engine import gas_purposes, metering
from raschet.engine.house.balance import COMMON_METHODS, IN_HOUSE
from raschet.engine.house.month import HEATING, house_month
from raschet.engine.lines import (
    CONSUMPTION_SCHEMA,
    LINE_SCHEMA,
    UNBILLED_SCHEMA,
    Charges,
    Outcome,
    as_unbilled,
    gathered,
    numbered,
)
from raschet.engine.methods import (
    area_rate,
    consumption_norm,
    fixed_fee,
    hot_water_in_house,
    individual_meter,
    norm_by_measure,
    unauthorised_use,
    waste_by_area,
    waste_by_persons,
    wastewater,
)
from raschet.engine.price_structure import completed
from raschet.engine.recalculation import absence_month, quality_month
from raschet.engine.reference import reference_of
from raschet.engine.supply import supply_segments

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from raschet.engine.inputs import Inputs
    from raschet.engine.reference import Reference

METER_OR_NORM: Final = "METER_OR_NORM"
"""By meters, their average or the norm, as each register's state demands (R-003)."""

METHODS: Final[Mapping[str, Callable[[pl.DataFrame, Reference], Charges]]] = {
    "AREA_RATE": area_rate.charge,
    "FIXED": fixed_fee.charge,
    "NORM_MEASURE": norm_by_measure.charge,
    "WASTE_AREA": waste_by_area.charge,
    "WASTE_PERSONS": waste_by_persons.charge,
}
"""Methods that need nothing but segments and the dated tables."""

WASTEWATER: Final = "WASTEWATER"
"""By the water that was billed (R-030): charged after the water."""

KNOWN_METHODS: Final = frozenset(
    {METER_OR_NORM, IN_HOUSE, WASTEWATER, HEATING, *COMMON_METHODS, *METHODS}
)


def run_month(inputs: Inputs) -> Outcome:
    """Compute every charge line of a block's month.

    Returns frames sorted by their keys: the same inputs give the same rows in the same order.
    Raises: ProductOutOfBounds for operands beyond any real quantity; RowsOverlap for dated rows of
    one key that are valid on the same day.
    """
    segments, idle = supply_segments(inputs)
    reference = reference_of(inputs, segments)
    by_method = {
        name: segments.filter(pl.col("method") == name).drop("method")
        for name in sorted(KNOWN_METHODS)
    }
    unknown = segments.filter(~pl.col("method").is_in(sorted(KNOWN_METHODS)))
    made_in_house = by_method[IN_HOUSE]
    metered, credited, consumption = _by_meter_or_norm(
        pl.concat([by_method[METER_OR_NORM], made_in_house]), inputs, reference
    )
    charges = [charge(by_method[name], reference) for name, charge in METHODS.items()]
    charges.append(metered)
    if not inputs.violations.is_empty():
        charges.append(
            unauthorised_use.charge(segments.drop("method"), inputs.violations, reference)
        )
    charges.append(hot_water_in_house.charge(made_in_house, metered.lines, inputs))
    returned = wastewater.returned(credited, inputs.drains)
    charges.append(wastewater.charge(by_method[WASTEWATER], reference, metered.lines, returned))
    houses = house_month(segments, metered.lines, inputs, reference)
    charges.append(houses.charges)
    consumption = pl.concat([consumption, houses.consumption])
    lines = gathered([part.lines for part in charges], LINE_SCHEMA)
    unbilled = gathered(
        [idle, as_unbilled(unknown, "METHOD_UNKNOWN"), *(part.unbilled for part in charges)],
        UNBILLED_SCHEMA,
    )
    lines = lines.with_columns(
        origin_period=pl.col("origin_period").fill_null(inputs.period.first_day)
    )
    refunds = [
        absence_month.lines_of(inputs, reference, lines),
        quality_month.lines_of(inputs, lines),
    ]
    if any(not part.is_empty() for part in refunds):
        own_month = pl.lit(inputs.period.first_day).alias("origin_period")
        lines = pl.concat([lines, *(part.with_columns(own_month) for part in refunds)])
    return Outcome(
        lines=numbered(lines),
        consumption=consumption.sort("account_id", "register_id"),
        unbilled=unbilled.unique().sort("account_id", "service_id", "valid_from", "reason"),
        balances=houses.balances,
    )


def _by_meter_or_norm(
    segments: pl.DataFrame, inputs: Inputs, reference: Reference
) -> tuple[Charges, pl.DataFrame, pl.DataFrame]:
    """Charge metered services; tell what credits took back, and what each register contributed."""
    unbilled: list[pl.DataFrame] = []
    measured = metering.measure(segments, inputs.registers, inputs.estimates, reference)
    by_meter = individual_meter.charge(segments, measured.volumes, reference)
    by_norm = _by_norm(measured.norm, reference, unbilled)
    lines = completed(by_meter.lines, by_norm, segments, measured.registers, reference, unbilled)
    charges = Charges(
        gathered([lines, individual_meter.credit_lines(segments, measured.credits)], LINE_SCHEMA),
        gathered([by_meter.unbilled, *unbilled], UNBILLED_SCHEMA),
    )
    consumption = metering.consumption_of(measured.registers, by_norm)
    return charges, measured.credited, consumption.cast(dict(CONSUMPTION_SCHEMA))  # type: ignore[arg-type]


def _by_norm(
    segments: pl.DataFrame, reference: Reference, unbilled: list[pl.DataFrame]
) -> pl.DataFrame:
    """Base lines by norms: a norm of a person, or of gas the norms of its purposes."""
    gas = reference.services.filter(pl.col("code") == gas_purposes.GAS)["service_id"]
    burnt = pl.col("service_id").is_in(gas.implode())
    lines = consumption_norm.base_lines(segments.filter(~burnt), reference, unbilled)
    of_gas = segments.filter(burnt)
    if of_gas.is_empty():
        return lines
    return pl.concat([lines, gas_purposes.base_lines(of_gas, reference, unbilled)])
