"""A late reading lower than what was charged: the credit unwinds the estimates (R-127, D-12).

The latest estimates are taken back first, each at the tariff it was charged by; of one month the
highest band first. The credit of a register is rounded once: the lines by tariff are differences of
its rounded running total. Hot water of two components gives back its heat beside its water.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from raschet.engine.tariff_structure import HEAT
from raschet.values.rounding import AMOUNT_DIVISOR, MICRO, mul_div_half_up

REGISTER = ("account_id", "register_id")
PART = (*REGISTER, "component")
TARIFF = (*PART, "service_id", "zone", "band", "tariff_id", "rate_micro_rubles", "heat_norm_micro")


@dataclass(frozen=True)
class Credits:
    """What late readings give back.

    registers: with ``credit_micro``, the part of the volume that the lines take back. lines:
    negative ``quantity_micro`` and ``amount_kopecks`` by register and tariff. months: by account and
    service the ``taken_micro`` of each ``period``, for what follows from the volume (wastewater).
    """

    registers: pl.DataFrame
    lines: pl.DataFrame
    months: pl.DataFrame


def late_credits(registers: pl.DataFrame, estimates: pl.DataFrame) -> Credits:
    """Unwind the estimates of registers whose reading shows less than was charged.

    registers: after absorption, with ``read``, ``volume_micro``, ``estimate_micro``. estimates: what
    was charged since the last actual reading. A credit beyond them stays in the volume and is priced
    at the tariff of the month.
    """
    settled = pl.col("volume_micro") - pl.col("estimate_micro")
    owing = registers.filter(pl.col("read") & ~pl.col("shared") & (settled < 0)).select(
        *REGISTER, "service_id", "zone", credit=-settled
    )
    taken = (
        owing.join(estimates.filter(pl.col("volume_micro") > 0), on=REGISTER)
        .with_columns(pl.col("component").fill_null(""), pl.col("band").fill_null(1))
        .sort(
            *PART,
            "period",
            "band",
            "tariff_id",
            descending=[False, False, False, True, True, False],
        )
        .with_columns(before=pl.col("volume_micro").cum_sum().over(PART) - pl.col("volume_micro"))
        .with_columns(
            taken=pl.min_horizontal(
                "volume_micro", (pl.col("credit") - pl.col("before")).clip(lower_bound=0)
            )
        )
        .filter(pl.col("taken") > 0)
    )
    water = taken.filter(pl.col("component") != HEAT)
    sums = water.group_by(REGISTER).agg(credit_micro=pl.col("taken").sum())
    return Credits(
        registers.join(sums, on=REGISTER, how="left").with_columns(
            pl.col("credit_micro").fill_null(0)
        ),
        _lines(taken),
        water.group_by("account_id", "service_id", "period").agg(taken_micro=pl.col("taken").sum()),
    )


def _lines(taken: pl.DataFrame) -> pl.DataFrame:
    """One line a register, component and tariff, in the order the estimates were taken back."""
    merged = (
        taken.group_by(TARIFF)
        .agg(pl.col("taken").sum(), latest=pl.col("before").min())
        .sort(*PART, "latest", "tariff_id")
    )
    warm = merged.select(pl.col("heat_norm_micro").fill_null(MICRO)).to_series()
    quantity = mul_div_half_up([merged["taken"], warm], [MICRO]).alias("taken")
    merged = merged.with_columns(quantity).with_columns(
        product=(pl.col("taken").cast(pl.Int128) * pl.col("rate_micro_rubles")).cum_sum().over(PART)
    )
    running = mul_div_half_up([merged["product"]], [AMOUNT_DIVISOR])
    return merged.with_columns(running.alias("running")).select(
        *REGISTER,
        "service_id",
        "zone",
        "tariff_id",
        "rate_micro_rubles",
        component=pl.when(pl.col("component") != "").then("component"),
        band=pl.when(pl.col("band") > 1).then("band"),
        norm_micro="heat_norm_micro",
        quantity_micro=-pl.col("taken"),
        amount_kopecks=pl.col("running").shift().over(PART).fill_null(0) - pl.col("running"),
    )
