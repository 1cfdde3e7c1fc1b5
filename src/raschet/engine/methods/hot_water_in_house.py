"""Hot water made in the house: what its plant spent on it, shared by the hot water that was billed.

``P = V_i T_cold + (V_res V_i / sum V) T_res`` (R-023, PP 354 cl. 54, App. 2 f. 20). The water is charged like
any metered service, by the undivided tariff of the supply's group, which holds the price of cold
water; the heat or gas that the plant spent in the month comes from papers and is priced by the
component PLANT_HEAT (gigacalories) or PLANT_GAS (cubic metres) of the same group. Losses of
circulation are inside it (R-024). Unbilled: NO_PLANT_VOLUME, NO_TARIFF.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from raschet.engine.lines import UNBILLED_SCHEMA, Charges, as_lines, as_unbilled, gathered
from raschet.engine.pricing import priced
from raschet.engine.segments import dated, laid_over, shared_by_days
from raschet.engine.tariff_structure import PLANT
from raschet.values.rounding import mul_div_half_up

if TYPE_CHECKING:
    from raschet.engine.inputs import Inputs

METHOD: Final = "HOT_WATER_IN_HOUSE"
HOUSE: Final = ("house_id", "service_id")
ACCOUNT: Final = ("account_id", "service_id")
PRICE: Final = ("service_id", "supplier_id", "tariff_group")


def charge(segments: pl.DataFrame, own_lines: pl.DataFrame, inputs: Inputs) -> Charges:
    """Charge segments their part of what the house's plant spent.

    own_lines: charge lines of this month for the hot water itself. A house that billed none, or
    gave back as much as it billed, shares nothing.
    """
    if segments.is_empty():
        return Charges(as_lines(segments), pl.DataFrame(schema=UNBILLED_SCHEMA))
    unbilled: list[pl.DataFrame] = []
    rows = _with_spent(_with_volumes(segments, own_lines), inputs)
    told = pl.col("spent_micro").is_not_null()
    unbilled.append(as_unbilled(rows.filter(~told), "NO_PLANT_VOLUME"))
    rows = rows.filter(told & (pl.col("house_quantity_micro") > 0))
    share = mul_div_half_up(
        [rows["spent_micro"], rows["own_micro"]], [rows["house_quantity_micro"]]
    )
    rows = rows.with_columns(share.alias("quantity_micro"))
    pieces = laid_over(rows, dated(_prices(inputs, rows), PRICE, inputs.period))
    lines = priced(shared_by_days(pieces, ACCOUNT, unbilled))
    shown = lines.with_columns(house_volume_micro="spent_micro", zone=None, reason=None)
    return Charges(
        as_lines(shown, kind="CHARGE", method=METHOD), gathered(unbilled, UNBILLED_SCHEMA)
    )


def _with_volumes(segments: pl.DataFrame, own_lines: pl.DataFrame) -> pl.DataFrame:
    """``own_micro`` of each account and ``house_quantity_micro`` of all, cubic metres of hot water."""
    water = (
        own_lines.filter(pl.col("kind") == "CHARGE")
        .group_by(ACCOUNT)
        .agg(own_micro=pl.col("quantity_micro").sum())
    )
    places = segments.select(*ACCOUNT, "house_id").unique()
    whole = (
        places.join(water, on=list(ACCOUNT))
        .group_by(HOUSE)
        .agg(house_quantity_micro=pl.col("own_micro").sum())
    )
    return segments.join(water, on=list(ACCOUNT)).join(whole, on=list(HOUSE))


def _with_spent(rows: pl.DataFrame, inputs: Inputs) -> pl.DataFrame:
    papers = inputs.houses.volumes.filter(pl.col("purpose") == "HOT_WATER")
    spent = papers.group_by(HOUSE).agg(spent_micro=pl.col("volume_micro").sum())
    return rows.join(spent, on=list(HOUSE), how="left")


def _prices(inputs: Inputs, rows: pl.DataFrame) -> pl.DataFrame:
    """Prices of what the plant spends; a supplier without own rows takes those that name none."""
    columns = [*PRICE, "component", "tariff_id", "rate_micro_rubles", "valid_from", "valid_until"]
    found = inputs.tariffs.filter(pl.col("component").is_in(PLANT)).select(columns)
    own = found.filter(pl.col("supplier_id").is_not_null())
    common = found.filter(pl.col("supplier_id").is_null()).drop("supplier_id")
    inherited = (
        rows.select(PRICE)
        .unique()
        .join(common, on=["service_id", "tariff_group"])
        .join(own, on=list(PRICE), how="anti")
    )
    return pl.concat([own, inherited.select(columns)])
