"""Heating: by the house meter, by last year's average, or by the norm (R-060 to R-068).

In the season, with a house meter: ``V_i + S_i (V_d - sum V) / S_ob`` (PP 354 cl. 42(1), App. 2 f. 3):
premises with a heat meter by their reading, those without one by the metered ones' average of a
square metre, lawfully disconnected ones the common part alone. Paid all year round: ``S_i`` of a
twelfth of the house's year before, ``V_prev / 12`` (f. 3(2)). Without a house meter, or after the
periods a silent one may be averaged: ``S_i N`` in the season, ``S_i N K_p`` all year round (f. 2,
2(1)), ``K_p`` = months of the norm / 12. Outside the season nothing is charged (R-068).

Houses behind one meter are one house here: their areas and meters are added up. Premises count for
the days they are served. Individual heat meters count only beside a house meter of the season's
regime. Unbilled: NO_AREA, NO_HOUSE_AREA, NO_NORM, NO_TARIFF.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from raschet.engine.house.meters import heated_days
from raschet.engine.lines import (
    BALANCE_SCHEMA,
    LINE_SCHEMA,
    UNBILLED_SCHEMA,
    Charges,
    as_lines,
    as_unbilled,
    gathered,
)
from raschet.engine.pricing import priced
from raschet.engine.reference import NORM_KEYS, with_norm_keys
from raschet.engine.resources.heating import (
    DISCONNECTED,
    METERED,
    UNMETERED,
    house_meter_volume,
    norm_volume,
)
from raschet.engine.segments import dated, laid_over, merged, required, with_days
from raschet.values.rounding import mul_div_half_up

if TYPE_CHECKING:
    from raschet.engine.house.inputs import HouseInputs
    from raschet.engine.reference import Reference

BY_NORM: Final = "HEATING_NORM"
BY_METER: Final = "HEATING_METER"
BY_AVERAGE: Final = "HEATING_AVERAGE"
YEAR_MONTHS: Final = 12
YEAR_ROUND: Final = "YEAR_ROUND"
NOT_HEATING: Final = (
    "flats_average_micro", "nonresidential_micro", "other_micro", "reduction_micro",
)  # fmt: skip
NO_NORM: Final = ("norm_micro", "norm_of_m2_micro")
KEY: Final = ("house_id", "service_id")
HEAD: Final = ("head_id", "service_id")
UNREAD: Final = {"account_id": pl.Int64, "service_id": pl.Int16, "unread_micro": pl.Int64}
AREA_KEYS: Final = ("account_id", "service_id", "area_micro", "state")
LINE_KEYS: Final = (*AREA_KEYS, "supplier_id", "tariff_id", "norm_micro")


@dataclass(frozen=True)
class Heated:
    """Charges of the premises and the balances of houses with a meter.

    unread: by account and service what premises were charged in place of their own heat, without
    the common part: a later reading of a heat meter settles it (R-127).
    """

    charges: Charges
    balances: pl.DataFrame
    unread: pl.DataFrame


def charge(
    segments: pl.DataFrame,
    own: pl.DataFrame,
    meters: pl.DataFrame,
    houses: HouseInputs,
    reference: Reference,
) -> Heated:
    """Charge segments of heated premises.

    own: by account and service ``own_volume_micro`` of the premises' heat meters, where it is known.
    meters: what house meters gave (``house.meters``).
    """
    unbilled: list[pl.DataFrame] = []
    segments = segments.drop("method")
    if houses.season.is_empty():
        return Heated(
            Charges(pl.DataFrame(schema=LINE_SCHEMA), as_unbilled(segments, "NO_SEASON")),
            pl.DataFrame(schema=BALANCE_SCHEMA),
            pl.DataFrame(schema=UNREAD),
        )
    known = _houses(segments, meters, houses, reference)
    pieces = segments.join(known, on=list(KEY), how="left").filter(pl.col("way").is_not_null())
    pieces = required(pieces, reference.areas, "NO_AREA", unbilled)
    pieces = _with_state(pieces, own, houses, reference)
    by_house = pl.col("way") != BY_NORM
    measured, sums, unread = _by_house(pieces.filter(by_house), reference, unbilled)
    normed, norm_sums = _by_norm(pieces.filter(~by_house), reference, unbilled)
    return Heated(
        Charges(gathered([measured, normed], LINE_SCHEMA), gathered(unbilled, UNBILLED_SCHEMA)),
        _balances(known, sums, norm_sums),
        unread,
    )


def _houses(
    segments: pl.DataFrame, meters: pl.DataFrame, houses: HouseInputs, reference: Reference
) -> pl.DataFrame:
    """By house and service: the head of its meter, areas and volume behind it, and the ``way``."""
    pairs = segments.select(KEY).unique()
    heads = pairs.join(houses.groups, on=list(KEY), how="left").with_columns(
        pl.col("head_id").fill_null(pl.col("house_id"))
    )
    areas = heads.join(houses.houses, on="house_id", how="left")
    both = ("premises_area_micro", "common_area_micro")
    sums = areas.group_by(HEAD).agg(
        house_area_micro=pl.col(both[0]).sum() * (pl.col(both[0]).null_count() == 0),
        common_area_micro=pl.col(both[1]).fill_null(0).sum(),
        heating_regime=pl.col("heating_regime")
        .sort_by(pl.col("house_id") != pl.col("head_id"), "house_id")
        .drop_nulls()
        .first(),
    )
    of_head = {"house_id": "head_id"}
    memory = houses.memory.select(
        *KEY, "year_micro", "year_months", carried_in_micro="carried_micro",
        charged_before="charged_micro",
    ).rename(of_head)  # fmt: skip
    rows = (
        heads.join(sums, on=list(HEAD), how="left")
        .join(meters.rename(of_head), on=list(HEAD), how="left")
        .join(memory, on=list(HEAD), how="left")
        .with_columns(
            pl.col("carried_in_micro", "charged_before").fill_null(0),
            basis=pl.col("basis").fill_null("NONE"),
            settled=pl.col("head_id").is_in(houses.year_costs["house_id"].unique().implode()),
        )
    )
    return _with_way(rows, houses, reference)


def _with_way(rows: pl.DataFrame, houses: HouseInputs, reference: Reference) -> pl.DataFrame:
    """``way`` (null: nothing to charge), the house's ``volume_micro``, the norm's share of the year."""
    days = heated_days(houses)
    months = int(houses.season["norm_months"][0])
    year_round = (pl.col("heating_regime") == YEAR_ROUND).fill_null(value=False)
    in_season = pl.lit(days > 0)
    measured = pl.col("meter_micro").is_not_null()
    history = pl.col("year_months").fill_null(0) >= YEAR_MONTHS
    partial = reference.parameters.heating_norm_by_days
    heating, of = (days, reference.month_days) if partial else (1, 1)
    twelfth = mul_div_half_up([rows["year_micro"]], [YEAR_MONTHS]).alias("twelfth")
    metered = pl.col("basis") != "NONE"
    return rows.with_columns(twelfth).with_columns(
        way=pl.when(year_round & metered & history)
        .then(pl.lit(BY_AVERAGE))
        .when(year_round)
        .then(pl.lit(BY_NORM))
        .when(in_season & measured)
        .then(pl.lit(BY_METER))
        .when(in_season)
        .then(pl.lit(BY_NORM)),
        volume_micro=pl.when(year_round).then("twelfth").otherwise("meter_micro"),
        share=pl.when(year_round).then(months).otherwise(heating).cast(pl.Int64),
        of_share=pl.when(year_round).then(YEAR_MONTHS).otherwise(of).cast(pl.Int64),
        house_reason=pl.when(year_round & metered & ~history)
        .then(pl.lit("NO_HISTORY"))
        .when(year_round | measured)
        .then(None)
        .when(metered)
        .then(pl.lit("HOUSE_METER_SILENT"))
        .otherwise(pl.lit("NO_HOUSE_METER")),
    )


def _with_state(
    pieces: pl.DataFrame, own: pl.DataFrame, houses: HouseInputs, reference: Reference
) -> pl.DataFrame:
    """Whether the premises have a heat source or a heat meter of their own."""
    apart = dated(houses.own_heating, ("account_id",), reference.period)
    pieces = laid_over(pieces, apart).rename({"known": "apart"})
    pieces = pieces.join(own, on=["account_id", "service_id"], how="left")
    metered = pl.col("own_volume_micro").is_not_null() & (pl.col("way") == BY_METER)
    return with_days(
        pieces.with_columns(
            state=pl.when("apart")
            .then(pl.lit(DISCONNECTED))
            .when(metered)
            .then(pl.lit(METERED))
            .otherwise(pl.lit(UNMETERED))
        )
    ).drop("apart")


def _by_house(
    pieces: pl.DataFrame, reference: Reference, unbilled: list[pl.DataFrame]
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Lines by the house's volume, what the premises behind each meter add up to, and ``unread``.

    Areas are multiplied by days, the house's by the days of the month: premises count for the days
    they are served.
    """
    area = pl.col("house_area_micro") > 0
    if not pieces.select(area.all()).item():
        unbilled.append(as_unbilled(pieces.filter(~area), "NO_HOUSE_AREA"))
        pieces = pieces.filter(area)
    pieces = with_days(
        laid_over(pieces.with_columns(zone=pl.lit(""), norm_micro=None), reference.prices)
    )
    unbilled.append(as_unbilled(pieces.filter(~pl.col("known")), "NO_TARIFF"))
    pieces = _own_by_days(merged(pieces, LINE_KEYS))
    sums = _sums(pieces)
    rows = pieces.filter("known").join(sums, on=list(HEAD), how="left")
    days = reference.month_days
    operands = rows.select(
        "state",
        house_volume_micro="volume_micro",
        house_area_micro=pl.col("house_area_micro") * days,
        metered_volume_micro="metered_volume",
        metered_area_micro="metered_area",
        disconnected_area_micro="disconnected_area",
        common_area_micro=pl.col("common_area_micro") * days,
        area_micro=pl.col("area_micro") * pl.col("days"),
        own_volume_micro="own_part",
    )
    rows = rows.with_columns(house_meter_volume(operands).alias("quantity_micro"))
    return _as_charges(rows, _reason_of_premises()), sums, _unread(rows)


def _unread(rows: pl.DataFrame) -> pl.DataFrame:
    """``S_i sum V_metered / sum S_metered`` of premises without a reading; all of it with none."""
    plain = rows.filter(pl.col("state") == UNMETERED)
    some = pl.col("metered_area") > 0
    area = mul_div_half_up(
        [plain["area_micro"], plain["days"], plain["metered_volume"]],
        [plain.select(pl.when(some).then("metered_area").otherwise(1)).to_series()],
    ).alias("by_area")
    return (
        plain.with_columns(area)
        .group_by("account_id", "service_id")
        .agg(unread_micro=pl.when(some).then("by_area").otherwise("quantity_micro").sum())
        .cast(dict(UNREAD))  # type: ignore[arg-type]
    )


def _sums(pieces: pl.DataFrame) -> pl.DataFrame:
    """Metered volumes, and areas x days of metered and disconnected premises, behind each meter."""
    area = pl.col("area_micro") * pl.col("days")
    metered, apart = pl.col("state") == METERED, pl.col("state") == DISCONNECTED
    return pieces.group_by(HEAD).agg(
        metered_volume=pl.col("own_part").filter(metered).sum(),
        metered_area=area.filter(metered).sum(),
        disconnected_area=area.filter(apart).sum(),
    )


def _own_by_days(pieces: pl.DataFrame) -> pl.DataFrame:
    """``own_part``: the meter's volume spread over the account's pieces by days, exact in sum."""
    keys = ["account_id", "service_id"]
    cut = pieces.sort(*keys, "segment_from").with_columns(
        reached=pl.col("days").cum_sum().over(keys), whole=pl.col("days").sum().over(keys)
    )
    share = mul_div_half_up([cut["own_volume_micro"], cut["reached"]], [cut["whole"]])
    return (
        cut.with_columns(share.alias("running"))
        .with_columns(
            own_part=(
                pl.col("running") - pl.col("running").shift().over(keys).fill_null(0)
            ).fill_null(0)
        )
        .drop("reached", "whole", "running")
    )


def _by_norm(
    pieces: pl.DataFrame, reference: Reference, unbilled: list[pl.DataFrame]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Lines by the norm, and what they add up to behind each meter."""
    keyed = with_norm_keys(pieces.with_columns(persons=pl.lit(None, dtype=pl.Int32)), reference)
    rows = required(keyed, reference.norms, "NO_NORM", unbilled).drop(NORM_KEYS[2:])
    rows = required(rows.with_columns(zone=pl.lit("")), reference.prices, "NO_TARIFF", unbilled)
    rows = merged(with_days(rows), LINE_KEYS)
    operands = rows.select(
        "area_micro",
        "norm_micro",
        heating_months=pl.col("share") * pl.col("days"),
        of_months=pl.col("of_share") * pl.col("months") * reference.month_days,
    )
    year = pl.col("heating_regime") == YEAR_ROUND
    coefficient = mul_div_half_up([rows["share"], 1_000_000], [rows["of_share"]]).alias("part")
    rows = rows.with_columns(coefficient, norm_volume(operands).alias("quantity_micro"))
    lines = rows.with_columns(
        coefficient_micro=pl.when(year).then("part"),
        volume_micro=pl.lit(None, dtype=pl.Int64),
        house_area_micro=pl.lit(None, dtype=pl.Int64),
    )
    sums = rows.group_by(HEAD).agg(flats_norm_micro=pl.col("quantity_micro").sum())
    return _as_charges(lines, pl.col("house_reason")), sums


def _reason_of_premises() -> pl.Expr:
    """What sets the premises apart from the house; null where they simply share its volume."""
    return (
        pl.when(pl.col("state") == DISCONNECTED)
        .then(pl.lit("OWN_HEATING"))
        .when(pl.col("state") == METERED)
        .then(pl.lit("OWN_HEAT_METER"))
        .when(pl.col("metered_area") > 0)
        .then(pl.lit("NO_HEAT_METER"))
        .when((pl.col("way") == BY_METER) & (pl.col("basis") == "AVERAGE"))
        .then(pl.lit("HOUSE_METER_AVERAGE"))
    )


def _as_charges(rows: pl.DataFrame, reason: pl.Expr) -> pl.DataFrame:
    lines = priced(rows.with_columns(zone=None, reason=reason, method="way"))
    return as_lines(lines.with_columns(house_volume_micro="volume_micro"), kind="CHARGE")


def _balances(known: pl.DataFrame, sums: pl.DataFrame, normed: pl.DataFrame) -> pl.DataFrame:
    """What the meter showed and what was charged, one row a meter (under the house it stands in).

    The common part is what the charged volume leaves beside individual meters. All the year round
    the rest of the meter's volume is carried to the yearly correction, which settles it by money.
    """
    year = (pl.col("heating_regime") == YEAR_ROUND).fill_null(value=False)
    shared = pl.when(pl.col("way") != BY_NORM).then("volume_micro").fill_null(0)
    charged = shared + pl.col("flats_norm_micro")
    known_meter = pl.col("meter_micro").is_not_null()
    settled = pl.when(year & pl.col("settled")).then("carried_in_micro").otherwise(0)
    rows = (
        known.filter((pl.col("basis") != "NONE") & pl.col("way").is_not_null())
        .unique(HEAD)
        .join(sums, on=list(HEAD), how="left")
        .join(normed, on=list(HEAD), how="left")
        .with_columns(
            pl.col("flats_norm_micro").fill_null(0),
            flats_metered_micro=pl.col("metered_volume").fill_null(0),
            due="settled",
            **dict.fromkeys(NOT_HEATING, pl.lit(0, dtype=pl.Int64)),
            **dict.fromkeys(NO_NORM, pl.lit(None, dtype=pl.Int64)),
        )
        .with_columns(
            house_id="head_id",
            method="way",
            reason="house_reason",
            common_micro=shared - pl.col("flats_metered_micro"),
            correction_micro=settled,
            charged_micro=pl.when("settled").then(0).otherwise("charged_before") + charged,
            carried_out_micro=pl.col("carried_in_micro")
            - settled
            + pl.when(known_meter).then(pl.col("meter_micro") - charged).otherwise(0),
        )
    )
    return rows.select(pl.col(name).cast(dtype) for name, dtype in BALANCE_SCHEMA.items())
