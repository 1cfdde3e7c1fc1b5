"""Set consumption norms: volumes that stand where no meter does."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from raschet.domain.registry.services.mark_dirty import LateFact, mark_dirty
from raschet.domain.tariffs.models import Norm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from raschet.values.date_range import DateRange


class NormPer(StrEnum):
    """What one norm is for."""

    PERSON_MONTH = "PERSON_MONTH"
    M2_MONTH = "M2_MONTH"
    PERSON_YEAR = "PERSON_YEAR"
    M2_YEAR = "M2_YEAR"
    M3 = "M3"
    """Heat in a cubic metre of hot water."""
    UNIT_MONTH = "UNIT_MONTH"
    """For one of what is counted."""


@dataclass(frozen=True, slots=True)
class NormRow:
    """One norm. Unit: the service's unit per ``per``, in micro-units."""

    service_id: int
    norm_group: str
    per: NormPer
    value_micro: int
    validity: DateRange
    rooms: int | None = None
    persons: int | None = None
    """In a table by persons; its last row stands for so many and more."""
    decision: str = ""
    season: tuple[int, int] | None = None
    """First and last month in which the norm is not zero; (10, 4) goes over the new year."""


class NormsOverlap(ValueError):
    """Two norms of one thing would hold on the same day. Nothing was set."""

    def __init__(self, row: NormRow) -> None:
        super().__init__(row)
        self.row = row

    def __str__(self) -> str:
        return (
            f"service {self.row.service_id}, group {self.row.norm_group}: "
            f"another norm holds within {self.row.validity}"
        )


def set_norms(*, rows: Sequence[NormRow]) -> int:
    """Add norms to those that stand. Returns how many were added; all are, or none.

    Raises: NormsOverlap.
    """
    with transaction.atomic():
        for row in rows:
            try:
                with transaction.atomic():
                    Norm.objects.create(
                        service_id=row.service_id,
                        norm_group=row.norm_group,
                        rooms=row.rooms,
                        persons=row.persons,
                        per=row.per,
                        value_micro=row.value_micro,
                        decision=row.decision,
                        season_from=row.season and row.season[0],
                        season_until=row.season and row.season[1],
                        valid_from=row.validity.first,
                        valid_until=row.validity.until,
                    )
            except IntegrityError as error:
                raise NormsOverlap(row) from error
        mark_dirty(
            facts=(
                LateFact(
                    "NORM",
                    row.validity.first,
                    row.validity.until,
                    scope="NORM",
                    service_id=row.service_id,
                    group_code=row.norm_group,
                )
                for row in rows
            )
        )
    return len(rows)
