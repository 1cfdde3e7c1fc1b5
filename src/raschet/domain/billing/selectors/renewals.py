"""Verifications renewed after a lapse: billing by the meter resumes from that day (R-124).

What was estimated while the verification had run out stays: there is no recalculation backwards. The
first accepted reading since the renewal is where the meter starts again, as an initial one does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from raschet.domain.ledger.connections import integer_list

if TYPE_CHECKING:
    from raschet.domain.ledger.connections import ColumnReader
    from raschet.values.period import Period

MONTHS_BACK: Final = 12
"""A renewal that no reading followed for longer has no meter to resume: it is read anew anyway."""

BEFORE: Final = {
    "before_value_micro": pl.col("previous_value_micro"),
    "before_on": pl.col("previous_on"),
    "resumed_on": pl.lit(None, dtype=pl.Date),
}


class Renewals:
    """Reads the renewals that no billed reading has followed yet."""

    def __init__(self, reader: ColumnReader, period: Period) -> None:
        self._reader = reader
        self._period = period

    def applied(self, registers: pl.DataFrame) -> pl.DataFrame:
        """Registers with ``resumed_on``; where it is set, ``previous_*`` is the reading since then.

        ``before_*`` keep the last actual reading before, which averages end at.
        """
        rows = registers.with_columns(**BEFORE)
        renewed = self._renewed(registers)
        if renewed.is_empty():
            return rows
        starts = self._first_readings(rows.join(renewed, on="meter_id"))
        if starts.is_empty():
            return rows
        resumed = pl.col("start_on").is_not_null()
        return (
            rows.drop("resumed_on")
            .join(starts, on="register_id", how="left")
            .with_columns(
                previous_revision=pl.when(resumed)
                .then("start_revision")
                .otherwise("previous_revision"),
                previous_value_micro=pl.when(resumed)
                .then("start_value_micro")
                .otherwise("previous_value_micro"),
                previous_on=pl.when(resumed).then("start_on").otherwise("previous_on"),
                estimated_micro=pl.when(resumed).then(0).otherwise("estimated_micro"),
            )
            .drop("start_revision", "start_value_micro", "start_on")
        )

    def _renewed(self, registers: pl.DataFrame) -> pl.DataFrame:
        """Meters whose newest verification began after the one before had run out."""
        lowest, highest = registers["meter_id"].min(), registers["meter_id"].max()
        since = self._period.plus(-MONTHS_BACK).first_day
        before = self._period.dates.until
        return self._reader.read(
            "SELECT newest.meter_id, newest.verified_on AS renewed_on "  # noqa: S608
            "FROM registry_verification AS newest WHERE newest.verified_on >= "
            f"'{since}' AND newest.verified_on < '{before}' "
            f"AND newest.meter_id BETWEEN {lowest!s} AND {highest!s} "
            "AND newest.verified_on > (SELECT max(due_on) + 1 FROM registry_verification AS old "
            "WHERE old.meter_id = newest.meter_id AND old.verified_on < newest.verified_on) "
            "AND NOT EXISTS (SELECT FROM registry_verification AS later "
            "WHERE later.meter_id = newest.meter_id AND later.verified_on > newest.verified_on "
            f"AND later.verified_on < '{before}')",
            {"meter_id": pl.Int64, "renewed_on": pl.Date},
        )

    def _first_readings(self, lapsed: pl.DataFrame) -> pl.DataFrame:
        """The first accepted reading since the renewal, of registers not billed since."""
        waiting = lapsed.filter(
            pl.col("previous_on").is_null() | (pl.col("previous_on") < pl.col("renewed_on"))
        )
        if waiting.is_empty():
            return pl.DataFrame()
        accounts = integer_list([0, *waiting["account_id"].unique().sort().to_list()])
        readings = self._reader.read(
            "SELECT register_id, revision AS start_revision, value_micro AS start_value_micro, "  # noqa: S608
            "taken_on AS start_on FROM readings_reading WHERE state = 'ACCEPTED' "
            f"AND account_id IN ({accounts}) AND taken_on < '{self._period.dates.until}' "
            f"AND taken_on >= '{waiting['renewed_on'].min()!s}' AND purpose <> 'INITIAL'"
        )
        return (
            readings.join(
                waiting.select("register_id", resumed_on="renewed_on").unique("register_id"),
                on="register_id",
            )
            .filter(pl.col("start_on") >= pl.col("resumed_on"))
            .sort("register_id", "start_on", "start_revision")
            .unique("register_id", keep="first", maintain_order=True)
        )
