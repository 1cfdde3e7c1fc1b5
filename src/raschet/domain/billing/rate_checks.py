"""Checks of the decisions a run prices by: a tariff that jumped, a year without its calendar.

A wrong digit in a tariff is the costliest slip of a month: every line is right and every bill is wrong.
So each run keeps the rates it priced by among its totals, and the next one compares its own with them,
whether a new row was entered or the standing one was changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

import polars as pl

from raschet.domain.billing.findings import Finding, Severity
from raschet.domain.tariffs.selectors import due_law

if TYPE_CHECKING:
    from raschet.domain.billing.selectors.month_inputs import Reference
    from raschet.values.period import Period

RATE_TIMES_MAX: Final = 3
"""No tariff of the state or of a meeting grows or falls threefold from a month to the next."""

KEY: Final = ("service_id", "supplier_id", "tariff_group", "zone", "band", "component")


def rates_of(reference: Reference, period: Period) -> dict[str, int]:
    """The rates in force on the last day of a month, by what tells tariffs apart (micro-roubles)."""
    until = pl.col("valid_until")
    last = reference.tariffs.filter(
        (pl.col("valid_from") <= period.last_day) & (until.is_null() | (until > period.last_day))
    )
    named = last.select(
        pl.concat_str([pl.col(name).cast(pl.String).fill_null("") for name in KEY], separator="|"),
        "rate_micro_rubles",
    )
    return dict(sorted(named.iter_rows()))


def rate_findings(
    now: Mapping[str, int], before: Mapping[str, int], services: Mapping[int, str]
) -> Iterator[Finding]:
    """Tariffs that are several times higher or lower than those of the run before.

    services: codes by id. Rates that were not there before, or that were nothing, are not compared.
    """
    for key, rate in now.items():
        old = before.get(key)
        if not old or not rate:
            continue
        low, high = sorted((old, rate))
        if high < low * RATE_TIMES_MAX:
            continue
        service_id, _, group, zone, *_ = key.split("|")
        yield Finding(
            "TARIFF_JUMPED",
            Severity.ERROR,
            {
                "service_id": int(service_id),
                "service": services.get(int(service_id), service_id),
                "tariff_group": group,
                "zone": zone,
                "before_micro_rubles": old,
                "now_micro_rubles": rate,
            },
        )


def calendar_findings(period: Period) -> Iterator[Finding]:
    """The month's bills are due in a year whose days off nobody entered yet."""
    year = period.plus(1).year
    if year not in due_law().calendar.years:
        yield Finding("CALENDAR_MISSING", Severity.WARNING, {"year": year})
