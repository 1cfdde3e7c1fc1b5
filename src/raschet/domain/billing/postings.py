"""From charge lines to postings: one row an account, service, supplier, origin period and kind."""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

from raschet.domain.ledger.models import LedgerAccount, PostingKind

KIND_OF_LINE: Final = {
    "CHARGE": int(PostingKind.CHARGE),
    "RAISING": int(PostingKind.CHARGE),
    "VIOLATION": int(PostingKind.CHARGE),
    "RECALCULATION": int(PostingKind.RECALCULATION),
    "BENEFIT": int(PostingKind.BENEFIT),
    "PENALTY": int(PostingKind.PENALTY),
}
"""What a line is posted as; a line of another kind is refused by ``replace_strict``."""


ORDER: Final = ("entry_id", "account_id", "service_id", "origin_period", "kind", "supplier_id")


def postings_of(lines: pl.DataFrame, value_date: date) -> pl.DataFrame:
    """Postings of a chunk's lines; sums of zero are not posted, negative ones change sides.

    lines: charge lines with ``entry_id``, in order of entry, account and service. The postings come
    in order of entry and account, numbered from 1 within an account.
    """
    sums = _sums(lines).filter(pl.col("signed_kopecks") != 0)
    penalty = pl.col("kind") == int(PostingKind.PENALTY)
    receivable = (
        pl.when(penalty)
        .then(int(LedgerAccount.PENALTY_RECEIVABLE))
        .otherwise(int(LedgerAccount.RECEIVABLE))
    )
    accrued = pl.lit(int(LedgerAccount.SUPPLIER_ACCRUED))
    charged = pl.col("signed_kopecks") > 0
    return sums.select(
        "account_id",
        "entry_id",
        pl.col("signed_kopecks").abs().alias("amount_kopecks"),
        "supplier_id",
        _number_in_account().alias("row"),
        "origin_period",
        pl.lit(value_date).alias("value_date"),
        "service_id",
        pl.when(charged).then(receivable).otherwise(accrued).cast(pl.Int16).alias("debit"),
        pl.when(charged).then(accrued).otherwise(receivable).cast(pl.Int16).alias("credit"),
        "kind",
    )


def _sums(lines: pl.DataFrame) -> pl.DataFrame:
    """``signed_kopecks`` by ``ORDER``, which they are sorted by.

    Lines of one key mostly stand together, so that the sum of a key is a difference of running sums;
    only services with several keys, whose lines may alternate, are grouped.
    """
    rows = lines.select(
        *("entry_id", "account_id", "service_id", "origin_period"),
        pl.col("kind").replace_strict(KIND_OF_LINE, return_dtype=pl.Int16),
        "supplier_id",
        reached=pl.col("amount_kopecks").cum_sum(),
    )
    if rows.is_empty():
        return rows.rename({"reached": "signed_kopecks"})
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift(-1)) for name in ORDER)
    last = pl.int_range(pl.len()) == pl.len() - 1
    sums = rows.filter(differs | last).with_columns(
        signed_kopecks=pl.col("reached") - pl.col("reached").shift().fill_null(0)
    )
    sums = sums.drop("reached")
    again = sums.select("account_id", "service_id").is_duplicated()
    if not again.any():
        return sums
    grouped = sums.filter(again).group_by(ORDER).agg(pl.col("signed_kopecks").sum())
    return pl.concat([sums.filter(~again), grouped.select(sums.columns)]).sort(ORDER)


def debt_change() -> pl.Expr:
    """What a posting of a run adds to the debt."""
    owed = (int(LedgerAccount.RECEIVABLE), int(LedgerAccount.PENALTY_RECEIVABLE))
    return (
        pl.when(pl.col("debit").is_in(owed))
        .then("amount_kopecks")
        .otherwise(-pl.col("amount_kopecks"))
    )


def _number_in_account() -> pl.Expr:
    """1, 2, ... within an account; the rows of an account stand together."""
    position = pl.int_range(pl.len(), dtype=pl.Int64)
    starts = (pl.col("account_id") != pl.col("account_id").shift()).fill_null(value=True)
    first = pl.when(starts).then(position).forward_fill()
    return (position - first + 1).cast(pl.Int32)
