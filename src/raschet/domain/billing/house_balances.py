"""The balances of houses after a run: kept for the next month, and what they tell those who sign."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl
from django.db import connection

from raschet.domain.billing.findings import SAMPLE_MAX, Finding
from raschet.domain.billing.models import RunFinding
from raschet.engine.lines import BALANCE_SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterator

Severity = RunFinding.Severity

SPENT: Final = (
    "flats_metered_micro",
    "flats_average_micro",
    "flats_norm_micro",
    "nonresidential_micro",
    "other_micro",
)
NORM_TIMES: Final = 3
"""A common volume of so many norms is worth a look: a leak, or flats that nobody bills."""
HEATING_METHODS: Final = ("HEATING_METER", "HEATING_AVERAGE", "HEATING_NORM")


def copy_balances(run_id: int, balances: pl.DataFrame) -> None:
    """Write a run's balances. They are rows of the run and go with it when it is discarded."""
    columns = ", ".join(("run_id", *BALANCE_SCHEMA))
    rows = balances.select(pl.lit(run_id).alias("run_id"), *BALANCE_SCHEMA)
    statement = f"COPY billing_house_balance ({columns}) FROM STDIN (FORMAT csv)"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(rows.write_csv(include_header=False))


def house_findings(balances: pl.DataFrame, services: pl.DataFrame) -> Iterator[Finding]:
    """Houses whose flats exceed their meter, whose meter is silent, or whose common part is huge.

    One finding a house and service for the first (an error in readings, in the list of premises, or
    in the meter itself), one a code and service for the others. services: ``service_id``, ``code``.
    """
    balances = balances.join(
        services.select("service_id", service="code"), on="service_id", how="left"
    )
    spent = pl.sum_horizontal(SPENT)
    exceeded = balances.filter(
        pl.col("meter_micro").is_not_null() & (spent > pl.col("meter_micro"))
    ).with_columns(spent=spent)
    for row in exceeded.sort("house_id", "service_id").iter_rows(named=True):
        yield Finding(
            code="FLATS_EXCEED_HOUSE_METER",
            severity=Severity.WARNING,
            detail={
                "house_id": row["house_id"],
                "service_id": row["service_id"],
                "service": row["service"],
                "meter_micro": row["meter_micro"],
                "flats_micro": row["spent"],
                "carried_out_micro": row["carried_out_micro"],
            },
        )
    silent = balances.filter(pl.col("reason").is_in(["HOUSE_METER_SILENT", "HOUSE_METER_AVERAGE"]))
    yield from _listed("HOUSE_METER_WITHOUT_READING", silent)
    large = balances.filter(
        ~pl.col("method").is_in(HEATING_METHODS)
        & (pl.col("common_micro") > pl.col("norm_micro") * NORM_TIMES)
    )
    yield from _listed("COMMON_VOLUME_ABOVE_NORM", large)


def _listed(code: str, rows: pl.DataFrame) -> Iterator[Finding]:
    """One finding a service with a sample of its houses."""
    groups = rows.group_by("service_id", "service").agg(
        houses=pl.col("house_id").n_unique(),
        sample=pl.col("house_id").unique().sort().head(SAMPLE_MAX),
    )
    for row in groups.sort("service_id").iter_rows(named=True):
        yield Finding(code=code, severity=Severity.WARNING, detail=row)
