"""Earlier months that late facts touched, computed again before the open month is.

For every account that waits, from its first touched month on: the engine over the month's inputs as
they stand now, less what was billed for the month. A month whose registers end up elsewhere than
they were published makes the next one start elsewhere, so that one is computed again as well; where
nothing moved, the chain ends. Decisions of this module:
- accounts of one flat are computed together: they share meters and take the rest of one whole;
- a month is computed again for accounts that its run knew (billed or listed as not billed), and for
  others only where the account itself was entered late (reason ACCOUNT);
- what an account was charged of its house's volumes (heating, common property) stays: later corrections
  of flats do not reopen a house's month (D-13, R-096); reductions for quality are taken of it;
- months further back than the dated limit are left as they are.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import polars as pl
import psycopg

from raschet.domain.billing.selectors.dirty_months import (
    known_to_run,
    marked_accounts,
    published_runs,
    waiting_mark_ids,
    with_flatmates,
)
from raschet.domain.billing.selectors.house_inputs import SHARING
from raschet.domain.billing.selectors.houses import listed_chunk
from raschet.domain.billing.selectors.month_inputs import (
    Reference,
    month_inputs,
    month_reference,
)
from raschet.domain.billing.selectors.recomputed_months import (
    MONTHS_SCHEMA,
    STATES_SCHEMA,
    Recomputed,
    billed_lines,
    consumption_of_month,
    published_recomputed,
    states_after,
)
from raschet.domain.ledger.connections import copy_frame, typed
from raschet.engine.law.parameters import parameters_of
from raschet.engine.lines import numbered
from raschet.engine.recalculation import quality_month
from raschet.engine.recalculation.difference import DIFFERENCE_SCHEMA, differences
from raschet.engine.run import run_month as compute

if TYPE_CHECKING:
    from collections.abc import Callable

    from raschet.domain.ledger.connections import ColumnReader
    from raschet.engine.inputs import Inputs
    from raschet.values.period import Period

BATCH_ACCOUNTS: Final = 20_000
"""So many accounts are computed again at a time; their months are kept in memory meanwhile."""

REASON_ORDER: Final = (
    *("ABSENCE", "QUALITY", "READING", "METER", "VERIFICATION", "RESIDENTS", "OWNERS", "AREA"),
    *("ACCOUNT", "SUPPLY", "TARIFF", "NORM", "COEFFICIENT"),
)
"""Of several late facts the first one here is named by the line; all of them are kept with it."""

LINES_SCHEMA: Final = {**DIFFERENCE_SCHEMA, "house_id": pl.Int64, "reasons": pl.String}

Session = psycopg.Connection[tuple[Any, ...]]


@dataclass(frozen=True)
class Recalculated:
    """What a run recomputed before its own month.

    mark_ids: the late facts it has seen. lines: ``LINES_SCHEMA``, one line a subject that changed.
    states: where registers of recomputed accounts stand before the run's month. beyond_limit:
    accounts whose late facts reach further back than is recomputed.
    """

    mark_ids: list[int]
    beyond_limit: int = 0
    lines: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=LINES_SCHEMA))
    states: Recomputed = field(default_factory=Recomputed)

    def houses(self) -> pl.DataFrame:
        """``house_id`` with ids of the accounts that get lines, as ``served_houses`` has them."""
        ids = pl.col("account_id")
        return self.lines.group_by("house_id").agg(
            accounts=pl.lit(0, dtype=pl.Int64), first_account=ids.min(), last_account=ids.max()
        )


def recalculate(
    reader: ColumnReader,
    session: Session,
    run_id: int,
    period: Period,
    report: Callable[[int, int], None],
) -> Recalculated | None:
    """Compute again what late facts touched before a run's month; None where nothing waits.

    reader: the run's snapshot. session: where the recomputed months are written aside.
    """
    mark_ids = waiting_mark_ids(reader)
    if not mark_ids:
        return None
    copy_frame(session, "billing_run_mark", pl.DataFrame({"run_id": run_id, "mark_id": mark_ids}))
    earliest = period.plus(-parameters_of(period).recalculation_limit_months)
    published = published_runs(period)
    runs = {month: run for month, run in sorted(published.items()) if month >= earliest}
    marked = marked_accounts(reader)
    beyond = 0
    if len(runs) < len(published):
        beyond = marked.filter(pl.col("first_period") < earliest.first_day)["account_id"].n_unique()
    marked = marked.filter(pl.col("first_period") < period.first_day)
    if not runs or marked.is_empty():
        return Recalculated(mark_ids, beyond)
    chain = _Chain(reader, runs, {})
    lines, states = [pl.DataFrame(schema=LINES_SCHEMA)], Recomputed()
    done: set[int] = set()
    waiting = marked["account_id"].unique().sort()
    for start in range(0, len(waiting), BATCH_ACCOUNTS):
        todo = [int(id_) for id_ in waiting[start : start + BATCH_ACCOUNTS] if id_ not in done]
        if todo:
            batch = chain.batch(todo, marked)
            done.update(batch.account_ids)
            anew, found = chain.compute(batch)
            _write(session, run_id, anew)
            lines.append(found)
            states = anew.of_month(period.plus(-1)).over(states)
        report(min(start + BATCH_ACCOUNTS, len(waiting)), len(waiting))
    return Recalculated(mark_ids, beyond, pl.concat(lines), states)


@dataclass(frozen=True)
class _Batch:
    """Accounts with all others of their flats, and what is late about each flat.

    accounts: ``account_id``, ``house_id``, ``flat_id``; marks: ``MARKED_SCHEMA`` with ``flat_id``.
    """

    accounts: pl.DataFrame
    marks: pl.DataFrame
    account_ids: list[int]


@dataclass(frozen=True)
class _Chain:
    """Goes through the published months of a batch of accounts."""

    reader: ColumnReader
    runs: dict[Period, int]
    references: dict[Period, Reference]

    def batch(self, todo: list[int], marked: pl.DataFrame) -> _Batch:
        accounts = with_flatmates(self.reader, todo)
        marks = marked.join(accounts.select("account_id", "flat_id"), on="account_id")
        return _Batch(accounts, marks, accounts["account_id"].to_list())

    def compute(self, batch: _Batch) -> tuple[Recomputed, pl.DataFrame]:
        """The months that came out differently, and the lines that correct them."""
        before = published_recomputed(self.reader, batch.account_ids)
        anew = Recomputed()
        moved = pl.Series("account_id", [], dtype=pl.Int64)
        lines = [pl.DataFrame(schema=LINES_SCHEMA)]
        for month in self.runs:
            accounts = self._of_month(batch, month, moved)
            if accounts.is_empty():
                moved = moved.clear()
                continue
            outcome, found = self._computed(accounts, month, anew.over(before))
            now = self._states_differ(outcome, before, month)
            moved = now["account_id"].unique()
            changed = pl.concat([found["account_id"], moved]).unique().implode()
            here = pl.col("account_id").is_in(changed)
            months = accounts.filter(here).select("account_id", period=pl.lit(month.first_day))
            anew = Recomputed(
                months=typed(months, MONTHS_SCHEMA),
                lines=outcome.lines.filter(here),
                consumption=outcome.consumption.filter(here),
            ).over(anew)
            lines.append(_with_reasons(found, accounts, batch.marks, month))
        return anew, pl.concat(lines)

    def _of_month(self, batch: _Batch, month: Period, moved: pl.Series) -> pl.DataFrame:
        """Accounts whose month has to be computed: of flats with a mark, or moved in the month before."""
        until = pl.col("until_period")
        touching = batch.marks.filter(
            (pl.col("first_period") <= month.first_day)
            & (until.is_null() | (until > month.first_day))
        )
        going_on = batch.accounts.filter(pl.col("account_id").is_in(moved.implode()))
        flats = pl.concat([touching["flat_id"], going_on["flat_id"]]).unique()
        wanted = batch.accounts.filter(pl.col("flat_id").is_in(flats.implode()))
        if wanted.is_empty():
            return wanted
        known = known_to_run(self.reader, self.runs[month], month, wanted["account_id"].to_list())
        entered = touching.filter(pl.col("reason") == "ACCOUNT")["account_id"]
        return wanted.filter(pl.col("account_id").is_in(pl.concat([known, entered]).implode()))

    def _computed(
        self, accounts: pl.DataFrame, month: Period, known: Recomputed
    ) -> tuple[_MonthAnew, pl.DataFrame]:
        ids = accounts["account_id"].to_list()
        chunk = listed_chunk(accounts["house_id"].unique().to_list(), ids)
        reference = self.references.get(month)
        if reference is None:
            reference = self.references[month] = month_reference(self.reader, month)
        before = self.runs.get(month.plus(-1)) or published_runs(month).get(month.plus(-1))
        inputs = month_inputs(self.reader, month, chunk, reference, before, recomputed=known)
        shares = pl.col("method").is_in(SHARING)
        shared = accounts.join(inputs.house_supplies.filter(shares), on="house_id").select(
            "account_id", "service_id"
        )
        own = replace(inputs, house_supplies=inputs.house_supplies.filter(~shares))
        outcome = compute(own)
        since = [run for period, run in self.runs.items() if period >= month]
        billed = billed_lines(self.reader, month, since, ids)
        lines = _with_shared(outcome.lines, billed, inputs)
        consumption = pl.concat(
            [
                outcome.consumption.filter(pl.col("account_id").is_in(ids)).join(
                    shared, on=["account_id", "service_id"], how="anti"
                ),
                consumption_of_month(self.reader, self.runs[month], ids).join(
                    shared, on=["account_id", "service_id"], how="semi"
                ),
            ]
        )
        dated = typed(consumption.with_columns(period=pl.lit(month.first_day)), STATES_SCHEMA)
        return _MonthAnew(lines, dated, ids), differences(lines, billed, month)

    def _states_differ(self, anew: _MonthAnew, before: Recomputed, month: Period) -> pl.DataFrame:
        """Registers that stand elsewhere after the month than the published figures say."""
        published = consumption_of_month(self.reader, self.runs[month], anew.account_ids)
        old = before.states_over(states_after(published), month)
        new = states_after(anew.consumption)
        keys = new.columns
        here = old.filter(pl.col("account_id").is_in(pl.Series(anew.account_ids).implode()))
        return pl.concat(
            [
                new.join(here, on=keys, how="anti", nulls_equal=True),
                here.join(new, on=keys, how="anti", nulls_equal=True),
            ]
        )


@dataclass(frozen=True)
class _MonthAnew:
    """A month of some accounts computed again."""

    lines: pl.DataFrame
    consumption: pl.DataFrame
    account_ids: list[int]


def _with_shared(lines: pl.DataFrame, billed: pl.DataFrame, inputs: Inputs) -> pl.DataFrame:
    """The lines with what the account was charged of its house's volumes, as it was billed (D-13).

    Poor quality reduces these fees too.
    """
    shared = pl.col("method").str.starts_with("HEATING") | pl.col("method").str.starts_with(
        "COMMON"
    )
    kept = billed.filter(shared & (pl.col("kind") != "PENALTY"))
    if kept.is_empty():
        return lines
    month = pl.lit(inputs.period.first_day).alias("origin_period")
    reduced = quality_month.lines_of(inputs, kept).with_columns(month)
    return numbered(pl.concat([lines, kept, reduced]))


def _with_reasons(
    found: pl.DataFrame, accounts: pl.DataFrame, marks: pl.DataFrame, month: Period
) -> pl.DataFrame:
    """The lines with their house, the leading reason and all reasons of the flat's late facts.

    A fact about the line's own service comes before one about another, which has moved it (water
    moves wastewater).
    """
    order = {reason: rank for rank, reason in enumerate(REASON_ORDER)}
    late = marks.filter(pl.col("first_period") <= month.first_day).select(
        "flat_id",
        "reason",
        about="service_id",
        rank=pl.col("reason").replace_strict(order, default=len(order), return_dtype=pl.Int64),
    )
    numbered = found.drop("reason").join(accounts, on="account_id").with_row_index("row")
    own = pl.col("about").is_in([0]) | (pl.col("about") == pl.col("service_id"))
    reasons = (
        numbered.select("row", "flat_id", "service_id")
        .join(late, on="flat_id")
        .with_columns(own=own)
        .filter(pl.col("own") | ~pl.col("own").any().over("row"))
        .sort("row", "rank")
        .unique(["row", "reason"], keep="first", maintain_order=True)
        .group_by("row", maintain_order=True)
        .agg(pl.col("reason").first(), reasons=pl.col("reason").str.join(","))
    )
    return typed(numbered.join(reasons, on="row", how="left", maintain_order="left"), LINES_SCHEMA)


def _write(session: Session, run_id: int, anew: Recomputed) -> None:
    """Keep the recomputed months aside: nobody reads them before the run is published."""
    if anew.months.is_empty():
        return
    run = pl.lit(run_id).alias("run_id")
    copy_frame(session, "billing_recomputed_month", anew.months.with_columns(run))
    copy_frame(session, "billing_recomputed_line", anew.lines.with_columns(run))
    copy_frame(session, "billing_recomputed_consumption", anew.consumption.with_columns(run))


def appended(lines: pl.DataFrame, recalculated: pl.DataFrame) -> pl.DataFrame:
    """Recalculation lines numbered on behind the month's own lines of the account and service."""
    key = ["account_id", "service_id"]
    last = lines.group_by(key).agg(last=pl.col("line_no").max())
    ordered = recalculated.sort(*key, "origin_period", "method", "supplier_id")
    return (
        ordered.join(last, on=key, how="left", maintain_order="left")
        .with_columns(
            line_no=(
                pl.col("last").fill_null(0).cast(pl.Int64) + pl.int_range(pl.len()).over(key) + 1
            ).cast(pl.Int16)
        )
        .drop("last")
    )


def details(run_id: int, lines: pl.DataFrame) -> pl.DataFrame:
    """Rows of ``billing_recalculation`` for numbered recalculation lines."""
    return lines.select(
        pl.lit(run_id).alias("run_id"),
        *("account_id", "service_id", "line_no", "supplier_id", "origin_period", "method"),
        *("reasons", "was_kopecks", "should_kopecks", "was_micro", "should_micro"),
    )
