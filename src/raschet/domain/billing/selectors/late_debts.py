"""Debts past their day of payment, with what settled them, as the engine of penalties takes them.

Accounts that paid in time cost one sum over rows that lie in order of their keys; only those that owed
something, or whose old debts were touched since the last run, have their postings read in full.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import polars as pl

from raschet.domain.ledger.connections import integer_list
from raschet.domain.ledger.models import LedgerAccount, PostingKind
from raschet.engine.penalties import DEBT, PAUSES_SCHEMA
from raschet.engine.settlements import settlements

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from raschet.domain.billing.selectors.houses import HouseChunk
    from raschet.domain.ledger.connections import ColumnReader

RECEIVABLE: Final = int(LedgerAccount.RECEIVABLE)
PENALTY_RECEIVABLE: Final = int(LedgerAccount.PENALTY_RECEIVABLE)
CHARGED: Final = (PostingKind.OPENING, PostingKind.CHARGE, PostingKind.BENEFIT)
SETTLED: Final = (
    PostingKind.PAYMENT,
    PostingKind.REFUND,
    PostingKind.SET_OFF,
    PostingKind.WRITE_OFF,
)


@dataclass(frozen=True, slots=True)
class PenaltyBooks:
    """Which rows of the ledger a run's penalties are computed from.

    horizon: the newest month whose debts can bear a penalty by the day of calculation. base: the last
    closed month up to it (None: none is closed). after: visible books later than the base. fresh:
    books that the run before did not see. every: all visible books.
    """

    horizon: date
    base: date | None
    after: Sequence[int]
    fresh: Sequence[int]
    every: Sequence[int]


@dataclass(frozen=True, slots=True)
class LateDebts:
    """Debts in the engine's columns, with ``supplier_id``; payments; pauses; the accounts' houses."""

    debts: pl.DataFrame
    payments: pl.DataFrame
    pauses: pl.DataFrame
    houses: pl.DataFrame


def late_debts(
    reader: ColumnReader,
    books: PenaltyBooks,
    chunk: HouseChunk,
    schemes: Mapping[int, tuple[str, date]],
    due_on: Mapping[date, date],
) -> LateDebts | None:
    """The debts of a chunk that bear or bore a penalty; None where there are none.

    schemes: by service the kind of penalty and the first day it may bear; due_on: by origin month.
    Closed accounts of the chunk's houses keep their debts and are among them.
    """
    owing = _owing(reader, books, chunk, schemes)
    if not owing:
        return None
    rows = _postings(reader, books, owing, schemes)
    debts = _debts(rows, schemes, due_on)
    if debts.is_empty():
        return None
    paid = rows.filter(pl.col("paid_on").is_not_null()).select(
        *DEBT, "paid_on", amount_kopecks="paid"
    )
    houses = reader.read(
        "SELECT id AS account_id, house_id FROM registry_account "  # noqa: S608
        f"WHERE id IN ({integer_list(owing)})"
    )
    return LateDebts(
        debts=debts,
        payments=settlements(paid, DEBT),
        pauses=pl.concat([_before_schemes(debts, schemes), _paused(reader, debts)]),
        houses=houses,
    )


def _effect(accounts: str) -> str:
    return f"CASE WHEN debit IN ({accounts}) THEN amount_kopecks ELSE -amount_kopecks END"


def _owing(
    reader: ColumnReader,
    books: PenaltyBooks,
    chunk: HouseChunk,
    schemes: Mapping[int, tuple[str, date]],
) -> list[int]:
    """Accounts with something owed of months up to the horizon, or with such debts touched lately."""
    ours = (
        "account_id IN (SELECT id FROM registry_account WHERE house_id "  # noqa: S608
        f"BETWEEN {chunk.first_house} AND {chunk.last_house}) "
        f"AND service_id IN ({integer_list(sorted(schemes))})"
    )
    old = (
        f"{ours} AND origin_period <= '{books.horizon}' "
        f"AND (debit = {RECEIVABLE} OR credit = {RECEIVABLE})"
    )
    owed = (
        f"SELECT account_id, service_id, {_effect(str(RECEIVABLE))} AS amount "  # noqa: S608
        f"FROM ledger_posting WHERE book_id IN ({integer_list(books.after)}) AND {old}"
    )
    if books.base is not None:
        owed += (
            " UNION ALL SELECT account_id, service_id, closing_kopecks FROM ledger_balance "  # noqa: S608
            f"WHERE period = '{books.base}' AND {ours}"
        )
    found = reader.read(
        f"SELECT account_id FROM ({owed}) AS owed GROUP BY account_id, service_id "  # noqa: S608
        "HAVING sum(amount) > 0 UNION SELECT account_id FROM ledger_posting "
        f"WHERE book_id IN ({integer_list(books.fresh)}) AND {old}"
    )
    return [int(account) for account in found["account_id"].unique().sort()]


def _postings(
    reader: ColumnReader,
    books: PenaltyBooks,
    accounts: Sequence[int],
    schemes: Mapping[int, tuple[str, date]],
) -> pl.DataFrame:
    """By debt and day of payment: what was charged, recalculated, paid and accrued as penalty."""
    both = f"{RECEIVABLE}, {PENALTY_RECEIVABLE}"
    penalty = f"(debit = {PENALTY_RECEIVABLE} OR credit = {PENALTY_RECEIVABLE})"
    effect = _effect(both)

    def total(condition: str, sign: str = "") -> str:
        return f"coalesce(sum({sign}({effect})) FILTER (WHERE {condition}), 0)::bigint"

    settled = f"NOT {penalty} AND kind IN ({integer_list(SETTLED)})"
    return reader.read(
        "SELECT account_id, service_id, origin_period, max(supplier_id) AS supplier_id, "  # noqa: S608
        f"CASE WHEN {settled} THEN value_date END AS paid_on, "
        f"{total(f'NOT {penalty} AND kind IN ({integer_list(CHARGED)})')} AS charged, "
        f"{total(f'NOT {penalty} AND kind = {int(PostingKind.RECALCULATION)}')} AS recalculated, "
        f"{total(settled, '-')} AS paid, "
        f"{total(f'{penalty} AND kind = {int(PostingKind.PENALTY)}')} AS billed "
        f"FROM ledger_posting WHERE account_id IN ({integer_list(accounts)}) "
        f"AND book_id IN ({integer_list(books.every)}) "
        f"AND service_id IN ({integer_list(sorted(schemes))}) "
        f"AND origin_period <= '{books.horizon}' "
        f"AND (debit IN ({both}) OR credit IN ({both})) GROUP BY 1, 2, 3, 5",
        {
            "account_id": pl.Int64,
            "service_id": pl.Int16,
            "origin_period": pl.Date,
            "supplier_id": pl.Int64,
            "paid_on": pl.Date,
            "charged": pl.Int64,
            "recalculated": pl.Int64,
            "paid": pl.Int64,
            "billed": pl.Int64,
        },
    )


def _debts(
    rows: pl.DataFrame,
    schemes: Mapping[int, tuple[str, date]],
    due_on: Mapping[date, date],
) -> pl.DataFrame:
    """One row a debt.

    A recalculation that lowers a month lowers its debt from the first day; one that raises it is due
    with the later bill that shows it and never delays the month itself.
    """
    kinds = {service_id: kind for service_id, (kind, _) in schemes.items()}
    return (
        rows.group_by(DEBT)
        .agg(
            pl.col("supplier_id").max().fill_null(0),
            principal_kopecks=pl.col("charged").sum()
            + pl.col("recalculated").sum().clip(upper_bound=0),
            billed_kopecks=pl.col("billed").sum(),
        )
        .filter(
            pl.col("origin_period").is_in(list(due_on))
            & ((pl.col("principal_kopecks") > 0) | (pl.col("billed_kopecks") != 0))
        )
        .with_columns(
            due_on=pl.col("origin_period").replace_strict(due_on, return_dtype=pl.Date),
            kind=pl.col("service_id").replace_strict(kinds, return_dtype=pl.String),
        )
        .sort(DEBT)
    )


def _before_schemes(debts: pl.DataFrame, schemes: Mapping[int, tuple[str, date]]) -> pl.DataFrame:
    """The days before the centre began to count penalties bear nothing."""
    since = {service_id: first for service_id, (_, first) in schemes.items()}
    return (
        debts.select(
            *DEBT,
            "due_on",
            valid_from=pl.lit(date.min, dtype=pl.Date),
            valid_until=pl.col("service_id").replace_strict(since, return_dtype=pl.Date),
        )
        .filter(pl.col("due_on") < pl.col("valid_until"))
        .select(PAUSES_SCHEMA.keys())
        .cast(dict(PAUSES_SCHEMA))  # type: ignore[arg-type]
    )


def _paused(reader: ColumnReader, debts: pl.DataFrame) -> pl.DataFrame:
    """Days on which single debts bear nothing: a bill not delivered, an open dispute (R-185)."""
    accounts = integer_list(debts["account_id"].unique().sort().to_list())
    rows = reader.read(
        "SELECT account_id, service_id AS of_service, origin_period AS of_period, valid_from, "  # noqa: S608
        f"valid_until FROM billing_penalty_pause WHERE account_id IN ({accounts})"
    )
    if rows.is_empty():
        return pl.DataFrame(schema=PAUSES_SCHEMA)
    named = (pl.col("of_service").is_null() | (pl.col("of_service") == pl.col("service_id"))) & (
        pl.col("of_period").is_null() | (pl.col("of_period") == pl.col("origin_period"))
    )
    return (
        debts.select(DEBT)
        .join(rows, on="account_id")
        .filter(named)
        .select(PAUSES_SCHEMA.keys())
        .cast(dict(PAUSES_SCHEMA))  # type: ignore[arg-type]
    )
