"""Proof that every penalty line is what its portions make, less what was accrued before."""

from __future__ import annotations

from collections.abc import Iterator

from raschet.domain.billing.models import Run
from raschet.domain.proofs.checks import Check, Scope, in_range

KEY = "account_id, service_id, origin_period"


def penalty_checks(scope: Scope) -> Iterator[Check]:
    """Line = sum of part x percent x (days / divisor) rounded once - lines of earlier months (D-21)."""
    periods = dict(Run.objects.values_list("id", "period"))
    for run_id, _ in scope.runs:
        earlier = [other for other, _ in scope.runs if periods[other] < periods[run_id]]
        for ids in scope.ranges:
            yield Check("PENALTIES_ADD_UP", _check(run_id, earlier, ids))


def _check(run_id: int, earlier: list[int], ids: tuple[int, int]) -> str:
    """Exact in integers: half-up is div(2n + d, 2d)."""
    first, second = "greatest(divisor_1, 1)::numeric", "greatest(divisor_2, 1)::numeric"
    load = f"part_kopecks::numeric * percent_micro * (days_1 * {second} + days_2 * {first})"
    whole = f"100000000::numeric * max({first} * {second})"
    portions = (
        f"SELECT {KEY}, div(2 * sum({load}) + {whole}, 2 * {whole}) AS so_far "  # noqa: S608
        f"FROM billing_penalty_portion WHERE run_id = {run_id} AND {in_range(ids)} GROUP BY {KEY}"
    )
    lines = (
        f"SELECT {KEY}, sum(amount_kopecks) AS amount FROM billing_charge_line "  # noqa: S608
        f"WHERE kind = 'PENALTY' AND {in_range(ids)} AND run_id = "
    )
    before = ", ".join(str(other) for other in earlier) or "NULL"
    past = lines.removesuffix("= ") + f"IN ({before}) GROUP BY {KEY}"
    joined = " AND ".join(f"%s.{name.strip()} = now.{name.strip()}" for name in KEY.split(","))
    return (
        "SELECT count(*), count(*) FILTER (WHERE now.amount <> coalesce(portion.so_far, 0) "  # noqa: S608
        f"- coalesce(past.amount, 0)) FROM ({lines}{run_id} GROUP BY {KEY}) AS now "
        f"LEFT JOIN ({portions}) AS portion ON {joined.replace('%s', 'portion')} "
        f"LEFT JOIN ({past}) AS past ON {joined.replace('%s', 'past')}"
    )
