"""Who pays how: on time and in full, in part, too much, or not at all."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from raschet.demo_city import distributions as dist
from raschet.demo_city.randomness import PPM, Chance
from raschet.demo_city.readings import month_number
from raschet.domain.payments.services.record_payments import NewPayment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from raschet.values.period import Period

ACCOUNT: Final = pl.col("account_id")
HUNDRED_RUBLES: Final = 10_000
UNPAID_MONTHS: Final = 3
"""Debtors stop paying at least so many months before the end, where there are so many."""


def payers(chance: Chance, accounts: pl.DataFrame, months: int) -> pl.DataFrame:
    """How each account pays. ``habit``: FULL, DEBTOR, PARTIAL or OVERPAYER.

    ``stops_at``: index of the first month whose bill a debtor leaves unpaid; ``extra_at``: of the
    month in which an overpayer gives ``extra_kopecks`` more.
    """
    key = pl.col("id")
    debtor = chance.chosen(pl.lit(value=True), dist.DEBTORS_PPM, "debtor", key)
    partial = chance.chosen(~debtor, dist.PARTIAL_PAYERS_PPM, "partial payer", key)
    over = chance.chosen(~debtor & ~partial, dist.OVERPAYERS_PPM, "overpayer", key)
    last_start = max(1, months - UNPAID_MONTHS)
    return accounts.select(
        account_id=key,
        habit=pl.when(debtor)
        .then(pl.lit("DEBTOR"))
        .when(partial)
        .then(pl.lit("PARTIAL"))
        .when(over)
        .then(pl.lit("OVERPAYER"))
        .otherwise(pl.lit("FULL")),
        stops_at=chance.below(last_start, "stops paying", key),
        extra_at=chance.below(max(1, months - 1), "pays more in", key),
        extra_kopecks=chance.between(*dist.OVERPAYMENT_KOPECKS, "pays more", key),
    )


def payments_of_month(
    chance: Chance,
    who: pl.DataFrame,
    owed_kopecks: Mapping[int, int],
    index: int,
    period: Period,
    first_account_id: int,
) -> list[NewPayment]:
    """What is paid in a month for the bill of the month before.

    who: ``payers``; owed_kopecks: by true account id, an advance counted off; index: how many
    months of the city came before; first_account_id: what a plan's id lacks to the true one.
    """
    month = month_number(period)
    owed = pl.DataFrame(
        {"true_id": list(owed_kopecks.keys()), "owed": list(owed_kopecks.values())},
        schema={"true_id": pl.Int64, "owed": pl.Int64},
    ).filter(pl.col("owed") > 0)
    share = chance.between(*dist.PARTIAL_SHARE_PPM, "part paid", ACCOUNT, month)
    rounds = chance.hits(dist.ROUND_UP_PPM, "rounds up", ACCOUNT)
    up = (pl.col("owed") + HUNDRED_RUBLES - 1) // HUNDRED_RUBLES * HUNDRED_RUBLES
    habit = pl.col("habit")
    days = dist.PAYMENT_LAST_DAY - dist.PAYMENT_FIRST_DAY + 1
    paid = (
        who.with_columns(true_id=ACCOUNT + first_account_id)
        .join(owed, on="true_id", how="inner")
        .filter((habit != "DEBTOR") | (pl.col("stops_at") > index - 1))
        .with_columns(
            amount=pl.when(habit == "PARTIAL")
            .then(pl.col("owed") * share // PPM)
            .when((habit == "OVERPAYER") & (pl.col("extra_at") == index - 1))
            .then(pl.col("owed") + pl.col("extra_kopecks"))
            .when(rounds)
            .then(up)
            .otherwise(pl.col("owed")),
            day=chance.below(days, "pays on", ACCOUNT, month),
            source=chance.pick(
                dist.PAYMENT_SOURCES, dist.PAYMENT_SOURCES_PPM, "pays by", ACCOUNT, month
            ),
        )
        .filter(pl.col("amount") > 0)
        .sort("day", "account_id")
    )
    first_day = period.first_day + timedelta(days=dist.PAYMENT_FIRST_DAY - 1)
    return [
        NewPayment(
            account_id=true_id,
            amount_kopecks=amount,
            paid_on=first_day + timedelta(days=day),
            source=source,
            source_reference=f"demo-{period}-{account_id}",
        )
        for true_id, amount, day, source, account_id in paid.select(
            "true_id", "amount", "day", "source", "account_id"
        ).iter_rows()
    ]
