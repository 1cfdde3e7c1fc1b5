"""The dated tables of one month, prepared once for every method."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from raschet.engine.segments import Dated, dated, month_of
from raschet.engine.tariff_structure import HEAT, HEAT_NORM, PLANT, Structure, structure_of

if TYPE_CHECKING:
    from raschet.engine.inputs import Inputs
    from raschet.engine.law.parameters import Parameters
    from raschet.values.period import Period

PRICE_KEYS = ("service_id", "supplier_id", "tariff_group", "zone")
NORM_KEYS = ("service_id", "norm_group", "norm_rooms", "norm_persons")
UNLISTED = -1
"""Stands for "any" in the keys of norms that do not depend on rooms or persons."""


@dataclass(frozen=True)
class Reference:
    """What methods look up. Every table is cut to the month with its gaps named.

    prices: by service, supplier, tariff group, zone: ``tariff_id``, ``rate_micro_rubles``.
    norms: by ``NORM_KEYS``: ``norm_micro``, ``months`` (12 for a yearly norm). norm_shapes: by
    service and group, the rooms and persons that its norms list. households: by account: ``persons``,
    ``owners_counted``. areas: by account: ``area_micro``. coefficients: by service. structure: bands and
    components of tariffs. area_norms: services and groups whose norm is for a square metre. measures:
    as the inputs hold them. water_meters: accounts with a meter of cold or irrigation water.
    """

    period: Period
    parameters: Parameters
    services: pl.DataFrame
    prices: Dated
    norms: Dated
    norm_shapes: pl.DataFrame
    households: Dated
    areas: Dated
    coefficients: Dated
    structure: Structure
    area_norms: pl.DataFrame
    measures: pl.DataFrame
    water_meters: pl.DataFrame

    @property
    def month_days(self) -> int:
        return self.period.days

    def service_ids(self, *codes: str) -> list[int]:
        """Ids of services by their codes; a code that nobody supplies has none."""
        return self.services.filter(pl.col("code").is_in(codes))["service_id"].to_list()


def reference_of(inputs: Inputs, segments: pl.DataFrame) -> Reference:
    """Prepare the tables for the suppliers and groups that the segments name."""
    period = inputs.period
    norms, shapes = _norms(inputs)
    return Reference(
        period=period,
        parameters=inputs.rules,
        services=inputs.services,
        prices=dated(_prices(inputs, segments), PRICE_KEYS, period),
        norms=norms,
        norm_shapes=shapes,
        households=dated(_persons(inputs.households), ("account_id",), period),
        areas=dated(inputs.areas, ("account_id",), period),
        coefficients=dated(inputs.coefficients, ("service_id",), period),
        structure=structure_of(inputs),
        area_norms=inputs.norms.filter(pl.col("per").str.starts_with("M2"))
        .select("service_id", "norm_group")
        .unique(),
        measures=inputs.measures,
        water_meters=_water_meters(inputs),
    )


def _water_meters(inputs: Inputs) -> pl.DataFrame:
    if inputs.measures.is_empty():
        return inputs.registers.select("account_id").clear()
    first, until = month_of(inputs.period)
    water = inputs.services.filter(pl.col("code").is_in(["cold_water", "irrigation"]))
    return inputs.registers.filter(
        pl.col("service_id").is_in(water["service_id"].implode())
        & (pl.col("installed_on") < until)
        & (pl.col("removed_on").is_null() | (pl.col("removed_on") > first))
    ).select("account_id")


def _prices(inputs: Inputs, segments: pl.DataFrame) -> pl.DataFrame:
    """Tariffs by supplier: a supplier without own rows takes those that name no supplier.

    The first band and, of two components, the water: ``tariff_structure`` holds the rest.
    """
    tariffs = inputs.tariffs.filter(
        (pl.col("band") == 1) & ~pl.col("component").is_in((HEAT, *PLANT))
    ).drop("band", "band_upto_micro", "component")
    own = tariffs.filter(pl.col("supplier_id").is_not_null())
    common = tariffs.filter(pl.col("supplier_id").is_null()).drop("supplier_id")
    wanted = _with_parts(
        segments.select("service_id", "supplier_id", "tariff_group").unique(), common
    )
    inherited = (
        wanted.join(common, on=["service_id", "tariff_group"])
        .join(own, on=list(PRICE_KEYS), how="anti")
        .select(tariffs.columns)
    )
    return pl.concat([own, inherited])


def _with_parts(wanted: pl.DataFrame, tariffs: pl.DataFrame) -> pl.DataFrame:
    """Groups that segments name, and below each the groups of its parts, named ``<group>/<part>``."""
    parts = tariffs.select("service_id", "tariff_group").unique()
    parts = parts.filter(pl.col("tariff_group").str.contains("/", literal=True))
    if parts.is_empty():
        return wanted
    parts = parts.with_columns(whole=pl.col("tariff_group").str.split("/").list.first())
    below = wanted.rename({"tariff_group": "whole"}).join(parts, on=["service_id", "whole"])
    return pl.concat([wanted, below.select(wanted.columns)])


def _norms(inputs: Inputs) -> tuple[Dated, pl.DataFrame]:
    group = ["service_id", "norm_group"]
    norms = inputs.norms.filter(pl.col("per") != HEAT_NORM)
    shapes = norms.group_by(group).agg(
        rooms_least=pl.col("rooms").min(),
        rooms_most=pl.col("rooms").max(),
        persons_least=pl.col("persons").min(),
        persons_most=pl.col("persons").max(),
    )
    keyed = norms.select(
        *group,
        pl.col("rooms").fill_null(UNLISTED).alias("norm_rooms"),
        pl.col("persons").fill_null(UNLISTED).cast(pl.Int32).alias("norm_persons"),
        pl.col("value_micro").alias("norm_micro"),
        pl.when(pl.col("per").str.ends_with("YEAR")).then(12).otherwise(1).alias("months"),
        "valid_from",
        "valid_until",
    )
    return dated(keyed, NORM_KEYS, inputs.period), shapes


def with_norm_keys(segments: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """Segments with ``norm_rooms`` and ``norm_persons``: the row of the norm's table they fall into.

    The first and last listed value stand for everything below and above: 5 is "five or more".
    """
    return (
        segments.join(reference.norm_shapes, on=["service_id", "norm_group"], how="left")
        .with_columns(
            norm_rooms=pl.when(pl.col("rooms_most").is_null())
            .then(pl.lit(UNLISTED, dtype=pl.Int16))
            .otherwise(pl.col("rooms").clip(pl.col("rooms_least"), pl.col("rooms_most"))),
            norm_persons=pl.when(pl.col("persons_most").is_null())
            .then(pl.lit(UNLISTED, dtype=pl.Int32))
            .otherwise(pl.col("persons").clip(pl.col("persons_least"), pl.col("persons_most")))
            .cast(pl.Int32),
        )
        .drop("rooms_least", "rooms_most", "persons_least", "persons_most")
    )


def _persons(households: pl.DataFrame) -> pl.DataFrame:
    """Residents counted (R-004): permanent and temporary, or the owners where there is nobody."""
    counted = pl.col("registered").cast(pl.Int32) + pl.col("temporary").cast(pl.Int32)
    return households.select(
        "account_id",
        pl.when(counted > 0).then(counted).otherwise(pl.col("owners")).alias("persons"),
        (counted <= 0).alias("owners_counted"),
        "valid_from",
        "valid_until",
    )
