"""Load many readings at once: whole months of a town, judged like any other reading."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
from django.db import transaction

from raschet.domain.readings.intake import (
    GIVEN,
    STORED,
    judge_given,
    lock_all_readings,
    write_judged,
)
from raschet.domain.readings.models import Reading
from raschet.domain.registry.bulk import constraints_checked_after


@dataclass(frozen=True, slots=True)
class LoadedReadings:
    """What became of the readings."""

    accepted: int
    held: int
    rejected: int
    superseded: int


def load_readings(
    *, rows: pl.DataFrame, actor: str, import_batch_id: int | None = None
) -> LoadedReadings:
    """Store readings of many registers, each accepted, held or refused; none is lost.

    rows: the columns of GIVEN; values in micro-units of the register. Nobody is there to be asked:
    an unusual value is held. One transaction. Raises: ColumnsUnfit, RegisterUnknown.
    Source: PP RF No. 354, cl. 31; rules R-124, R-126, R-132.
    """
    given = GIVEN.fit(rows).with_columns(
        asked=pl.lit(value=False), confirmed=pl.lit(value=True), replaced=pl.lit(value=False)
    )
    with transaction.atomic(), constraints_checked_after([STORED.name]):
        lock_all_readings()
        judged = judge_given(given)
        write_judged(judged, actor=actor, import_batch_id=import_batch_id)
    return LoadedReadings(
        accepted=judged.counted(Reading.State.ACCEPTED),
        held=judged.counted(Reading.State.HELD),
        rejected=judged.counted(Reading.State.REJECTED),
        superseded=judged.counted(Reading.State.SUPERSEDED),
    )
