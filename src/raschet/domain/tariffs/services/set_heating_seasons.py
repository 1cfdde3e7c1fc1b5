"""Set heating seasons and the temperatures outdoors that heat is averaged by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from raschet.domain.tariffs.models import HeatingSeason, OutdoorTemperature

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from raschet.values.date_range import DateRange
    from raschet.values.period import Period


@dataclass(frozen=True, slots=True)
class SeasonRow:
    """One heating season; ``norm_months`` of a year are what the heating norm is set for."""

    validity: DateRange
    norm_months: int
    decision: str = ""


class SeasonsOverlap(ValueError):
    """Two heating seasons would share a day. Nothing was set."""

    def __init__(self, row: SeasonRow) -> None:
        super().__init__(row)
        self.row = row

    def __str__(self) -> str:
        return f"another heating season holds within {self.row.validity}"


def set_heating_seasons(*, rows: Sequence[SeasonRow]) -> int:
    """Add seasons to those that stand. Returns how many were added; all are, or none.

    Raises: SeasonsOverlap. Source: PP RF No. 354, cl. 5.
    """
    with transaction.atomic():
        for row in rows:
            try:
                with transaction.atomic():
                    HeatingSeason.objects.create(
                        norm_months=row.norm_months,
                        decision=row.decision,
                        valid_from=row.validity.first,
                        valid_until=row.validity.until,
                    )
            except IntegrityError as error:
                raise SeasonsOverlap(row) from error
    return len(rows)


def set_outdoor_temperatures(*, means_micro: Mapping[Period, int], source: str = "") -> int:
    """Set the mean degrees outdoors of months, micro-degrees; a month set before is replaced."""
    with transaction.atomic():
        for period, mean in means_micro.items():
            OutdoorTemperature.objects.update_or_create(
                period=period.first_day, defaults={"mean_micro": mean, "source": source}
            )
    return len(means_micro)
