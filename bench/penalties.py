"""Seconds of a penalty run: ``python bench/penalties.py ACCOUNTS [DEBTS]``.

Every account owes DEBTS (36) rows of the latest 36 months over its services; a third of them is paid in
part. Blocks of 100 000 accounts keep memory even, as the monthly run does.
"""

from __future__ import annotations

import resource
import sys
from datetime import date
from time import perf_counter

import polars as pl

from raschet.engine.law.penalty import penalty_law
from raschet.engine.penalties import penalties

ON = date(2026, 11, 22)
BLOCK = 100_000
MONTHS = 36


def block(accounts: int, per_account: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Debts and payments of one block, the same in every run."""
    rows = pl.DataFrame({"row": pl.int_range(accounts * per_account, eager=True)})
    month = pl.col("row") % per_account % MONTHS
    debts = rows.select(
        account_id=pl.col("row") // per_account,
        service_id=(pl.col("row") % per_account // MONTHS).cast(pl.Int16),
        origin_period=pl.lit(date(2026, 9, 1)).dt.offset_by(pl.format("-{}mo", month)),
        principal_kopecks=pl.col("row") * 7919 % 500_000 + 1000,
        kind=pl.when(pl.col("row") % 10 == 0)
        .then(pl.lit("CAPITAL_REPAIR"))
        .otherwise(pl.lit("STANDARD")),
        billed_kopecks=pl.lit(0, dtype=pl.Int64),
    ).with_columns(due_on=pl.col("origin_period").dt.offset_by("1mo14d"))
    payments = debts.filter(pl.col("principal_kopecks") % 3 == 0).select(
        "account_id",
        "service_id",
        "origin_period",
        paid_on=pl.col("due_on").dt.offset_by("50d"),
        amount_kopecks=pl.col("principal_kopecks") // 3,
    )
    return debts, payments


def main() -> None:
    """Time the blocks and print what they took."""
    accounts = int(sys.argv[1])
    per_account = int(sys.argv[2]) if len(sys.argv) > 2 else MONTHS
    law = penalty_law(ON)
    seconds, rows, kopecks = 0.0, 0, 0
    for first in range(0, accounts, BLOCK):
        debts, payments = block(min(BLOCK, accounts - first), per_account)
        started = perf_counter()
        result = penalties(debts, payments, ON, law)
        seconds += perf_counter() - started
        rows += result.height
        kopecks += int(result["accrual_kopecks"].sum())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{rows} debts in {seconds:.1f} s, peak {peak} MiB, {kopecks} kopecks")


if __name__ == "__main__":
    main()
