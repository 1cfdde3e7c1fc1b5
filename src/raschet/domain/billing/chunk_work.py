"""What a worker does: read a district, and compute, write aside, summarise each of its chunks."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING, Final

import polars as pl

from raschet.domain.billing.benefit_stage import benefits_of_chunk
from raschet.domain.billing.district_inputs import DistrictCut, inputs_of_chunks
from raschet.domain.billing.penalty_stage import (
    no_penalties,
    numbered_after,
    penalties_of_chunk,
)
from raschet.domain.billing.postings import debt_change, postings_of
from raschet.domain.billing.recalculations import Recalculated, appended, details
from raschet.domain.billing.selectors.houses import served_in
from raschet.domain.billing.selectors.month_inputs import Reference, month_inputs
from raschet.domain.ledger.aside import copy_where_free
from raschet.domain.ledger.balances import MOVEMENT_SCHEMA, balances_of
from raschet.domain.ledger.connections import ColumnReader, copy_frame, dedicated_connection
from raschet.domain.ledger.digests import POSTING_COLUMNS, group_digests
from raschet.domain.ledger.models import PostingKind
from raschet.domain.ledger.services.post_book import entries_of_book
from raschet.engine.lines import LINE_SCHEMA
from raschet.engine.run import run_month as compute

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from raschet.domain.billing.benefit_stage import BenefitPlan
    from raschet.domain.billing.findings import Finding
    from raschet.domain.billing.penalty_stage import ChunkPenalties, PenaltyPlan
    from raschet.domain.billing.run_tables import RunTables
    from raschet.domain.billing.selectors.houses import District, HouseChunk
    from raschet.domain.ledger.balances import BalanceSources
    from raschet.engine.inputs import Inputs
    from raschet.values.period import Period

LINE_COLUMNS: Final = tuple(LINE_SCHEMA)
"""What of a line is hashed: everything but the id of its run."""

OUTLIERS_MAX: Final = 50


@dataclass(frozen=True, slots=True)
class RunPlan:
    """What every chunk of a run shares.

    entries: columns ``house_id`` and ``entry_id``, one row a house.
    """

    period: Period
    run_id: int
    book_id: int
    actor: str
    snapshot: str
    tables: RunTables
    reference: Reference
    entries: pl.DataFrame
    previous_run_id: int | None
    previous_book_id: int | None
    balance_sources: BalanceSources | None
    recalculated: Recalculated | None = None
    penalties: PenaltyPlan | None = None
    benefits: BenefitPlan | None = None


@dataclass(frozen=True, slots=True)
class ChunkResult:
    """What remains in memory of a chunk whose rows are written.

    services: per service lines, accounts, amount; outliers: the accounts whose sums changed most;
    other_movements: postings of accounts that the month does not serve, as ``MOVEMENT_SCHEMA``.
    balances: of the houses that share a volume.
    """

    accounts: int
    billed_accounts: int
    lines: int
    postings: int
    posted_kopecks: int
    line_digests: list[bytes]
    posting_digests: list[bytes]
    services: pl.DataFrame
    unbilled: pl.DataFrame
    outliers: pl.DataFrame
    other_movements: pl.DataFrame
    balances: pl.DataFrame
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class MoneyBefore:
    """What the accounts of a chunk owed before the month, and what its live book moved."""

    closings: pl.DataFrame
    movements: pl.DataFrame


def work_on_district(plan: RunPlan, district: District) -> Iterator[ChunkResult]:
    """Read a district, then compute and write its chunks one after another."""
    whole = district.whole
    anew = None if plan.recalculated is None else plan.recalculated.states
    with ColumnReader(plan.snapshot) as reader:
        inputs = month_inputs(
            reader,
            plan.period,
            whole,
            plan.reference,
            plan.previous_run_id,
            recomputed=anew,
        )
        cut = DistrictCut(inputs.accounts, district.chunks)
        before = cut.frames(_previous_sums(reader, plan, whole))
        money = _money_before(reader, plan, whole, cut)
    parts = zip(district.chunks, inputs_of_chunks(inputs, cut), before, money, strict=True)
    for chunk, own, sums, carried in parts:
        yield _work_on_chunk(plan, chunk, own, sums, carried, _penalties(plan, chunk))


def _penalties(plan: RunPlan, chunk: HouseChunk) -> ChunkPenalties:
    if plan.penalties is None:
        return no_penalties()
    with ColumnReader(plan.snapshot) as reader:
        return penalties_of_chunk(reader, plan.penalties, chunk)


def write_other_balances(plan: RunPlan, results: Sequence[ChunkResult]) -> None:
    """Balances of accounts that no chunk serves: what they owed before and what moved since."""
    if plan.balance_sources is None:
        return
    unserved = (
        "NOT EXISTS (SELECT FROM registry_account AS served "
        f"WHERE served.id = account_id AND {served_in(plan.period)})"
    )
    with ColumnReader(plan.snapshot) as reader:
        closings = plan.balance_sources.closings(reader, unserved)
        movements = plan.balance_sources.movements(reader, unserved)
    elsewhere = [result.other_movements for result in results]
    _write_balances(plan, balances_of(closings, [movements, *elsewhere]))


def _write_balances(plan: RunPlan, balances: pl.DataFrame) -> None:
    assert plan.tables.balances is not None
    table = plan.tables.balances
    copy_where_free([(table, balances)])


def _work_on_chunk(
    plan: RunPlan,
    chunk: HouseChunk,
    inputs: Inputs,
    before: pl.DataFrame,
    money: MoneyBefore | None,
    penalties: ChunkPenalties,
) -> ChunkResult:
    """Compute a chunk and write its lines, consumption, entries, postings and balances aside."""
    outcome = compute(inputs)
    benefits = benefits_of_chunk(plan.benefits, inputs, outcome.lines)
    houses = inputs.accounts.select("account_id", "house_id")
    # Closed accounts keep their debts: they are not served, but their houses are known.
    members = pl.concat([houses, penalties.houses.select(houses.columns)]).unique("account_id")
    more = pl.concat([benefits, penalties.lines])
    lines = numbered_after(outcome.lines, more).join(
        members, on="account_id", how="left", maintain_order="left"
    )
    if plan.recalculated is not None:
        lines = _with_recalculations(plan, chunk, lines)
    lines = lines.join(plan.entries, on="house_id", how="left", maintain_order="left")
    if lines.height > outcome.lines.height or not lines["entry_id"].is_sorted():
        lines = lines.sort("entry_id", "account_id", "service_id", "line_no")
    postings = postings_of(lines, plan.period.last_day)
    tables = plan.tables
    writing = [
        (tables.lines, lines.select(LINE_COLUMNS)),
        (tables.postings, postings),
        (tables.consumption, outcome.consumption),
        (tables.portions, penalties.portions),
    ]
    others = postings.join(houses, on="account_id", how="anti").select(*MOVEMENT_SCHEMA)
    if money is not None and tables.balances is not None:
        served = postings.join(houses, on="account_id", how="semi") if others.height else postings
        balances = balances_of(money.closings, [money.movements, served])
        writing.append((tables.balances, balances))
    copy_where_free(writing)
    tables.postings.copy_beside(entries_of_book(plan.book_id), _entries(plan, postings))
    return ChunkResult(
        accounts=houses.height,
        billed_accounts=lines["account_id"].n_unique(),
        lines=lines.height,
        postings=postings.height,
        posted_kopecks=int(postings["amount_kopecks"].sum()),
        line_digests=group_digests(lines, "entry_id", LINE_COLUMNS),
        posting_digests=group_digests(postings, "entry_id", POSTING_COLUMNS),
        services=_by_service(lines),
        unbilled=_unbilled(plan.period, houses, outcome.lines, outcome.unbilled),
        outliers=_outliers(postings, before),
        other_movements=others,
        balances=outcome.balances,
        findings=penalties.findings,
    )


def _with_recalculations(plan: RunPlan, chunk: HouseChunk, lines: pl.DataFrame) -> pl.DataFrame:
    """The chunk's lines with those that correct earlier months; what these stand on is kept aside."""
    assert plan.recalculated is not None
    here = pl.col("house_id").is_between(chunk.first_house, chunk.last_house)
    found = plan.recalculated.lines.filter(here)
    if found.is_empty():
        return lines
    found = appended(lines, found)
    with closing(dedicated_connection()) as session:
        copy_frame(session, "billing_recalculation", details(plan.run_id, found))
    return pl.concat([lines, found.select(lines.columns)])


def _entries(plan: RunPlan, postings: pl.DataFrame) -> pl.DataFrame:
    """One entry header for every house with postings."""
    houses = plan.entries.join(postings.select("entry_id").unique(), on="entry_id", how="semi")
    source = pl.format("{}/{}", pl.lit(plan.run_id), pl.col("house_id"))
    return houses.sort("entry_id").select(
        id="entry_id",
        kind=pl.lit(int(PostingKind.CHARGE)),
        source_type=pl.lit("RUN"),
        source_id=source,
        idempotency_key=pl.format("run:{}", source),
        actor=pl.lit(plan.actor),
        reason=pl.lit(""),
    )


def _by_service(lines: pl.DataFrame) -> pl.DataFrame:
    return (
        lines.group_by("service_id")
        .agg(
            lines=pl.len(),
            accounts=pl.col("account_id").n_unique(),
            amount_kopecks=pl.col("amount_kopecks").sum(),
        )
        .sort("service_id")
    )


def _unbilled(
    period: Period, houses: pl.DataFrame, lines: pl.DataFrame, unbilled: pl.DataFrame
) -> pl.DataFrame:
    """The engine's list, and accounts that neither have a line nor stand on it."""
    silent = (
        houses.join(lines, on="account_id", how="anti")
        .join(unbilled, on="account_id", how="anti")
        .sort("account_id")
        .select(
            "account_id",
            pl.lit(None, dtype=pl.Int16).alias("service_id"),
            pl.lit("NO_CHARGES").alias("reason"),
            pl.lit(period.first_day).alias("valid_from"),
            pl.lit(period.dates.until).alias("valid_until"),
        )
    )
    return pl.concat([unbilled, silent.select(unbilled.columns)])


def _money_before(
    reader: ColumnReader, plan: RunPlan, whole: HouseChunk, cut: DistrictCut
) -> list[MoneyBefore] | repeat[None]:
    """For each chunk what its balances begin with; None where the run writes no balances."""
    if plan.balance_sources is None:
        return repeat(None, cut.count)
    accounts = f"account_id BETWEEN {whole.first_account} AND {whole.last_account}"
    closings = cut.frames(plan.balance_sources.closings(reader, accounts))
    movements = cut.frames(plan.balance_sources.movements(reader, accounts))
    return [MoneyBefore(*both) for both in zip(closings, movements, strict=True)]


def _previous_sums(reader: ColumnReader, plan: RunPlan, chunk: HouseChunk) -> pl.DataFrame:
    """What the previous published run charged each account, in kopecks."""
    if plan.previous_book_id is None:
        return pl.DataFrame(schema={"account_id": pl.Int64, "before_kopecks": pl.Int64})
    rows = reader.read(
        "SELECT account_id, debit, amount_kopecks FROM ledger_posting "  # noqa: S608
        f"WHERE book_id = {plan.previous_book_id} "
        f"AND account_id BETWEEN {chunk.first_account} AND {chunk.last_account}"
    )
    return rows.group_by("account_id").agg(before_kopecks=debt_change().sum())


def _outliers(postings: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """Accounts charged last month whose sums changed most."""
    now = postings.group_by("account_id").agg(now_kopecks=debt_change().sum())
    return (
        now.join(before, on="account_id")
        .with_columns(change_kopecks=(pl.col("now_kopecks") - pl.col("before_kopecks")).abs())
        .filter(pl.col("change_kopecks") > 0)
        .sort(["change_kopecks", "account_id"], descending=[True, False])
        .head(OUTLIERS_MAX)
    )
