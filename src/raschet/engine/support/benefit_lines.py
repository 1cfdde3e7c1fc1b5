"""Benefits of a month as lines: a percent of the charge, within a limit, for the persons entitled.

``eligible = V x min(n_b / n, limit x n_b / V_month)``, ``benefit = eligible x rate x percent`` for every
charge line (R-170; FZ 181 art. 17, FZ 5, ZhK 169 p. 2.1, regional laws). The limit is the consumption
norm of a person, the social area of a person, or none; several lines of a service share the month's
limit in proportion to their volumes, and the heat in hot water follows the water. A raising coefficient
adds nothing, because only lines of kind CHARGE count (R-171). Of two benefits of one person for one
service the larger counts (R-172). As a discount the line lowers the bill; as a compensation its amount
is nothing, and its operands say what the social office pays.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import polars as pl

from raschet.engine.lines import LINE_SCHEMA, as_lines
from raschet.engine.methods.wastewater import WATER
from raschet.engine.reference import reference_of, with_norm_keys
from raschet.engine.segments import laid_over, month_of
from raschet.engine.supply import supply_segments
from raschet.engine.support.benefits import PERCENT
from raschet.values.rounding import AMOUNT_DIVISOR, MICRO, mul_div_half_up

if TYPE_CHECKING:
    from raschet.engine.inputs import Inputs

DISCOUNT: Final = "DISCOUNT"
COMPENSATION: Final = "COMPENSATION"
METHOD_OF_MODE: Final = {DISCOUNT: "BENEFIT", COMPENSATION: "COMPENSATION"}
NORM, SOCIAL_AREA, NONE = "NORM", "SOCIAL_AREA", "NONE"
SERVICE: Final = ["account_id", "service_id"]

ENTITLEMENT_SCHEMA: Final = {
    "account_id": pl.Int64,
    "person": pl.Int16,
    "category": pl.String,
    "valid_from": pl.Date,
    "valid_until": pl.Date,
}
CATEGORY_SCHEMA: Final = {
    "category": pl.String,
    "service_id": pl.Int16,
    "percent_micro": pl.Int64,
    "limit": pl.String,
    "funder": pl.String,
}


@dataclass(frozen=True, slots=True)
class BenefitLaw:
    """What a month's benefits are computed by.

    categories: ``CATEGORY_SCHEMA``, one row a category and service. social_area: by the number of
    residents (the last row stands for more) the micro-metres of a person. mode: DISCOUNT on the bill
    or COMPENSATION paid by the social office (R-172).
    """

    categories: pl.DataFrame
    social_area: tuple[int, ...]
    mode: str


def benefit_lines(
    inputs: Inputs, lines: pl.DataFrame, entitlements: pl.DataFrame, law: BenefitLaw
) -> pl.DataFrame:
    """Lines of kind BENEFIT, not numbered, for the charge lines of entitled accounts.

    ``reason`` is the category, ``component`` the funder (both codes), ``quantity_micro`` the eligible
    volume or area, ``coefficient_micro`` the percent as a share, ``norm_micro`` the limit of a person
    (null: none), ``persons_micro`` the residents.
    """
    entitled = _entitled(inputs, entitlements, law)
    if entitled.is_empty():
        return pl.DataFrame(schema=LINE_SCHEMA)
    accounts = entitled.select("account_id").unique()
    people = _people(inputs, accounts)
    charged = (
        lines.filter(
            (pl.col("kind") == "CHARGE")
            & (pl.col("origin_period") == inputs.period.first_day)
            & (pl.col("quantity_micro") > 0)
        )
        .join(accounts, on="account_id", how="semi")
        .drop("reason", "persons_micro", "norm_micro", "coefficient_micro", "kind", "method")
    )
    rows = _with_volumes(charged, inputs.period.days).join(entitled, on=SERVICE)
    rows = rows.join(people, on=SERVICE, how="left").filter(pl.col("persons_micro") > 0)
    rows = _eligible(_limited(rows, law, inputs))
    benefit = mul_div_half_up(
        [rows["eligible"], rows["rate_micro_rubles"], rows["percent_micro"]],
        [AMOUNT_DIVISOR, PERCENT],
    )
    taken = rows.with_columns(benefit.alias("benefit")).filter(pl.col("benefit") > 0)
    amount = -pl.min_horizontal("benefit", "amount_kopecks") if law.mode == DISCOUNT else pl.lit(0)
    made = taken.with_columns(
        amount_kopecks=amount,
        quantity_micro="eligible",
        coefficient_micro=pl.col("percent_micro") // 100,
        norm_micro="limit_micro",
        component="funder",
        reason="category",
        band=None,
    )
    return as_lines(made, kind="BENEFIT", method=METHOD_OF_MODE[law.mode])


def _entitled(inputs: Inputs, entitlements: pl.DataFrame, law: BenefitLaw) -> pl.DataFrame:
    """By account, service and category: the persons entitled in the month, in micro-units by days."""
    first, until = month_of(inputs.period)
    days = (
        entitlements.with_columns(
            from_day=pl.max_horizontal("valid_from", pl.lit(first)),
            until_day=pl.min_horizontal(pl.col("valid_until").fill_null(until), pl.lit(until)),
        )
        .with_columns(days=(pl.col("until_day") - pl.col("from_day")).dt.total_days())
        .filter(pl.col("days") > 0)
        .join(inputs.accounts.select("account_id"), on="account_id", how="semi")
    )
    larger = (
        days.join(law.categories, on="category")
        .sort("percent_micro", "days", "category", descending=[True, True, False])
        .unique([*SERVICE, "person"], keep="first", maintain_order=True)
    )
    together = larger.group_by(*SERVICE, "category", "percent_micro", "limit", "funder").agg(
        pl.col("days").sum()
    )
    persons = mul_div_half_up([together["days"], MICRO], [inputs.period.days])
    return together.with_columns(persons.alias("entitled_micro")).drop("days")


def _people(inputs: Inputs, accounts: pl.DataFrame) -> pl.DataFrame:
    """By account and service: residents and the norm of a person, means over the days served."""
    few = replace(
        inputs,
        **{
            name: getattr(inputs, name).join(accounts, on="account_id", how="semi")
            for name in ("accounts", "areas", "households", "account_supplies", "registers")
        },
    )
    segments, _ = supply_segments(few)
    reference = reference_of(few, segments)
    pieces = laid_over(segments, reference.households).drop("known")
    pieces = laid_over(with_norm_keys(pieces, reference), reference.norms)
    length = (pl.col("segment_until") - pl.col("segment_from")).dt.total_days()
    sums = (
        pieces.with_columns(days=length, of_norm=pl.col("norm_micro") // pl.col("months"))
        .group_by(SERVICE)
        .agg(
            pl.col("days").sum(),
            person_days=(pl.col("persons").fill_null(0).cast(pl.Int64) * pl.col("days")).sum(),
            norm_days=pl.when(pl.col("of_norm").count() > 0).then(
                (pl.col("of_norm") * pl.col("days")).sum()
            ),
        )
    )
    persons = mul_div_half_up([sums["person_days"], MICRO], [sums["days"]]).alias("persons_micro")
    norm = mul_div_half_up([sums["norm_days"]], [sums["days"]]).alias("norm_micro")
    found = sums.select(*SERVICE, persons, norm)
    return _with_wastewater(found, inputs)


def _with_wastewater(people: pl.DataFrame, inputs: Inputs) -> pl.DataFrame:
    """Where wastewater has no norm of its own, it is that of cold and hot water together (R-031)."""
    codes = people.join(inputs.services, on="service_id")
    water = (
        codes.filter(pl.col("code").is_in(WATER) & pl.col("norm_micro").is_not_null())
        .group_by("account_id")
        .agg(of_water=pl.col("norm_micro").sum())
    )
    return (
        codes.join(water, on="account_id", how="left")
        .with_columns(
            norm_micro=pl.when(pl.col("code") == "wastewater")
            .then(pl.coalesce("norm_micro", "of_water"))
            .otherwise("norm_micro")
        )
        .select(people.columns)
    )


def _with_volumes(charged: pl.DataFrame, month_days: int) -> pl.DataFrame:
    """``own``: the line's volume, or its area by days; ``month_total``: that of the service."""
    by_area = pl.col("area_micro") == pl.col("quantity_micro")
    part = mul_div_half_up([charged["quantity_micro"], charged["days"]], [month_days])
    rows = charged.with_columns(part.alias("part")).with_columns(
        own=pl.when(by_area).then("part").otherwise("quantity_micro"),
        by_area=by_area.fill_null(value=False),
    )
    counted = pl.when(pl.col("component").is_null() | (pl.col("component") != "HEAT")).then("own")
    return rows.with_columns(
        month_total=counted.sum().over(SERVICE),
        covered=pl.when("by_area").then(pl.col("days").sum().over(SERVICE)).otherwise(month_days),
        month_days=pl.lit(month_days, dtype=pl.Int64),
    )


def _limited(rows: pl.DataFrame, law: BenefitLaw, inputs: Inputs) -> pl.DataFrame:
    """``limit_micro``: what one person may have in the month; null where nothing limits it.

    A norm for a square metre (heating) holds for the social area of the person.
    """
    by_metre = inputs.norms.filter(pl.col("per").str.starts_with("M2"))["service_id"].unique()
    sizes = pl.DataFrame(
        {
            "size": range(1, len(law.social_area) + 1),
            "social": law.social_area,
        },
        schema={"size": pl.Int64, "social": pl.Int64},
    )
    size = (pl.col("persons_micro") // MICRO).clip(1, max(1, len(law.social_area)))
    sized = rows.with_columns(size=size).join(sizes, on="size", how="left")
    warmth = mul_div_half_up([sized["norm_micro"], sized["social"]], [MICRO])
    norm = pl.when(pl.col("service_id").is_in(by_metre.implode())).then("warmth")
    return sized.with_columns(warmth.alias("warmth")).with_columns(
        limit_micro=pl.when(pl.col("limit") == NORM)
        .then(norm.otherwise("norm_micro"))
        .when(pl.col("limit") == SOCIAL_AREA)
        .then("social")
    )  # fmt: skip


def _eligible(rows: pl.DataFrame) -> pl.DataFrame:
    """The smaller of the entitled persons' share of the volume and of their limits, per line."""
    entitled = rows.select(e=pl.min_horizontal("entitled_micro", "persons_micro"))["e"]
    share = mul_div_half_up([rows["own"], entitled], [rows["persons_micro"]])
    limit = mul_div_half_up(
        [rows["limit_micro"], entitled, rows["covered"].cast(pl.Int64)],
        [MICRO, rows["month_days"]],
    )
    total = rows.select(t=pl.col("month_total").clip(lower_bound=1))["t"]
    within = mul_div_half_up([rows["own"], limit], [total])
    found = rows.with_columns(share.alias("share"), within.alias("within"))
    return found.with_columns(eligible=pl.min_horizontal("share", "within"))
