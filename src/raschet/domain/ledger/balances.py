"""A month's balances as columns: the closings before it and the month's postings, added up.

The closing of a month computes them so, and a run does beforehand for its own month: the live book
is sealed when the run begins, so nothing else will ever move in the month.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import polars as pl

from raschet.domain.ledger.connections import integer_list
from raschet.domain.ledger.models import OWED, PostingKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from raschet.domain.ledger.connections import ColumnReader

COLUMNS: Final[dict[PostingKind, tuple[str, int]]] = {
    PostingKind.OPENING: ("opening_kopecks", 1),
    PostingKind.CHARGE: ("charged_kopecks", 1),
    PostingKind.RECALCULATION: ("recalculated_kopecks", 1),
    PostingKind.BENEFIT: ("benefit_kopecks", -1),
    PostingKind.PENALTY: ("penalty_kopecks", 1),
    PostingKind.PAYMENT: ("paid_kopecks", -1),
    PostingKind.REFUND: ("refunded_kopecks", 1),
    PostingKind.SET_OFF: ("set_off_kopecks", -1),
    PostingKind.WRITE_OFF: ("written_off_kopecks", -1),
}
"""Each kind of posting has one column; -1: the column counts what lowers the debt."""

SUBJECT: Final = ("account_id", "service_id")

MOVEMENT_SCHEMA: Final = {
    "account_id": pl.Int64,
    "amount_kopecks": pl.Int64,
    "service_id": pl.Int16,
    "debit": pl.Int16,
    "credit": pl.Int16,
    "kind": pl.Int16,
}
"""What of a posting moves a balance."""

CLOSING_SCHEMA: Final = {
    "account_id": pl.Int64,
    "service_id": pl.Int16,
    "closing_kopecks": pl.Int64,
}


@dataclass(frozen=True, slots=True)
class BalanceSources:
    """Where a month's balances come from: closings of the month before, postings of its books."""

    before: date
    book_ids: Sequence[int]

    def closings(self, reader: ColumnReader, accounts: str) -> pl.DataFrame:
        """``CLOSING_SCHEMA``, zeros left out. accounts: a condition on ``account_id``."""
        return reader.read(
            f"SELECT {', '.join(CLOSING_SCHEMA)} FROM ledger_balance "  # noqa: S608
            f"WHERE period = '{self.before}' AND closing_kopecks <> 0 AND {accounts}",
            CLOSING_SCHEMA,
        )

    def movements(self, reader: ColumnReader, accounts: str) -> pl.DataFrame:
        """``MOVEMENT_SCHEMA``. accounts: a condition on ``account_id``."""
        return reader.read(
            f"SELECT {', '.join(MOVEMENT_SCHEMA)} FROM ledger_posting "  # noqa: S608
            f"WHERE book_id IN ({integer_list(self.book_ids)}) AND account_id > 0 AND {accounts}",
            MOVEMENT_SCHEMA,
        )


def balances_of(closings: pl.DataFrame, movements: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Rows of ``ledger_balance`` without the period, one a subject with a closing or a movement.

    closings: ``CLOSING_SCHEMA``, of the month before; movements: frames with ``MOVEMENT_SCHEMA``.
    """
    moved = pl.concat([frame.select(*MOVEMENT_SCHEMA) for frame in movements])
    debit, credit = (
        pl.col(side).is_in([int(code) for code in OWED]) for side in ("debit", "credit")
    )
    kinds = [PostingKind(kind) for kind in moved["kind"].unique()]
    effect = pl.col("amount_kopecks") * (debit.cast(pl.Int64) - credit.cast(pl.Int64))
    turnover = (
        moved.filter(debit | credit)
        .select(*SUBJECT, "kind", effect=effect)
        .group_by(SUBJECT)
        .agg(
            pl.col("effect").sum(),
            *(
                (pl.col("effect").filter(pl.col("kind") == int(kind)).sum() * sign).alias(column)
                for kind, (column, sign) in COLUMNS.items()
                if kind in kinds
            ),
        )
    )
    if not closings.is_empty():
        turnover = turnover.join(closings, on=SUBJECT, how="full", coalesce=True)
    known = set(turnover.columns)
    zero = pl.lit(0, dtype=pl.Int64)
    columns = {name: pl.col(name).fill_null(0) if name in known else zero for name in _AMOUNTS}
    carried = pl.col("closing_kopecks").fill_null(0) if "closing_kopecks" in known else zero
    return turnover.select(
        *SUBJECT,
        **columns
        | {
            "opening_kopecks": columns["opening_kopecks"] + carried,
            "closing_kopecks": pl.col("effect").fill_null(0) + carried,
        },
    ).sort(SUBJECT)


_AMOUNTS: Final = tuple(column for column, _ in COLUMNS.values())
