"""What a worker does: read a district, and compute, write aside, summarise each of its chunks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import polars as pl
import psycopg

from raschet.domain.billing.benefit_stage import benefits_of_chunk
from raschet.domain.billing.district_inputs import inputs_of_chunks
from raschet.domain.billing.partitions import (
    consumption_of_run,
    lines_of_run,
    portions_of_run,
)
from raschet.domain.billing.penalty_stage import (
    no_penalties,
    numbered_after,
    penalties_of_chunk,
)
from raschet.domain.billing.postings import debt_change, postings_of
from raschet.domain.billing.recalculations import Recalculated, appended, details
from raschet.domain.billing.selectors.month_inputs import Reference, month_inputs
from raschet.domain.ledger.connections import ColumnReader, copy_frame
from raschet.domain.ledger.digests import POSTING_COLUMNS, group_digests
from raschet.domain.ledger.models import PostingKind
from raschet.domain.ledger.services.post_book import copy_entries, copy_postings
from raschet.engine.lines import LINE_SCHEMA
from raschet.engine.run import run_month as compute

if TYPE_CHECKING:
    from collections.abc import Iterator

    from raschet.domain.billing.benefit_stage import BenefitPlan
    from raschet.domain.billing.findings import Finding
    from raschet.domain.billing.penalty_stage import ChunkPenalties, PenaltyPlan
    from raschet.domain.billing.selectors.houses import District, HouseChunk
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
    reference: Reference
    entries: pl.DataFrame
    previous_run_id: int | None
    previous_book_id: int | None
    recalculated: Recalculated | None = None
    penalties: PenaltyPlan | None = None
    benefits: BenefitPlan | None = None


@dataclass(frozen=True, slots=True)
class ChunkResult:
    """What remains in memory of a chunk whose rows are written.

    services: per service lines, accounts, amount; outliers: the accounts whose sums changed most;
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
    balances: pl.DataFrame
    findings: tuple[Finding, ...] = ()


def work_on_district(
    session: psycopg.Connection[tuple[Any, ...]], plan: RunPlan, district: District
) -> Iterator[ChunkResult]:
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
        before = _previous_sums(reader, plan, whole)
    cut = inputs_of_chunks(inputs, district.chunks)
    for chunk, own in zip(district.chunks, cut, strict=True):
        yield _work_on_chunk(session, plan, chunk, own, before, _penalties(plan, chunk))


def _penalties(plan: RunPlan, chunk: HouseChunk) -> ChunkPenalties:
    if plan.penalties is None:
        return no_penalties()
    with ColumnReader(plan.snapshot) as reader:
        return penalties_of_chunk(reader, plan.penalties, chunk)


def _work_on_chunk(
    session: psycopg.Connection[tuple[Any, ...]],
    plan: RunPlan,
    chunk: HouseChunk,
    inputs: Inputs,
    before: pl.DataFrame,
    penalties: ChunkPenalties,
) -> ChunkResult:
    """Compute a chunk and write its lines, consumption, entries and postings aside."""
    outcome = compute(inputs)
    benefits = benefits_of_chunk(plan.benefits, inputs, outcome.lines)
    houses = inputs.accounts.select("account_id", "house_id")
    # Closed accounts keep their debts: they are not served, but their houses are known.
    members = pl.concat([houses, penalties.houses.select(houses.columns)]).unique("account_id")
    lines = numbered_after(outcome.lines, pl.concat([benefits, penalties.lines])).join(
        members, on="account_id", how="left"
    )
    if plan.recalculated is not None:
        lines = _with_recalculations(session, plan, chunk, lines)
    lines = lines.join(plan.entries, on="house_id", how="left").sort(
        "entry_id", "account_id", "service_id", "line_no"
    )
    postings = postings_of(lines, plan.period.last_day)
    copy_frame(session, lines_of_run(plan.run_id).name, lines.select(LINE_COLUMNS))
    copy_frame(session, consumption_of_run(plan.run_id).name, outcome.consumption)
    copy_frame(session, portions_of_run(plan.run_id).name, penalties.portions)
    copy_postings(session, plan.book_id, postings)
    copy_entries(session, plan.book_id, _entries(plan, postings))
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
        balances=outcome.balances,
        findings=penalties.findings,
    )


def _with_recalculations(
    session: psycopg.Connection[tuple[Any, ...]],
    plan: RunPlan,
    chunk: HouseChunk,
    lines: pl.DataFrame,
) -> pl.DataFrame:
    """The chunk's lines with those that correct earlier months; what these stand on is kept aside."""
    assert plan.recalculated is not None
    here = pl.col("house_id").is_between(chunk.first_house, chunk.last_house)
    found = plan.recalculated.lines.filter(here)
    if found.is_empty():
        return lines
    found = appended(lines, found)
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
