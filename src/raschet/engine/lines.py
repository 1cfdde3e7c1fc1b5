"""What the engine answers: charge lines with their operands, consumption, and what was not billed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import polars as pl

LINE_SCHEMA: Final = {
    "account_id": pl.Int64,
    "service_id": pl.Int16,
    "line_no": pl.Int16,
    "supplier_id": pl.Int64,
    "kind": pl.String,
    "method": pl.String,
    "zone": pl.String,
    "band": pl.Int16,
    "component": pl.String,
    "tariff_id": pl.Int64,
    "origin_period": pl.Date,
    "segment_from": pl.Date,
    "segment_until": pl.Date,
    "quantity_micro": pl.Int64,
    "rate_micro_rubles": pl.Int64,
    "amount_kopecks": pl.Int64,
    "persons_micro": pl.Int64,
    "norm_micro": pl.Int64,
    "coefficient_micro": pl.Int64,
    "area_micro": pl.Int64,
    "days": pl.Int16,
    "house_volume_micro": pl.Int64,
    "house_area_micro": pl.Int64,
    "reason": pl.String,
}
"""One row a charge line. ``days`` is the length of the segment; quantity x rate is the amount, but
for lines by area and fixed fees, whose amount is also multiplied by days / days of the month."""

CONSUMPTION_SCHEMA: Final = {
    "account_id": pl.Int64,
    "register_id": pl.Int64,
    "service_id": pl.Int16,
    "basis": pl.String,
    "reason": pl.String,
    "volume_micro": pl.Int64,
    "months_missing": pl.Int16,
    "estimated_micro": pl.Int64,
    "average_micro": pl.Int64,
    "previous_revision": pl.Int32,
    "previous_value_micro": pl.Int64,
    "previous_on": pl.Date,
    "current_revision": pl.Int32,
    "current_value_micro": pl.Int64,
    "current_on": pl.Date,
}
"""One row a register and account: the volume billed and the state after the month. ``current_*`` is
the reading that was billed, null where none was usable; then ``previous_*`` stays the last actual."""

UNBILLED_SCHEMA: Final = {
    "account_id": pl.Int64,
    "service_id": pl.Int16,
    "reason": pl.String,
    "valid_from": pl.Date,
    "valid_until": pl.Date,
}
"""One row a stretch of days that could not be billed, and why."""


BALANCE_SCHEMA: Final = {
    "house_id": pl.Int64,
    "service_id": pl.Int16,
    "method": pl.String,
    "basis": pl.String,
    "reason": pl.String,
    "due": pl.Boolean,
    "meter_micro": pl.Int64,
    "flats_metered_micro": pl.Int64,
    "flats_average_micro": pl.Int64,
    "flats_norm_micro": pl.Int64,
    "nonresidential_micro": pl.Int64,
    "other_micro": pl.Int64,
    "carried_in_micro": pl.Int64,
    "common_micro": pl.Int64,
    "reduction_micro": pl.Int64,
    "correction_micro": pl.Int64,
    "carried_out_micro": pl.Int64,
    "charged_micro": pl.Int64,
    "norm_micro": pl.Int64,
    "norm_of_m2_micro": pl.Int64,
    "house_area_micro": pl.Int64,
    "common_area_micro": pl.Int64,
}
"""One row a house and shared service. Where the meter is known, ``meter + carried_in = flats (metered,
average, norm) + nonresidential + other + common + reduction + correction + carried_out`` holds to
the last micro-unit; ``charged_micro`` is what was charged to the house since the last recalculation."""


@dataclass(frozen=True)
class Charges:
    """What one method made: lines (not yet numbered) and the days it could not bill."""

    lines: pl.DataFrame
    unbilled: pl.DataFrame


@dataclass(frozen=True)
class Outcome:
    """A month of a block: every frame sorted by its key, so that digests repeat.

    consumption: house meters stand in it under the account 0.
    """

    lines: pl.DataFrame
    consumption: pl.DataFrame
    unbilled: pl.DataFrame
    balances: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=BALANCE_SCHEMA))


def as_lines(frame: pl.DataFrame, **constants: str | None) -> pl.DataFrame:
    """The frame in the shape of charge lines; absent columns become null, constants are filled in."""
    columns = []
    for name, dtype in LINE_SCHEMA.items():
        if name in constants:
            columns.append(pl.lit(constants[name], dtype=dtype).alias(name))
        elif name in frame.columns:
            columns.append(pl.col(name).cast(dtype))
        else:
            columns.append(pl.lit(None, dtype=dtype).alias(name))
    return frame.select(columns)


def as_unbilled(segments: pl.DataFrame, reason: str) -> pl.DataFrame:
    """Segments that could not be billed, with the reason."""
    return segments.select(
        pl.col("account_id").cast(pl.Int64),
        pl.col("service_id").cast(pl.Int16),
        pl.lit(reason).alias("reason"),
        pl.col("segment_from").alias("valid_from"),
        pl.col("segment_until").alias("valid_until"),
    )


def numbered(lines: pl.DataFrame) -> pl.DataFrame:
    """The lines sorted by their key and numbered from 1 within account and service."""
    ordered = lines.sort(
        "account_id",
        "service_id",
        "segment_from",
        "zone",
        "component",
        "kind",
        "tariff_id",
        "origin_period",
        "band",
        "reason",
        "segment_until",
        "quantity_micro",
        descending=[False] * 4 + [True] + [False] * 7,
    )
    row = pl.int_range(pl.len(), dtype=pl.Int64)
    starts = (pl.col("account_id") != pl.col("account_id").shift()) | (
        pl.col("service_id") != pl.col("service_id").shift()
    )
    first = pl.when(starts.fill_null(value=True)).then(row).forward_fill()
    return ordered.with_columns(line_no=(row - first + 1).cast(pl.Int16))


def gathered(parts: list[pl.DataFrame], schema: dict[str, type[pl.DataType]]) -> pl.DataFrame:
    """Frames of one schema, one under another; an empty frame where there are none."""
    filled = [part for part in parts if not part.is_empty()]
    return pl.concat(filled) if filled else pl.DataFrame(schema=schema)
