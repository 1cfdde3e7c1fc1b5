"""Load many readings at once: one visit each of many registers, judged like any other reading."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import polars as pl
from django.db import transaction

from raschet.domain.readings.acceptance import judge
from raschet.domain.readings.models import Reading
from raschet.domain.registry.bulk import (
    Table,
    constraints_checked_after,
    copy_in,
    copy_out,
)
from raschet.domain.registry.services.mark_dirty import LateFact, mark_dirty, open_month_held

if TYPE_CHECKING:
    from polars._typing import SchemaDict

GIVEN: Final = Table(
    "readings_reading",
    {
        "account_id": pl.Int64,
        "register_id": pl.Int64,
        "value_micro": pl.Int64,
        "taken_on": pl.Date,
        "received_at": pl.Datetime("us", "UTC"),
        "channel": pl.String,
        "purpose": pl.String,
    },
)
STORED: Final = Table(
    "readings_reading",
    {
        **GIVEN.columns,
        "revision": pl.Int32,
        "state": pl.String,
        "reason": pl.String,
        "actor": pl.String,
        "import_batch_id": pl.Int64,
    },
)
REGISTERS_SQL: Final = """
SELECT r.id, m.account_id, m.service_id, m.digits, m.ratio_micro, m.installed_on, m.removed_on,
       r.initial_micro, a.opened_on, a.closed_on
  FROM registry_register r
  JOIN registry_meter m ON m.id = r.meter_id
  JOIN registry_account a ON a.id = m.account_id
"""
REGISTERS_SCHEMA: Final[SchemaDict] = {
    "register_id": pl.Int64,
    "account_id": pl.Int64,
    "service_id": pl.Int16,
    "digits": pl.Int16,
    "ratio_micro": pl.Int64,
    "installed_on": pl.Date,
    "removed_on": pl.Date,
    "initial_micro": pl.Int64,
    "opened_on": pl.Date,
    "closed_on": pl.Date,
}
REVISIONS_SQL: Final = """
SELECT register_id, max(revision) FROM readings_reading {where} GROUP BY account_id, register_id
"""
# Every key descends: the primary key read backwards is the order, and nothing is sorted.
LAST_SQL: Final = """
SELECT DISTINCT ON (account_id, register_id) register_id, value_micro, taken_on
  FROM readings_reading {where} state = 'ACCEPTED'
 ORDER BY account_id DESC, register_id DESC, revision DESC
"""
FEW_ACCOUNTS: Final = 20_000
"""Up to so many accounts their rows are looked up by key; beyond, tables are read whole."""


class RegisterRepeated(ValueError):
    """One load brings two readings of one register: their order would be a guess."""

    def __init__(self, register_id: int) -> None:
        super().__init__(register_id)
        self.register_id = register_id

    def __str__(self) -> str:
        return f"register {self.register_id} has more than one reading in this load"


class RegisterUnknown(ValueError):
    """A reading names a register that its account does not have."""

    def __init__(self, account_id: int, register_id: int) -> None:
        super().__init__(account_id, register_id)
        self.account_id = account_id
        self.register_id = register_id

    def __str__(self) -> str:
        return f"account {self.account_id} has no register {self.register_id}"


@dataclass(frozen=True, slots=True)
class LoadedReadings:
    """What became of the readings."""

    accepted: int
    held: int
    rejected: int


def load_readings(
    *, rows: pl.DataFrame, actor: str, import_batch_id: int | None = None
) -> LoadedReadings:
    """Store readings of many registers, each accepted, held or rejected; none is lost.

    rows: the columns of GIVEN, at most one row a register; values in micro-units of the register.
    One transaction. Raises: ColumnsUnfit, RegisterRepeated, RegisterUnknown.
    Source: PP RF No. 354, cl. 31; rules R-124, R-126, R-132.
    """
    given = GIVEN.fit(rows)
    repeated = given.filter(pl.col("register_id").is_duplicated())
    if repeated.height:
        raise RegisterRepeated(repeated["register_id"][0])
    with transaction.atomic(), constraints_checked_after([STORED.name]):
        judged = judge(_with_knowledge(given))
        copy_in(
            STORED,
            judged.sort("account_id", "register_id").with_columns(
                actor=pl.lit(actor), import_batch_id=pl.lit(import_batch_id, dtype=pl.Int64)
            ),
        )
        _mark_late(judged)
    states = dict(judged["state"].value_counts().iter_rows())
    return LoadedReadings(
        accepted=states.get(Reading.State.ACCEPTED, 0),
        held=states.get(Reading.State.HELD, 0),
        rejected=states.get(Reading.State.REJECTED, 0),
    )


def _mark_late(judged: pl.DataFrame) -> None:
    """Mark the months of accepted readings that were taken before the open month."""
    open_month = open_month_held()
    if open_month is None:
        return
    late = judged.filter((pl.col("state") == "ACCEPTED") & (pl.col("taken_on") < open_month))
    mark_dirty(
        facts=(
            LateFact(
                "READING",
                taken_on,
                taken_on + timedelta(days=1),
                scope_id=account_id,
                service_id=service_id,
            )
            for account_id, service_id, taken_on in late.select(
                "account_id", "service_id", "taken_on"
            ).iter_rows()
        )
    )


def _with_knowledge(given: pl.DataFrame) -> pl.DataFrame:
    """Readings with their registers' facts, last accepted reading and next revision."""
    accounts = given["account_id"].unique()
    few = len(accounts) <= FEW_ACCOUNTS
    parameters = [accounts.to_list()] if few else []

    def rows(query: str, schema: SchemaDict) -> pl.DataFrame:
        return copy_out(query, parameters, schema)

    registers = rows(
        REGISTERS_SQL + (" WHERE m.account_id = ANY(%s)" if few else ""), REGISTERS_SCHEMA
    )
    where = "WHERE account_id = ANY(%s)" if few else ""
    revisions = rows(
        REVISIONS_SQL.format(where=where), {"register_id": pl.Int64, "last_revision": pl.Int32}
    )
    last = rows(
        LAST_SQL.format(where=f"{where} AND" if few else "WHERE"),
        {"register_id": pl.Int64, "last_micro": pl.Int64, "last_on": pl.Date},
    )
    known = given.join(registers, on=["register_id", "account_id"], how="left")
    unknown = known.filter(pl.col("digits").is_null())
    if unknown.height:
        raise RegisterUnknown(unknown["account_id"][0], unknown["register_id"][0])
    return (
        known.join(revisions, on="register_id", how="left")
        .join(last, on="register_id", how="left")
        .with_columns(revision=pl.col("last_revision").fill_null(0) + 1)
    )
