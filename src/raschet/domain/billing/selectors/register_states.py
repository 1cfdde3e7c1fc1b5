"""The state of every register before a month, and what the month brought.

``previous_*``, ``months_missing`` and ``estimated_micro`` go on from the previous published run's
consumption. A register that run did not know starts from its latest accepted reading before the
month, or from its initial value; what another system billed by estimate meanwhile is not known, so
nothing is counted as estimated. ``current_*`` is the latest accepted reading that counts in the month.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from raschet.domain.billing.selectors.renewals import Renewals
from raschet.domain.ledger.connections import integer_list, typed
from raschet.engine.inputs import SCHEMAS
from raschet.engine.law.parameters import parameters_of
from raschet.values.rounding import MICRO, mul_div_half_up

if TYPE_CHECKING:
    from datetime import date

    from raschet.domain.billing.selectors.houses import HouseChunk
    from raschet.domain.billing.selectors.recomputed_months import Recomputed
    from raschet.domain.ledger.connections import ColumnReader
    from raschet.values.period import Period

AVERAGE_MONTHS_MAX: Final = 6
"""Months that enter the average of a house meter at most; those of accounts have dated windows."""

GAS: Final = "gas"

SUPPOSED_REVISION: Final = 0
"""No stored reading has it."""

LISTED_SHARE: Final = 5
"""Up to a fifth of the accounts are named in a question; of more the range is read."""


class RegisterReader:
    """Reads the registers of one chunk of houses."""

    def __init__(
        self,
        reader: ColumnReader,
        period: Period,
        chunk: HouseChunk,
        previous_run_id: int | None,
        *,
        recomputed: Recomputed | None = None,
        supposed: pl.DataFrame | None = None,
    ) -> None:
        self._reader = reader
        self._period = period
        self._chunk = chunk
        self._previous_run_id = previous_run_id
        self._recomputed = recomputed
        self._supposed = supposed

    def read(self, accounts: pl.DataFrame) -> pl.DataFrame:
        """One row a register and account, in the engine's columns."""
        registers = self._registers(accounts)
        if registers.is_empty():
            return pl.DataFrame(schema=SCHEMAS["registers"])
        current = self._readings(
            self._account_range(),
            f"period = '{self._period.first_day}' AND purpose <> 'INITIAL'",
            ", channel = 'INSPECTOR' AND purpose = 'PERIODIC' AS inspected",
        )
        if self._supposed is not None:
            current = _with_supposed(current, self._supposed)
        rows = (
            registers.join(
                _latest(current, "current", inspected="inspected"), on="register_id", how="left"
            )
            .join(self._billed(), on=["account_id", "register_id"], how="left")
            .with_columns(known=pl.col("months_missing").is_not_null())
        )
        history = self._history(rows)
        rows = self._with_start(rows, history)
        rows = Renewals(self._reader, self._period).applied(rows)
        history = pl.concat([history, self._history_of_renewed(rows, history)])
        return typed(self._with_average(rows, history), SCHEMAS["registers"])

    def _registers(self, accounts: pl.DataFrame) -> pl.DataFrame:
        """Registers that ran on a day of the month: an account's own, and those a flat shares."""
        period = self._period
        rows = self._reader.read(
            "SELECT meter.account_id, meter.unit_id, meter.id AS meter_id, "  # noqa: S608
            "register.id AS register_id, meter.service_id, register.zone, meter.digits, "
            "meter.ratio_micro, meter.installed_on, meter.removed_on, meter.failed_on, "
            f"CASE WHEN meter.temperature_corrected THEN ({self._temperature()}) END "
            "AS temperature_micro, "
            "register.initial_micro, coalesce(meter.access_refused_on < "
            f"'{period.dates.until}', false) AS access_refused "
            "FROM registry_meter AS meter JOIN registry_register AS register "
            "ON register.meter_id = meter.id "
            f"WHERE {self._chunk.has_house('meter.house_id')} "
            f"AND NOT meter.allocator AND meter.installed_on < '{period.dates.until}' "
            f"AND (meter.removed_on IS NULL OR meter.removed_on >= '{self._removed_since()}')"
        )
        own = rows.filter(pl.col("account_id") > 0).join(
            accounts.select("account_id"), on="account_id", how="semi"
        )
        shared = rows.filter((pl.col("account_id") == 0) & pl.col("unit_id").is_not_null())
        if not shared.is_empty():
            own = pl.concat([own, self._shared(shared, accounts).select(own.columns)])
        return own.join(self._verified(own), on="meter_id", how="left")

    def _temperature(self) -> str:
        """The coefficient that the meter's gas supplier published last, else the common one (R-050)."""
        period = self._period
        return (
            "SELECT published.coefficient_micro "  # noqa: S608
            "FROM tariffs_temperaturecoefficient AS published LEFT JOIN registry_housesupply AS supply "
            "ON supply.supplier_id = published.supplier_id AND supply.house_id = meter.house_id "
            f"AND supply.service_id = meter.service_id AND supply.valid_from <= '{period.last_day}' "
            f"AND (supply.valid_until IS NULL OR supply.valid_until > '{period.first_day}') "
            f"WHERE published.valid_from <= '{period.last_day}' "
            "AND (published.supplier_id IS NULL OR supply.id IS NOT NULL) "
            "ORDER BY published.supplier_id IS NULL, published.valid_from DESC LIMIT 1"
        )

    def _removed_since(self) -> date:
        """Meters removed since then may still be averaged, where no other came (R-125)."""
        law = parameters_of(self._period)
        return self._period.plus(-law.average_limit_months).first_day

    def _shared(self, shared: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
        """A shared flat meter stands once for every account of the flat and of its rooms."""
        units = self._reader.read(
            "SELECT id AS unit_id, coalesce(parent_id, id) AS flat_id FROM registry_unit "  # noqa: S608
            f"WHERE {self._chunk.has_house('house_id')}"
        )
        members = accounts.select("account_id", "unit_id").join(units, on="unit_id")
        flats = units.rename({"flat_id": "meter_flat_id"})
        return (
            shared.drop("account_id")
            .join(flats, on="unit_id")
            .join(members.select("account_id", meter_flat_id="flat_id"), on="meter_flat_id")
        )

    def _verified(self, registers: pl.DataFrame) -> pl.DataFrame:
        """The last day on which each meter's verification is valid."""
        meters = registers["meter_id"].unique().sort().to_list()
        if not meters:
            return pl.DataFrame(schema={"meter_id": pl.Int64, "verified_until": pl.Date})
        named = f"meter_id BETWEEN {meters[0]} AND {meters[-1]}"
        if self._chunk.listed is not None:
            named = f"meter_id IN ({integer_list(meters)})"
        return self._reader.read(
            "SELECT meter_id, max(due_on) AS verified_until FROM registry_verification "  # noqa: S608
            f"WHERE verified_on < '{self._period.dates.until}' AND {named} GROUP BY meter_id"
        )

    def _gas(self) -> list[int]:
        rows = self._reader.read(f"SELECT id FROM registry_service WHERE code = '{GAS}'")  # noqa: S608
        return [int(row) for row in rows["id"]]

    def _account_range(self) -> str:
        return f"({self._chunk.has_account('account_id')} OR account_id = 0)"

    def _readings(self, accounts: str, days: str, more: str = "") -> pl.DataFrame:
        return self._reader.read(
            f"SELECT register_id, revision, value_micro, taken_on{more} FROM readings_reading "  # noqa: S608
            f"WHERE state = 'ACCEPTED' AND {accounts} AND {days}"
        )

    def _billed(self) -> pl.DataFrame:
        """Where the previous published run left each register."""
        run = "NULL" if self._previous_run_id is None else str(int(self._previous_run_id))
        billed = self._reader.read(
            "SELECT account_id, register_id, months_missing, estimated_micro, "  # noqa: S608
            "CASE WHEN current_on IS NULL THEN previous_revision ELSE current_revision END "
            "AS previous_revision, "
            "CASE WHEN current_on IS NULL THEN previous_value_micro ELSE current_value_micro END "
            "AS previous_value_micro, coalesce(current_on, previous_on) AS previous_on "
            f"FROM billing_consumption WHERE run_id = {run} "
            f"AND {self._chunk.has_account('account_id')}"
        )
        if self._recomputed is None:
            return billed
        return self._recomputed.states_over(billed, self._period.plus(-1))

    def _history(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Accepted readings before the month of registers that need them."""
        wanted = rows.filter(~pl.col("known") | self._averaged())
        accounts = wanted["account_id"].unique().sort().to_list()
        named = self._account_range()
        if len(accounts) * LISTED_SHARE <= self._chunk.accounts:
            # An array, not IN: the server reads a hundred thousand numbers at once.
            named = f"account_id = ANY ('{{{integer_list([0, *accounts])}}}'::bigint[])"
        readings = self._readings(named, f"period < '{self._period.first_day}'")
        return readings.join(wanted.select("register_id").unique(), on="register_id", how="semi")

    def _history_of_renewed(self, rows: pl.DataFrame, history: pl.DataFrame) -> pl.DataFrame:
        """Readings of meters whose verification was renewed: the days before it need an average."""
        renewed = rows.filter(pl.col("resumed_on").is_not_null()).join(
            history.select("register_id").unique(), on="register_id", how="anti"
        )
        if renewed.is_empty():
            return history.clear()
        named = f"account_id IN ({integer_list([0, *renewed['account_id'].unique().sort()])})"
        readings = self._readings(named, f"period < '{self._period.first_day}'")
        return readings.join(renewed.select("register_id").unique(), on="register_id", how="semi")

    def _averaged(self) -> pl.Expr:
        """Registers with days of the month that no reading covers: their average is needed."""
        until = self._period.dates.until
        ends = pl.min_horizontal("removed_on", "failed_on", pl.col("verified_until"))
        return pl.col("current_on").is_null() | (ends < until).fill_null(value=False)

    def _with_start(self, rows: pl.DataFrame, history: pl.DataFrame) -> pl.DataFrame:
        """Fill the state of registers that no run has billed yet."""
        month = self._period.year * 12 + self._period.month
        rows = rows.join(_latest(history, "last"), on="register_id", how="left").with_columns(
            previous_revision=pl.when("known").then("previous_revision").otherwise("last_revision"),
            previous_value_micro=pl.when("known")
            .then("previous_value_micro")
            .when(pl.col("last_on").is_not_null())
            .then("last_value_micro")
            .otherwise("initial_micro"),
            previous_on=pl.when("known")
            .then("previous_on")
            .otherwise(pl.coalesce("last_on", "installed_on")),
        )
        missing = (month - 1 - _month_number("previous_on")).clip(lower_bound=0)
        return rows.with_columns(
            months_missing=pl.when("known").then("months_missing").otherwise(missing),
            estimated_micro=pl.when("known").then("estimated_micro").otherwise(0),
        )

    def _with_average(self, rows: pl.DataFrame, history: pl.DataFrame) -> pl.DataFrame:
        """The average of registers without a reading this month (R-120, R-123).

        Between the last actual reading and the earliest one inside the window of law before it; the
        initial value counts as a reading of the day of installation.
        """
        law = parameters_of(self._period)
        renewed = pl.col("resumed_on").is_not_null()
        waiting = rows.filter((self._averaged() | renewed) & pl.col("previous_on").is_not_null())
        ends = waiting.select(
            "register_id",
            "ratio_micro",
            "temperature_micro",
            previous_value_micro="before_value_micro",
            previous_on="before_on",
            window=pl.when(pl.col("service_id").is_in(self._gas()))
            .then(law.gas_average_window_months)
            .otherwise(law.average_window_months),
        ).unique("register_id")
        starts = pl.concat(
            [
                history.select("register_id", "value_micro", "taken_on"),
                waiting.select(
                    "register_id", value_micro="initial_micro", taken_on="installed_on"
                ).unique("register_id"),
            ]
        )
        pairs = (
            starts.join(ends, on="register_id")
            .with_columns(
                average_months=_month_number("previous_on") - _month_number("taken_on"),
                consumed_micro=pl.col("previous_value_micro") - pl.col("value_micro"),
            )
            .filter(
                pl.col("average_months").is_between(1, pl.col("window"))
                & (pl.col("consumed_micro") >= 0)
            )
            .sort("register_id", "taken_on", "value_micro")
            .unique("register_id", keep="first", maintain_order=True)
        )
        average = mul_div_half_up(
            [
                pairs["consumed_micro"],
                pairs["ratio_micro"],
                pairs["temperature_micro"].fill_null(MICRO),
            ],
            [MICRO, MICRO, pairs["average_months"].cast(pl.Int64)],
        ).alias("average_micro")
        averages = pairs.select("register_id", "average_months", average)
        return rows.join(averages, on="register_id", how="left")


def _with_supposed(current: pl.DataFrame, supposed: pl.DataFrame) -> pl.DataFrame:
    """The month's readings, those of some registers replaced by supposed ones."""
    standing = current.join(supposed, on="register_id", how="anti")
    new = supposed.with_columns(
        revision=pl.lit(SUPPOSED_REVISION, dtype=current["revision"].dtype),
        inspected=pl.lit(value=False),
    )
    return pl.concat([standing, new.select(standing.columns)])


def _latest(readings: pl.DataFrame, prefix: str, **more: str) -> pl.DataFrame:
    """The latest reading of each register, columns ``<prefix>_revision/value_micro/on``."""
    return (
        readings.sort("register_id", "taken_on", "revision")
        .unique("register_id", keep="last", maintain_order=True)
        .select(
            "register_id",
            pl.col("revision").alias(f"{prefix}_revision"),
            pl.col("value_micro").alias(f"{prefix}_value_micro"),
            pl.col("taken_on").alias(f"{prefix}_on"),
            **more,
        )
    )


def _month_number(column: str) -> pl.Expr:
    day = pl.col(column)
    return day.dt.year().cast(pl.Int32) * 12 + day.dt.month().cast(pl.Int32)
