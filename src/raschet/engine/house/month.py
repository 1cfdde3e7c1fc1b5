"""What whole houses bring into a month: their meters, balances and shares, in the order they need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from raschet.engine import metering
from raschet.engine.house.balance import COMMON_METHODS, common_balances
from raschet.engine.house.meters import measured_houses
from raschet.engine.inputs import empty
from raschet.engine.lines import (
    BALANCE_SCHEMA,
    CONSUMPTION_SCHEMA,
    LINE_SCHEMA,
    UNBILLED_SCHEMA,
    Charges,
    as_lines,
    gathered,
)
from raschet.engine.methods import common_share, heating, heating_year
from raschet.engine.removed_meters import SUPPLY

if TYPE_CHECKING:
    from raschet.engine.inputs import Inputs
    from raschet.engine.reference import Reference

HEATING: Final = "HEATING"
"""By the house meter, last year's average or the norm, as the house demands (R-060 to R-068)."""


@dataclass(frozen=True)
class HouseMonth:
    """What whole houses brought into a month."""

    charges: Charges
    balances: pl.DataFrame
    consumption: pl.DataFrame


def house_month(
    segments: pl.DataFrame, own_lines: pl.DataFrame, inputs: Inputs, reference: Reference
) -> HouseMonth:
    """Heating and the resources for common property: house meters, balances, shares.

    own_lines: what the premises were billed by their own meters, averages and norms.
    """
    meters = measured_houses(inputs.houses, reference)
    heated = segments.filter(pl.col("method") == HEATING)
    measured = metering.measure(heated, inputs.registers, empty("estimates"), reference)
    own = measured.volumes.group_by(SUPPLY).agg(own_volume_micro=pl.col("quantity_micro").sum())
    warmth = heating.charge(heated, own, meters.volumes, inputs.houses, reference)
    balances = common_balances(inputs, own_lines, meters.volumes, reference)
    common = common_share.charge(
        segments.filter(pl.col("method").is_in(COMMON_METHODS)), balances, own_lines, reference
    )
    parts = [warmth.charges, common.charges]
    return HouseMonth(
        Charges(
            gathered(
                [
                    *(part.lines for part in parts),
                    heating_year.charge(heated, inputs.houses, reference),
                ],
                LINE_SCHEMA,
            ),
            gathered([part.unbilled for part in parts], UNBILLED_SCHEMA),
        ),
        gathered([warmth.balances, common.balances], BALANCE_SCHEMA).sort("house_id", "service_id"),
        pl.concat([_heat_consumption(measured, warmth.unread), meters.consumption]),
    )


def _heat_consumption(measured: metering.Measured, unread: pl.DataFrame) -> pl.DataFrame:
    """What heat meters contributed; those without a reading settle later what stood for theirs."""
    stood_for = as_lines(
        unread.with_columns(quantity_micro="unread_micro", reason=pl.lit("NO_READING")),
        kind="CHARGE",
    )
    consumption = metering.consumption_of(measured.registers, stood_for)
    return consumption.cast(dict(CONSUMPTION_SCHEMA))  # type: ignore[arg-type]
