"""What the judgement has to know of registers: their meters, and the readings that stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from raschet.domain.readings.acceptance import WEIGHTS
from raschet.domain.registry.bulk import copy_out
from raschet.values.period import Period
from raschet.values.rounding import MICRO, mul_div_half_up

if TYPE_CHECKING:
    from datetime import date

    from polars._typing import SchemaDict

FEW_REGISTERS: Final = 20_000
"""Up to so many registers their rows are looked up by key; beyond, tables are read whole."""
AVERAGE_MONTHS: Final = 6
"""The average is the use between two readings at most so far apart (R-120)."""

REGISTERS_SQL: Final = """
SELECT r.id, m.account_id, m.service_id, m.digits, m.decimals, m.ratio_micro, m.installed_on,
       m.removed_on, m.failed_on, v.due_on, r.initial_micro, a.closed_on
  FROM registry_register r
  JOIN registry_meter m ON m.id = r.meter_id
  LEFT JOIN registry_account a ON a.id = m.account_id
  LEFT JOIN (SELECT meter_id, max(due_on) AS due_on FROM registry_verification {verified}
              GROUP BY meter_id) v ON v.meter_id = m.id
 {registers}
"""
VERIFIED_OF_FEW: Final = (
    "WHERE meter_id IN (SELECT meter_id FROM registry_register WHERE id = ANY(%s))"
)
REGISTERS_SCHEMA: Final[SchemaDict] = {
    "register_id": pl.Int64,
    "account_id": pl.Int64,
    "service_id": pl.Int16,
    "digits": pl.Int16,
    "decimals": pl.Int16,
    "ratio_micro": pl.Int64,
    "installed_on": pl.Date,
    "removed_on": pl.Date,
    "failed_on": pl.Date,
    "verified_until": pl.Date,
    "initial_micro": pl.Int64,
    "closed_on": pl.Date,
}
# Before the floor a register's readings are folded into its last one and the base of its average.
FOLDED_SQL: Final = """
SELECT register_id, max(revision),
       (array_agg(value_micro ORDER BY taken_on DESC, revision DESC) FILTER (WHERE {counted}))[1],
       max(taken_on) FILTER (WHERE {counted}),
       (array_agg(value_micro ORDER BY taken_on, revision) FILTER (WHERE {counted} AND {late}))[1],
       min(taken_on) FILTER (WHERE {counted} AND {late})
  FROM readings_reading {where} GROUP BY account_id, register_id
"""
FOLDED_SCHEMA: Final[SchemaDict] = {
    "register_id": pl.Int64,
    "last_revision": pl.Int32,
    "last_micro": pl.Int64,
    "last_on": pl.Date,
    "first_micro": pl.Int64,
    "first_on": pl.Date,
}
STANDING_SQL: Final = """
SELECT account_id, register_id, revision, value_micro, taken_on, period, channel, purpose, state
  FROM readings_reading
 WHERE state IN ('ACCEPTED', 'HELD') AND (taken_on >= '{floor}' OR period >= '{floor}') {where}
"""
STANDING_SCHEMA: Final[SchemaDict] = {
    "account_id": pl.Int64,
    "register_id": pl.Int64,
    "revision": pl.Int32,
    "value_micro": pl.Int64,
    "taken_on": pl.Date,
    "period": pl.Date,
    "channel": pl.String,
    "purpose": pl.String,
    "state": pl.String,
}


@dataclass(frozen=True, slots=True)
class Knowledge:
    """registers: one row each, with its folded past. standing: accepted and held ones since then."""

    registers: pl.DataFrame
    standing: pl.DataFrame


def knowledge_of(registers: pl.Series, floor: date) -> Knowledge:
    """What is known of registers; readings since ``floor``, a month's first day, one by one."""
    ids = registers.unique()
    few = len(ids) <= FEW_REGISTERS
    named = [ids.to_list()] if few else []
    facts = copy_out(
        REGISTERS_SQL.format(
            verified=VERIFIED_OF_FEW if few else "",
            registers="WHERE r.id = ANY(%s)" if few else "",
        ),
        named * 2,
        REGISTERS_SCHEMA,
    )
    # A key begins with the account: without it PostgreSQL would read the whole table.
    accounts = facts["account_id"].unique().to_list()
    where = "account_id = ANY(%s) AND register_id = ANY(%s)" if few else ""
    of_few = [accounts, *named] if few else []
    since = Period.of(floor).plus(-AVERAGE_MONTHS).first_day
    folded = copy_out(
        FOLDED_SQL.format(
            counted=f"state = 'ACCEPTED' AND taken_on < '{floor}' AND period < '{floor}'",
            late=f"taken_on >= '{since}'",
            where=f"WHERE {where}" if few else "",
        ),
        of_few,
        FOLDED_SCHEMA,
    )
    standing = copy_out(
        STANDING_SQL.format(floor=floor, where=f"AND {where}" if few else ""),
        of_few,
        STANDING_SCHEMA,
    )
    return Knowledge(
        registers=_with_average(facts.join(folded, on="register_id", how="left")),
        standing=weighed(standing),
    )


def weighed(readings: pl.DataFrame) -> pl.DataFrame:
    """Readings with the weight of their channels."""
    return readings.with_columns(
        weight=pl.col("channel").replace_strict(WEIGHTS, return_dtype=pl.Int8)
    )


def _with_average(registers: pl.DataFrame) -> pl.DataFrame:
    """``average_micro``: use a month in the service's units; null without two readings apart."""
    months = _month_number("last_on") - _month_number("first_on")
    rows = registers.with_columns(
        months=pl.when(months > 0).then(months.cast(pl.Int64)),
        used=(pl.col("last_micro") - pl.col("first_micro")).clip(lower_bound=0),
    )
    average = mul_div_half_up([rows["used"], rows["ratio_micro"]], [MICRO, rows["months"]])
    return rows.drop("months", "used").with_columns(average.alias("average_micro"))


def _month_number(column: str) -> pl.Expr:
    day = pl.col(column)
    return day.dt.year().cast(pl.Int32) * 12 + day.dt.month().cast(pl.Int32)
