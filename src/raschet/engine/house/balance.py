"""The balance of a house: what its meter shows, what the premises were billed, what is left.

For cold and hot water, wastewater and electricity kept for common property (R-091 to R-097, PP 491
cl. 29 to 29(5)). A method is the decision a house follows (R-093):

COMMON_NORM           ``N S_oi``: no house meter
COMMON_METER          meter - flats - others: automated metering, or the owners' decision
COMMON_METER_CAPPED   the same, at most the norm; the excess waits for the recalculation (R-097)
COMMON_REDUCING       the same; a negative rest reduces individual consumption (R-095, cl. 47)
COMMON_AVERAGE        the average of earlier months, then the recalculation
COMMON_NORM_RECALC    the norm, then the recalculation (R-094)
COMMON_WASTEWATER     cold and hot water for common property together

A negative rest is charged as nothing and carried until it is used (R-095). What was metered and not
yet charged is carried too and settled in the month of recalculation: the first quarter, or when the
managing company changes (R-094); more than was charged since the last one is never given back.
Decisions: a month follows the method of its first supplied day; premises without a meter count with
what they were billed by average or norm without the raising coefficient (R-096, D-13); where hot
water is made in the house, cold water spent on it is the house's own production.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from raschet.engine.lines import BALANCE_SCHEMA
from raschet.engine.reference import NORM_KEYS, UNLISTED
from raschet.engine.resources.common_resources import norm_house_volume
from raschet.engine.segments import dated
from raschet.engine.tariff_structure import HEAT, PLANT
from raschet.values.rounding import mul_div_half_up

if TYPE_CHECKING:
    from raschet.engine.inputs import Inputs
    from raschet.engine.reference import Reference

RESOURCE_OF: Final = {
    "cold_water_common": "cold_water",
    "hot_water_common": "hot_water",
    "electricity_common": "electricity",
}
"""Whose meters and whose premises' volumes make the balance of a common service."""
WATER_COMMON: Final = ("cold_water_common", "hot_water_common")

BY_NORM: Final = "COMMON_NORM"
BY_METER: Final = "COMMON_METER"
CAPPED: Final = "COMMON_METER_CAPPED"
REDUCING: Final = "COMMON_REDUCING"
BY_AVERAGE: Final = "COMMON_AVERAGE"
NORM_THEN_RECALC: Final = "COMMON_NORM_RECALC"
WASTEWATER: Final = "COMMON_WASTEWATER"
COMMON_METHODS: Final = (
    BY_NORM, BY_METER, CAPPED, REDUCING, BY_AVERAGE, NORM_THEN_RECALC, WASTEWATER,
)  # fmt: skip
IN_HOUSE: Final = "HOT_WATER_IN_HOUSE"
PRICED_APART: Final = (HEAT, *PLANT)
"""Components of hot water that are not its cubic metres."""
FIRST_AVERAGE_MONTHS: Final = 3
"""A shorter history has no average: the norm stands for it."""
KEY: Final = ("house_id", "service_id")
FLATS: Final = ("flats_metered_micro", "flats_average_micro", "flats_norm_micro")
SPENT: Final = (*FLATS, "nonresidential_micro", "other_micro")


def common_balances(
    inputs: Inputs, lines: pl.DataFrame, meters: pl.DataFrame, reference: Reference
) -> pl.DataFrame:
    """One balance a house and common service, in the columns of ``BALANCE_SCHEMA``.

    lines: charge lines of this month for the premises' own consumption. meters: what the house
    meters gave (``house.meters``).
    """
    rows = _supplied(inputs)
    if rows.is_empty():
        return pl.DataFrame(schema=BALANCE_SCHEMA)
    rows = _with_norm(_with_houses(rows, inputs), reference)
    rows = _with_meter(rows, meters)
    rows = _with_premises(rows, inputs, lines, reference)
    rows = _with_memory(rows, inputs)
    settled = _settled(rows.filter(pl.col("method") != WASTEWATER))
    drained = _drained(rows.filter(pl.col("method") == WASTEWATER), settled, reference)
    return pl.concat([_shaped(settled), _shaped(drained)]).sort(KEY)


def _supplied(inputs: Inputs) -> pl.DataFrame:
    """The method, supplier's groups and common service of every house: of its first supplied day."""
    supplies = inputs.house_supplies.filter(pl.col("method").is_in(COMMON_METHODS))
    known = dated(supplies, KEY, inputs.period).frame.filter("known")
    codes = inputs.services.with_columns(
        resource=pl.col("code").replace_strict(RESOURCE_OF, default=None, return_dtype=pl.String)
    )
    resources = inputs.services.select(resource="code", resource_id="service_id")
    return (
        known.sort(*KEY, "known_from")
        .unique(KEY, keep="first", maintain_order=True)
        .select(*KEY, "method", "norm_group")
        .join(codes.join(resources, on="resource", how="left"), on="service_id", how="left")
        .drop("code", "resource")
    )


def _with_houses(rows: pl.DataFrame, inputs: Inputs) -> pl.DataFrame:
    areas = inputs.houses.houses.select(
        "house_id", "common_area_micro", house_area_micro="premises_area_micro"
    )
    return rows.join(areas, on="house_id", how="left")


def _with_norm(rows: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """``norm_micro``: the volume of the month by the norm for the common property's area."""
    norms = reference.norms.frame.filter(pl.col("known") & (pl.col("norm_rooms") == UNLISTED))
    first = norms.sort(*NORM_KEYS, "known_from").unique(NORM_KEYS[:2], keep="first")
    joined = rows.join(
        first.select("service_id", "norm_group", "months", norm_of_m2_micro="norm_micro"),
        on=["service_id", "norm_group"],
        how="left",
        maintain_order="left",
    )
    whole = norm_house_volume(joined.with_columns(norm_micro="norm_of_m2_micro"))
    months = joined["months"].fill_null(1)
    return joined.with_columns(mul_div_half_up([whole], [months]).alias("norm_micro")).drop(
        "months"
    )


def _with_meter(rows: pl.DataFrame, meters: pl.DataFrame) -> pl.DataFrame:
    """The house meter of the resource; a house charged by the norm has none that counts."""
    found = meters.rename({"service_id": "resource_id"})
    counts = ~pl.col("method").is_in([BY_NORM, WASTEWATER])
    return rows.join(found, on=["house_id", "resource_id"], how="left").with_columns(
        meter_micro=pl.when(counts).then("meter_micro"),
        basis=pl.when(counts).then(pl.col("basis").fill_null("NONE")),
    )


def _with_premises(
    rows: pl.DataFrame, inputs: Inputs, lines: pl.DataFrame, reference: Reference
) -> pl.DataFrame:
    """What the premises were billed of the resource in this month, and what papers add."""
    sums = _billed(inputs, lines)
    papers = inputs.houses.volumes.group_by("house_id", resource_id="service_id").agg(
        told=pl.col("volume_micro").filter(pl.col("purpose") == "NONRESIDENTIAL").sum(),
        made=pl.col("volume_micro").filter(pl.col("purpose") == "OWN_PRODUCTION").sum(),
    )
    keys = ["house_id", "resource_id"]
    added = ["shops", "told", "made", "heated"]
    return (
        rows.join(sums, on=keys, how="left")
        .join(papers, on=keys, how="left")
        .join(_heated_in_house(inputs, sums, reference), on=keys, how="left")
        .with_columns(pl.col(*FLATS, *added).fill_null(0))
        .with_columns(
            nonresidential_micro=pl.col("shops") + pl.col("told"),
            other_micro=pl.col("made") + pl.col("heated"),
        )
        .drop(added)
    )


def _billed(inputs: Inputs, lines: pl.DataFrame) -> pl.DataFrame:
    """Volumes of the premises by house and resource, by how they were found."""
    places = inputs.accounts.select(
        "account_id", "house_id", shop=pl.col("premises") == "NON_RESIDENTIAL"
    )
    own = lines.filter(
        (pl.col("kind") == "CHARGE")
        & ~pl.col("component").is_in(PRICED_APART).fill_null(value=False)
    )
    volume, flat = pl.col("quantity_micro"), ~pl.col("shop")
    average, norm = pl.col("method") == "AVERAGE", pl.col("method") == "NORM"
    return (
        own.join(places, on="account_id")
        .group_by("house_id", resource_id="service_id")
        .agg(
            flats_metered_micro=volume.filter(flat & ~average & ~norm).sum(),
            flats_average_micro=volume.filter(flat & average).sum(),
            flats_norm_micro=volume.filter(flat & norm).sum(),
            shops=volume.filter("shop").sum(),
        )
    )


def _heated_in_house(inputs: Inputs, sums: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """Cold water that a house with its own plant turned into the hot water of its premises."""
    cold = [*reference.service_ids("cold_water"), None][0]
    plants = inputs.house_supplies.filter(pl.col("method") == IN_HOUSE).select(
        "house_id", resource_id="service_id"
    )
    return (
        sums.join(plants.unique(), on=["house_id", "resource_id"])
        .with_columns(heated=pl.sum_horizontal(*FLATS, "shops"))
        .select("house_id", resource_id=pl.lit(cold, dtype=pl.Int16), heated="heated")
    )


def _with_memory(rows: pl.DataFrame, inputs: Inputs) -> pl.DataFrame:
    memory = inputs.houses.memory.select(
        *KEY, "average_micro", "average_months", "due", carried_in_micro="carried_micro",
        charged_before="charged_micro",
    )  # fmt: skip
    return rows.join(memory, on=list(KEY), how="left").with_columns(
        pl.col("carried_in_micro", "charged_before").fill_null(0),
        due=pl.col("due").fill_null(value=False),
    )


def _settled(rows: pl.DataFrame) -> pl.DataFrame:
    """What the month charges to the house, what it recalculates, and what it carries on."""
    metered = pl.col("meter_micro").is_not_null()
    difference = pl.col("meter_micro") - pl.sum_horizontal(*SPENT)
    carried, method = pl.col("carried_in_micro"), pl.col("method")
    later = method.is_in([CAPPED, BY_AVERAGE, NORM_THEN_RECALC])
    settled = pl.max_horizontal(carried, -pl.col("charged_before"))
    usable = difference + pl.when(later).then(carried.clip(upper_bound=0)).otherwise(carried)
    averaged = pl.when(pl.col("average_months") >= FIRST_AVERAGE_MONTHS).then("average_micro")
    rows = rows.with_columns(
        difference=difference,
        correction_micro=pl.when(later & pl.col("due")).then(settled).otherwise(0),
        usable=usable,
    ).with_columns(
        common_micro=pl.when(method == BY_NORM)
        .then("norm_micro")
        .when(method == BY_AVERAGE)
        .then(pl.coalesce(averaged.clip(lower_bound=0), "norm_micro"))
        .when(method == NORM_THEN_RECALC)
        .then("norm_micro")
        .when(~metered)
        .then("norm_micro")
        .when(method == CAPPED)
        .then(pl.min_horizontal(pl.col("usable").clip(lower_bound=0), "norm_micro"))
        .otherwise(pl.col("usable").clip(lower_bound=0)),
        reduction_micro=pl.when(metered & (method == REDUCING))
        .then(pl.col("usable").clip(upper_bound=0))
        .otherwise(0),
        reason=_reason(metered, averaged),
    )
    charged = pl.col("common_micro").fill_null(0)
    return rows.with_columns(
        carried_out_micro=pl.when(metered)
        .then(carried + pl.col("difference") - charged - pl.col("correction_micro")
              - pl.col("reduction_micro"))
        .when(method == BY_NORM)
        .then(0)
        .otherwise(carried - pl.col("correction_micro")),
        charged_micro=pl.when("due").then(0).otherwise("charged_before") + charged,
    )  # fmt: skip


def _reason(metered: pl.Expr, averaged: pl.Expr) -> pl.Expr:
    """Why the house's volume is not what its method asks for; null where it is."""
    method = pl.col("method")
    asks = method.is_in([BY_METER, CAPPED, REDUCING])
    return (
        pl.when(asks & (pl.col("basis") == "NONE"))
        .then(pl.lit("NO_HOUSE_METER"))
        .when(asks & ~metered)
        .then(pl.lit("HOUSE_METER_SILENT"))
        .when((method == BY_AVERAGE) & averaged.is_null())
        .then(pl.lit("NO_HISTORY"))
        .when(asks & (pl.col("basis") == "AVERAGE"))
        .then(pl.lit("HOUSE_METER_AVERAGE"))
        .when(asks & (pl.col("usable") <= 0))
        .then(pl.lit("NOTHING_LEFT"))
    )


def _drained(rows: pl.DataFrame, settled: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """Wastewater of common property: the cold and hot water charged for it (R-092)."""
    water = settled.filter(pl.col("service_id").is_in(reference.service_ids(*WATER_COMMON)))
    sums = water.group_by("house_id").agg(
        common_micro=pl.col("common_micro").sum(), correction_micro=pl.col("correction_micro").sum()
    )
    zero = pl.lit(0, dtype=pl.Int64)
    return (
        rows.drop(FLATS, "nonresidential_micro", "other_micro", "carried_in_micro")
        .join(sums, on="house_id", how="left")
        .with_columns(
            pl.col("correction_micro").fill_null(0),
            charged_micro=pl.col("common_micro").fill_null(0),
            **dict.fromkeys([*SPENT, "carried_in_micro", "carried_out_micro"], zero),
            reduction_micro=zero,
            reason=pl.lit(None, dtype=pl.String),
        )
    )


def _shaped(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(pl.col(name).cast(dtype) for name, dtype in BALANCE_SCHEMA.items())
