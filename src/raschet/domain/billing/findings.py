"""What the checks of a run say to the people who sign it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from raschet.domain.billing.models import RunFinding

if TYPE_CHECKING:
    from collections.abc import Iterator

Severity = RunFinding.Severity

SEVERITY_OF_REASON: Final = {
    "NO_TARIFF": Severity.ERROR,
    "NO_NORM": Severity.ERROR,
    "METHOD_UNKNOWN": Severity.ERROR,
    "NO_AREA": Severity.ERROR,
    "NO_HOUSE_AREA": Severity.ERROR,
    "NO_HOUSE_VOLUME": Severity.ERROR,
    "NO_SEASON": Severity.ERROR,
    "NO_PLANT_VOLUME": Severity.ERROR,
    "NO_RESIDENTS": Severity.WARNING,
    "NO_SUPPLY": Severity.WARNING,
    "NO_CHARGES": Severity.WARNING,
    "NO_VOLUME": Severity.INFO,
}
"""A gap in the reference data is an error; a reason that is not listed is a warning."""

SERVICE_CHANGE_PERCENT: Final = 20
ACCOUNT_CHANGE_TIMES: Final = 3
SAMPLE_MAX: Final = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. ``detail`` holds codes, ids and figures, never names or addresses."""

    code: str
    severity: Severity
    detail: dict[str, Any]


def findings_of(
    unbilled: pl.DataFrame, services: pl.DataFrame, before: dict[int, int], outliers: pl.DataFrame
) -> list[Finding]:
    """Findings in a fixed order: what was not billed, services that jumped, accounts that jumped.

    services: columns ``service_id``, ``amount_kopecks``; before: kopecks by service of the last
    published run; outliers: ``account_id``, ``before_kopecks``, ``now_kopecks``.
    """
    return [
        *_unbilled_findings(unbilled),
        *_service_findings(services, before),
        *_account_findings(outliers),
    ]


def recalculation_findings(lines: pl.DataFrame, beyond_limit: int) -> list[Finding]:
    """What late facts of earlier months came to, one finding a leading reason.

    lines: ``account_id``, ``origin_period``, ``amount_kopecks``, ``reason``. beyond_limit: accounts
    whose late facts reach further back than is recomputed.
    """
    found = [
        Finding(
            code="RECALCULATED",
            severity=Severity.INFO,
            detail={
                "reason": reason,
                "accounts": accounts,
                "from": first.isoformat(),
                "amount_kopecks": amount,
            },
        )
        for reason, accounts, first, amount in lines.group_by("reason")
        .agg(
            pl.col("account_id").n_unique(),
            pl.col("origin_period").min(),
            pl.col("amount_kopecks").sum(),
        )
        .sort("reason")
        .iter_rows()
    ]
    if beyond_limit:
        detail = {"accounts": beyond_limit}
        found.append(Finding("RECALCULATION_BEYOND_LIMIT", Severity.WARNING, detail))
    return found


def _unbilled_findings(unbilled: pl.DataFrame) -> Iterator[Finding]:
    groups = (
        unbilled.group_by("reason", "service_id")
        .agg(
            accounts=pl.col("account_id").n_unique(),
            sample=pl.col("account_id").unique().sort().head(SAMPLE_MAX),
            valid_from=pl.col("valid_from").min(),
            valid_until=pl.col("valid_until").max(),
        )
        .sort("reason", "service_id")
    )
    for row in groups.iter_rows(named=True):
        yield Finding(
            code=row["reason"],
            severity=SEVERITY_OF_REASON.get(row["reason"], Severity.WARNING),
            detail={
                "service_id": row["service_id"],
                "accounts": row["accounts"],
                "sample": row["sample"],
                "valid_from": row["valid_from"].isoformat(),
                "valid_until": row["valid_until"].isoformat(),
            },
        )


def _service_findings(services: pl.DataFrame, before: dict[int, int]) -> Iterator[Finding]:
    now = dict(services.select("service_id", "amount_kopecks").iter_rows())
    for service_id in sorted({*now, *before} if before else ()):
        old, new = before.get(service_id, 0), now.get(service_id, 0)
        if abs(new - old) * 100 > abs(old) * SERVICE_CHANGE_PERCENT:
            yield Finding(
                code="SERVICE_CHANGED",
                severity=Severity.WARNING,
                detail={"service_id": service_id, "before_kopecks": old, "now_kopecks": new},
            )


def _account_findings(outliers: pl.DataFrame) -> Iterator[Finding]:
    columns = ("account_id", "before_kopecks", "now_kopecks")
    for account_id, old, new in outliers.select(columns).head(SAMPLE_MAX).iter_rows():
        low, high = sorted((abs(old), abs(new)))
        jumped = low * ACCOUNT_CHANGE_TIMES <= high
        yield Finding(
            code="ACCOUNT_CHANGED",
            severity=Severity.WARNING if jumped else Severity.INFO,
            detail={"account_id": account_id, "before_kopecks": old, "now_kopecks": new},
        )
