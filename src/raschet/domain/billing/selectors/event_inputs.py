"""Absences and quality events of a month as the engine's columns."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import polars as pl
from django.conf import settings

from raschet.domain.ledger.connections import typed
from raschet.engine.inputs import SCHEMAS, empty
from raschet.values.rounding import MICRO

if TYPE_CHECKING:
    from raschet.domain.billing.selectors.houses import HouseChunk
    from raschet.domain.ledger.connections import ColumnReader
    from raschet.values.period import Period

NIGHT_ENDS: Final = time(5)
"""Night hours of the table of quality: from midnight on."""
SECOND: Final = timedelta(seconds=1)
SECONDS_AN_HOUR: Final = 3_600


def absences(reader: ColumnReader, period: Period, chunk: HouseChunk) -> pl.DataFrame:
    """Who was away on a day of the month."""
    return reader.read(
        "SELECT account_id, persons, left_on, returned_on, meter_excused FROM registry_absence "  # noqa: S608
        f"WHERE withdrawn_on IS NULL AND left_on < '{period.dates.until}' "
        f"AND returned_on > '{period.first_day}' AND {chunk.has_account('account_id')} "
        "ORDER BY account_id, left_on, id",
        SCHEMAS["absences"],
    )


def quality_events(
    reader: ColumnReader, period: Period, chunk: HouseChunk, accounts: pl.DataFrame
) -> pl.DataFrame:
    """Events that touch the month, one row an account concerned, with their hours inside it.

    accounts: ``account_id``, ``house_id``. Hours are those of the centre's zone.
    """
    first, until = _bounds(period)
    rows = reader.read(
        "SELECT id AS event_id, house_id, account_id AS only_account, service_id, case_code, "  # noqa: S608
        "extract(epoch FROM started_at)::bigint AS started, "
        "extract(epoch FROM ended_at)::bigint AS ended, measured_micro, standard_micro, "
        "rate_micro_rubles AS work_rate_micro_rubles FROM registry_quality_event "
        f"WHERE withdrawn_on IS NULL AND ended_at > '{first.isoformat()}' "
        f"AND started_at < '{until.isoformat()}' AND {chunk.has_house('house_id')} ORDER BY id"
    )
    if rows.is_empty():
        return empty("quality")
    hours = pl.DataFrame(
        [
            (event_id, *_inside(started, ended, period))
            for event_id, started, ended in rows.select("event_id", "started", "ended").iter_rows()
        ],
        schema={
            "event_id": pl.Int64,
            "hours_micro": pl.Int64,
            "night_hours_micro": pl.Int64,
            "event_days": pl.Int64,
        },
        orient="row",
    )
    joined = (
        rows.join(hours, on="event_id")
        .join(accounts.select("account_id", "house_id"), on="house_id")
        .filter((pl.col("only_account") == 0) | (pl.col("only_account") == pl.col("account_id")))
        .sort("account_id", "event_id")
    )
    return typed(joined, SCHEMAS["quality"])


def _bounds(period: Period) -> tuple[datetime, datetime]:
    """The month's first moment and the first after it."""
    zone = ZoneInfo(settings.TIME_ZONE)
    first, until = period.first_day, period.plus(1).first_day
    return datetime.combine(first, time(), zone), datetime.combine(until, time(), zone)


def _inside(started: int, ended: int, period: Period) -> tuple[int, int, int]:
    """Hours of an event in the month, of them by night, and the days it touches."""
    zone = ZoneInfo(settings.TIME_ZONE)
    first, until = _bounds(period)
    start = max(datetime.fromtimestamp(started, zone), first)
    end = min(datetime.fromtimestamp(ended, zone), until)
    night = 0
    day, days = start.date(), 0
    while day <= (end - SECOND).date():
        midnight = datetime.combine(day, time(), zone)
        morning = datetime.combine(day, NIGHT_ENDS, zone)
        night += max(0, int((min(end, morning) - max(start, midnight)).total_seconds()))
        day, days = day + timedelta(days=1), days + 1
    return _hours(int((end - start).total_seconds())), _hours(night), days


def _hours(seconds: int) -> int:
    return seconds * MICRO // SECONDS_AN_HOUR
