"""Tariffs that are more than one price: consumption bands, and hot water of two components.

The decision on a tariff says how it is built, so a tariff's rows decide, not the house: a group with
rows of band 2 has bands (R-042), a group with rows WATER and HEAT has two components (R-021). Every
volume is first priced by band 1, or by the water; ``engine.banding`` and ``engine.hot_water_heat``
complete the lines from these tables. The heat in a cubic metre is a norm ``per`` M3 of hot water's
norm group, so that risers and towel rails of a kind have their own (R-024).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from raschet.engine.segments import Dated, dated, month_of

if TYPE_CHECKING:
    from raschet.engine.inputs import Inputs
    from raschet.values.period import Period

WATER: Final = "WATER"
HEAT: Final = "HEAT"
PLANT: Final = ("PLANT_HEAT", "PLANT_GAS")
"""What a house's own plant spends on hot water: gigacalories, or cubic metres of gas (R-023)."""
HEAT_NORM: Final = "M3"
"""``per`` of a norm that says how much heat is in a cubic metre."""

CHAIN: Final = ("service_id", "supplier_id", "tariff_group", "zone")


@dataclass(frozen=True)
class Structure:
    """What belongs to the tariffs that lines are first priced by.

    ladder: by ``tariff_id`` of band 1, a row a band: ``band``, ``band_tariff_id``,
    ``band_rate_micro_rubles``, ``upto_micro`` (null for the last). exempt: accounts and services
    that stay in band 1 (R-044). water: ids of water tariffs. heat_prices: by ``water_tariff_id``:
    ``tariff_id``, ``rate_micro_rubles``. heat_norms: by service and group: ``heat_norm_micro``.
    """

    ladder: pl.DataFrame
    exempt: pl.DataFrame
    water: pl.Series
    heat_prices: Dated
    heat_norms: Dated

    @property
    def plain(self) -> bool:
        """Every tariff is one price."""
        return self.ladder.is_empty() and self.water.is_empty()


def structure_of(inputs: Inputs) -> Structure:
    """Read bands and components off the month's tariffs."""
    tariffs = inputs.tariffs
    water = tariffs.filter(pl.col("component") == WATER)
    heat_norms = inputs.norms.filter(pl.col("per") == HEAT_NORM).select(
        "service_id",
        "norm_group",
        "valid_from",
        "valid_until",
        heat_norm_micro="value_micro",
    )
    exempt = _in_month(inputs.account_supplies.filter("bands_exempt"), inputs.period)
    return Structure(
        ladder=_ladder(_in_month(tariffs, inputs.period)),
        exempt=exempt.select("account_id", "service_id", exempt=True).unique(),
        water=water["tariff_id"],
        heat_prices=_heat_prices(water, tariffs.filter(pl.col("component") == HEAT), inputs.period),
        heat_norms=dated(heat_norms, ("service_id", "norm_group"), inputs.period),
    )


def _in_month(rows: pl.DataFrame, period: Period) -> pl.DataFrame:
    first, until = month_of(period)
    return rows.filter(
        (pl.col("valid_from") < until)
        & (pl.col("valid_until").is_null() | (pl.col("valid_until") > first))
    )


def _ladder(tariffs: pl.DataFrame) -> pl.DataFrame:
    """The bands above each tariff of band 1; bands of one decision hold on the same days.

    Where they do not, the band that held first in the tariff's days counts. The last band has no
    limit, whatever its row says: what is used is charged.
    """
    undivided = tariffs.filter(pl.col("component") == "")
    higher = undivided.filter(pl.col("band") > 1)
    base = undivided.filter(pl.col("band") == 1)
    rungs = base.select(*CHAIN, "valid_from", "valid_until", base_id="tariff_id").join(
        pl.concat([base, higher]).select(
            *CHAIN,
            "band",
            "tariff_id",
            "rate_micro_rubles",
            "band_upto_micro",
            band_from="valid_from",
            band_until="valid_until",
        ),
        on=list(CHAIN),
        nulls_equal=True,
    )
    together = (pl.col("band_until").is_null() | (pl.col("band_until") > pl.col("valid_from"))) & (
        pl.col("valid_until").is_null() | (pl.col("band_from") < pl.col("valid_until"))
    )
    own = (pl.col("band") > 1) | (pl.col("tariff_id") == pl.col("base_id"))
    return (
        rungs.filter(together & own)
        .sort("base_id", "band", "band_from")
        .unique(["base_id", "band"], keep="first", maintain_order=True)
        .filter(pl.col("band").max().over("base_id") > 1)
        .with_columns(last=pl.col("band") == pl.col("band").max().over("base_id"))
        .select(
            "band",
            tariff_id="base_id",
            band_tariff_id="tariff_id",
            band_rate_micro_rubles="rate_micro_rubles",
            upto_micro=pl.when(~pl.col("last")).then("band_upto_micro"),
        )
    )


def _heat_prices(water: pl.DataFrame, heat: pl.DataFrame, period: Period) -> Dated:
    pairs = water.select(*CHAIN, water_tariff_id="tariff_id").join(
        heat.select(*CHAIN, "tariff_id", "rate_micro_rubles", "valid_from", "valid_until"),
        on=list(CHAIN),
        nulls_equal=True,
    )
    return dated(pairs.drop(CHAIN), ("water_tariff_id",), period)
