"""Lines by meters, averages and norms, completed by what their tariffs are made of.

Most tariffs are one price, and their lines pass as they are. Lines of a tariff with bands are cut
(``engine.banding``), to lines of hot water with two components the heat is added
(``engine.hot_water_heat``); both before the raising coefficient makes lines of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from raschet.engine.banding import banded
from raschet.engine.hot_water_heat import heat_lines
from raschet.engine.lines import LINE_SCHEMA, as_lines, gathered
from raschet.engine.pricing import with_raising
from raschet.engine.tariff_structure import WATER
from raschet.values.rounding import MICRO

if TYPE_CHECKING:
    from raschet.engine.reference import Reference


def completed(
    by_meter: pl.DataFrame,
    by_norm: pl.DataFrame,
    segments: pl.DataFrame,
    registers: pl.DataFrame,
    reference: Reference,
    unbilled: list[pl.DataFrame],
) -> pl.DataFrame:
    """All lines of the metered services, with bands, components and raising.

    by_meter: priced lines by meters and averages. by_norm: base lines by norms with the
    raising coefficient as a fraction, ``raised / raised_weight / 10**6``. Both by band 1 or the water
    component.
    """
    structure = reference.structure
    if structure.plain:
        return gathered([by_meter, _raised(by_norm)], LINE_SCHEMA)
    built = pl.concat([structure.ladder["tariff_id"], structure.water]).unique().implode()
    of_parts = pl.col("tariff_id").is_in(built)
    exact = by_meter.filter(of_parts).with_columns(
        raised=pl.lit(MICRO, dtype=pl.Int128), raised_weight=pl.lit(1, dtype=pl.Int64)
    )
    bases = pl.concat([exact, by_norm.filter(of_parts).select(exact.columns)])
    if not structure.ladder.is_empty():
        bases = banded(bases, segments, registers, reference)
    of_water = pl.col("tariff_id").is_in(structure.water.implode())
    bases = bases.with_columns(component=pl.when(of_water).then(pl.lit(WATER)))
    water = bases.filter(of_water)
    parts = [
        by_meter.filter(~of_parts),
        _raised(by_norm.filter(~of_parts)),
        _raised(bases),
        heat_lines(water, segments, reference, unbilled) if water.height else by_meter.clear(),
    ]
    return gathered(parts, LINE_SCHEMA)


def _raised(bases: pl.DataFrame) -> pl.DataFrame:
    return as_lines(with_raising(bases, bases["raised"], bases["raised_weight"]))
