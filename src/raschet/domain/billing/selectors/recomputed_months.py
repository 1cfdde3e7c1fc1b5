"""Months that were computed again: what stands in for the published lines and consumption."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import polars as pl

from raschet.domain.ledger.connections import integer_list, typed
from raschet.engine.lines import CONSUMPTION_SCHEMA, LINE_SCHEMA

if TYPE_CHECKING:
    from raschet.domain.ledger.connections import ColumnReader
    from raschet.values.period import Period

MONTHS_SCHEMA: Final = {"account_id": pl.Int64, "period": pl.Date}
STATES_SCHEMA: Final = {"period": pl.Date, **CONSUMPTION_SCHEMA}
STATE: Final = ("account_id", "register_id")

NEWEST_SQL: Final = """
SELECT month.account_id, month.period, max(month.run_id) AS run_id
  FROM billing_recomputed_month AS month
  JOIN billing_run AS run ON run.id = month.run_id AND run.state = 'PUBLISHED'
 WHERE month.account_id IN ({accounts}) GROUP BY 1, 2
"""


@dataclass(frozen=True)
class Recomputed:
    """The newest version of months that were computed again.

    months: ``account_id``, ``period``; lines: ``LINE_SCHEMA``, their month in ``origin_period``;
    consumption: ``STATES_SCHEMA``.
    """

    months: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=MONTHS_SCHEMA))
    lines: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=LINE_SCHEMA))
    consumption: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=STATES_SCHEMA))

    def over(self, older: Recomputed) -> Recomputed:
        """Both, where a month of this one replaces the older version."""
        line_key = {
            "left_on": ["account_id", "origin_period"],
            "right_on": ["account_id", "period"],
        }
        month_key = ["account_id", "period"]
        return Recomputed(
            months=pl.concat(
                [older.months.join(self.months, on=month_key, how="anti"), self.months]
            ),
            lines=pl.concat(
                [older.lines.join(self.months, how="anti", **line_key), self.lines]  # type: ignore[arg-type]
            ),
            consumption=pl.concat(
                [older.consumption.join(self.months, on=month_key, how="anti"), self.consumption]
            ),
        )

    def of_month(self, period: Period) -> Recomputed:
        """What there is of one month."""
        day = period.first_day
        return Recomputed(
            self.months.filter(pl.col("period") == day),
            self.lines.filter(pl.col("origin_period") == day),
            self.consumption.filter(pl.col("period") == day),
        )

    def states_over(self, billed: pl.DataFrame, period: Period) -> pl.DataFrame:
        """Where registers stood after a month: ``billed`` with the recomputed accounts replaced.

        billed: ``account_id``, ``register_id``, ``months_missing``, ``estimated_micro``, ``previous_*``.
        """
        month = self.of_month(period)
        if month.months.is_empty():
            return billed
        return pl.concat(
            [
                billed.join(month.months, on="account_id", how="anti"),
                typed(states_after(month.consumption), billed.schema),
            ]
        )


def states_after(consumption: pl.DataFrame) -> pl.DataFrame:
    """Where a month's consumption leaves each register, for the next month to start from."""
    read = pl.col("current_on").is_not_null()
    return consumption.select(
        *STATE,
        "months_missing",
        "estimated_micro",
        *(
            pl.when(read).then(f"current_{name}").otherwise(f"previous_{name}").alias(
                f"previous_{name}"
            )
            for name in ("revision", "value_micro", "on")
        ),
    )  # fmt: skip


def published_recomputed(reader: ColumnReader, account_ids: list[int]) -> Recomputed:
    """What published runs computed again of these accounts' months, the newest version of each."""
    newest = NEWEST_SQL.format(accounts=integer_list(account_ids))
    months = reader.read(newest)
    if months.is_empty():
        return Recomputed()
    return Recomputed(
        months=typed(months, MONTHS_SCHEMA),
        lines=reader.read(
            f"SELECT {_columns('line', LINE_SCHEMA)} FROM ({newest}) AS newest "  # noqa: S608
            "JOIN billing_recomputed_line AS line ON line.account_id = newest.account_id "
            "AND line.origin_period = newest.period AND line.run_id = newest.run_id",
            LINE_SCHEMA,
        ),
        consumption=reader.read(
            f"SELECT {_columns('used', STATES_SCHEMA)} FROM ({newest}) AS newest "  # noqa: S608
            "JOIN billing_recomputed_consumption AS used ON used.account_id = newest.account_id "
            "AND used.period = newest.period AND used.run_id = newest.run_id",
            STATES_SCHEMA,
        ),
    )


def consumption_of_month(reader: ColumnReader, run_id: int, account_ids: list[int]) -> pl.DataFrame:
    """What a published run noted about the registers of these accounts: ``CONSUMPTION_SCHEMA``."""
    return reader.read(
        f"SELECT {', '.join(CONSUMPTION_SCHEMA)} FROM billing_consumption "  # noqa: S608
        f"WHERE run_id = {run_id} AND account_id IN ({integer_list(account_ids)})",
        CONSUMPTION_SCHEMA,
    )


def billed_lines(
    reader: ColumnReader, period: Period, run_ids: list[int], account_ids: list[int]
) -> pl.DataFrame:
    """Every line that published runs charged these accounts for a month: ``LINE_SCHEMA``."""
    return reader.read(
        f"SELECT {', '.join(LINE_SCHEMA)} FROM billing_charge_line "  # noqa: S608
        f"WHERE run_id IN ({integer_list(run_ids)}) "
        f"AND account_id IN ({integer_list(account_ids)}) "
        f"AND origin_period = '{period.first_day}'",
        LINE_SCHEMA,
    )


def _columns(table: str, names: dict[str, type[pl.DataType]]) -> str:
    return ", ".join(f"{table}.{name}" for name in names)
