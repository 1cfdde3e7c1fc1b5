"""Record volumes of whole houses that papers name: suppliers' acts, reports of a house's plant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from raschet.domain.readings.models import HouseVolume

if TYPE_CHECKING:
    from collections.abc import Sequence

    from raschet.values.period import Period


@dataclass(frozen=True, slots=True)
class NewHouseVolume:
    """One volume of a house and month in micro-units; ``purpose`` is a code of ``HouseVolume``."""

    house_id: int
    service_id: int
    period: Period
    purpose: str
    volume_micro: int
    document: str = ""


class HouseVolumeInvalid(ValueError):
    """A volume is negative or its purpose is not known. Nothing was recorded."""

    def __init__(self, volume: NewHouseVolume) -> None:
        super().__init__(volume)
        self.volume = volume

    def __str__(self) -> str:
        return (
            f"{self.volume.purpose} of house {self.volume.house_id} in {self.volume.period}: the volume "
            "must not be negative and the purpose one that is known"
        )


def record_house_volumes(*, volumes: Sequence[NewHouseVolume], actor: str) -> int:
    """Record volumes; one of the same house, service, month and purpose is replaced. All, or none.

    Returns how many were recorded. Raises: HouseVolumeInvalid.
    """
    for volume in volumes:
        if volume.volume_micro < 0 or volume.purpose not in HouseVolume.Purpose.values:
            raise HouseVolumeInvalid(volume)
    with transaction.atomic():
        for volume in volumes:
            HouseVolume.objects.update_or_create(
                house_id=volume.house_id,
                service_id=volume.service_id,
                period=volume.period.first_day,
                purpose=volume.purpose,
                defaults={
                    "volume_micro": volume.volume_micro,
                    "document": volume.document,
                    "actor": actor,
                },
            )
    return len(volumes)
