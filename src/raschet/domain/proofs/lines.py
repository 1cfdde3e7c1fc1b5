"""Proofs that charge lines and postings say the same, each thing once."""

from __future__ import annotations

from collections.abc import Iterator

from raschet.domain.billing.models import RecomputedMonth
from raschet.domain.billing.postings import KIND_OF_LINE
from raschet.domain.proofs.checks import Check, Scope, in_range, mismatches, owed_change
from raschet.engine.recalculation.difference import (
    OWN_SUBJECTS,
    RECALCULATION,
    RECOMPUTED_KINDS,
)

KEY = "account_id, service_id, supplier_id, origin_period, kind"


def line_checks(scope: Scope) -> Iterator[Check]:
    """Lines add up to postings; nothing is charged twice."""
    for run_id, book_id in scope.runs:
        for ids in scope.ranges:
            yield Check("LINES_EQUAL_POSTINGS", _sums(run_id, book_id, ids))
            yield Check("CHARGED_ONCE", _charged_once(book_id, ids))
        yield Check("CONTROL_TOTALS_HOLD", _control_totals(run_id))
        yield Check("RECALCULATIONS_HOLD", _explained(run_id))
        if RecomputedMonth.objects.filter(run_id=run_id).exists():
            yield Check("RECALCULATIONS_HOLD", _recalculated(run_id))
    yield Check(
        "CHARGED_ONCE",
        # A month has one published run, and a run one entry a house.
        "SELECT coalesce(sum(runs), 0), coalesce(sum(runs - 1), 0) FROM (SELECT count(*) AS runs "
        "FROM billing_run WHERE state = 'PUBLISHED' GROUP BY period) AS months",
    )


def _sums(run_id: int, book_id: int, ids: tuple[int, int]) -> str:
    kinds = " ".join(f"WHEN '{name}' THEN {kind}" for name, kind in KIND_OF_LINE.items())
    lines = (
        f"SELECT account_id, service_id, supplier_id, origin_period, CASE kind {kinds} END "  # noqa: S608
        "AS kind, sum(amount_kopecks) AS amount FROM billing_charge_line "
        f"WHERE run_id = {run_id} AND {in_range(ids)} GROUP BY 1, 2, 3, 4, 5"
    )
    postings = (
        "SELECT account_id, service_id, supplier_id, origin_period, kind::integer AS kind, "  # noqa: S608
        f"sum({owed_change()}) AS amount FROM ledger_posting "
        f"WHERE book_id = {book_id} AND {in_range(ids)} GROUP BY 1, 2, 3, 4, 5"
    )
    return mismatches(lines, postings, KEY)


def _charged_once(book_id: int, ids: tuple[int, int]) -> str:
    return (
        "SELECT count(*), count(*) FILTER (WHERE posted > 1) FROM ("  # noqa: S608
        f"SELECT count(*) AS posted FROM ledger_posting WHERE book_id = {book_id} "
        f"AND {in_range(ids)} GROUP BY {KEY}) AS charged"
    )


def _control_totals(run_id: int) -> str:
    """The run's control totals are what its lines say."""
    return (
        "SELECT stored.lines, (stored.lines <> (run.totals->>'lines')::bigint)::integer "  # noqa: S608
        "+ (stored.amount <> (run.totals->>'amount_kopecks')::numeric)::integer "
        "FROM (SELECT count(*) AS lines, coalesce(sum(amount_kopecks), 0) AS amount "
        f"FROM billing_charge_line WHERE run_id = {run_id}) AS stored, "
        f"billing_run AS run WHERE run.id = {run_id}"
    )


def _recalculated(run_id: int) -> str:
    """Every recalculation is what was computed anew less all that was billed for the month before."""
    kinds = ", ".join(f"'{kind}'" for kind in RECOMPUTED_KINDS)
    own = ", ".join(f"'{method}'" for method in OWN_SUBJECTS)
    key = "account_id, service_id, supplier_id, origin_period, method"
    subject = f"CASE WHEN method IN ({own}) THEN method ELSE '{RECALCULATION}' END AS method"
    columns = f"line.account_id, service_id, supplier_id, origin_period, {subject}"
    here = (
        "JOIN billing_recomputed_month AS month ON month.account_id = line.account_id "
        f"AND month.period = line.origin_period AND month.run_id = {run_id}"
    )
    expected = (
        f"SELECT {key}, sum(amount) AS amount FROM ("  # noqa: S608
        f"SELECT {columns}, amount_kopecks AS amount FROM billing_recomputed_line AS line "
        f"{here} WHERE line.run_id = {run_id} AND kind IN ({kinds}) UNION ALL "
        f"SELECT {columns}, -amount_kopecks FROM billing_charge_line AS line {here} "
        "JOIN billing_run AS earlier ON earlier.id = line.run_id AND earlier.period < "
        f"(SELECT period FROM billing_run WHERE id = {run_id}) WHERE kind IN ({kinds})"
        f") AS sides GROUP BY {key} HAVING sum(amount) <> 0"
    )
    charged = (
        f"SELECT {key}, sum(amount_kopecks) AS amount FROM billing_charge_line "  # noqa: S608
        f"WHERE run_id = {run_id} AND kind = 'RECALCULATION' "
        f"AND method IN ('{RECALCULATION}', {own}) AND origin_period < "
        f"(SELECT period FROM billing_run WHERE id = {run_id}) GROUP BY {key}"
    )
    return mismatches(expected, charged, key)


def _explained(run_id: int) -> str:
    """Both sums that a recalculation line shows differ by its amount."""
    return (
        "SELECT count(*), count(*) FILTER (WHERE line.account_id IS NULL "  # noqa: S608
        "OR line.amount_kopecks <> shown.should_kopecks - shown.was_kopecks) "
        "FROM billing_recalculation AS shown LEFT JOIN billing_charge_line AS line "
        "USING (account_id, service_id, line_no, run_id) "
        f"WHERE shown.run_id = {run_id}"
    )
