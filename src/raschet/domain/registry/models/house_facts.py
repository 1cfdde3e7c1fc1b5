"""Dated facts of a house that its shared volumes depend on."""

from __future__ import annotations

from django.db import models

from raschet.domain.registry.models.dated import Dated, no_overlap
from raschet.domain.registry.models.houses import House
from raschet.domain.registry.models.services import Service


class HouseArea(Dated):
    """The areas that shared volumes are divided by, where they changed (R-006, R-063).

    Before the first row, and in a house without one, the areas of the house's passport hold.
    """

    house = models.ForeignKey(House, models.PROTECT, related_name="areas")
    premises_area_micro = models.BigIntegerField()
    """All residential and non-residential premises, without common property."""
    common_area_micro = models.BigIntegerField()
    document = models.CharField(max_length=160, blank=True)
    """What says so: an extract from the register of real estate, a technical plan."""

    class Meta:
        constraints = [
            no_overlap("house_has_one_area_a_day", "house"),
            models.CheckConstraint(
                condition=models.Q(premises_area_micro__gt=0) & models.Q(common_area_micro__gte=0),
                name="house_area_is_positive",
            ),
        ]

    def __str__(self) -> str:
        return f"area of house {self.house_id} from {self.valid_from}"


class SharedHouseMeter(Dated):
    """A house whose resource is measured by the meter of another house (the head)."""

    house = models.ForeignKey(House, models.PROTECT, related_name="shared_meters")
    service = models.ForeignKey(Service, models.PROTECT)
    head = models.ForeignKey(House, models.PROTECT, related_name="+")
    """The house its meter stands in."""

    class Meta:
        constraints = [
            no_overlap("house_is_behind_one_meter_a_day", "house", "service"),
            models.CheckConstraint(
                condition=~models.Q(house=models.F("head")), name="shared_meter_is_another_house's"
            ),
        ]

    def __str__(self) -> str:
        return f"house {self.house_id} behind the meter of house {self.head_id}"


class OwnHeating(Dated):
    """An account whose premises lawfully have a heat source of their own (R-062).

    They are disconnected from the house's heating and still pay the common part.
    """

    account_id = models.BigIntegerField()
    document = models.CharField(max_length=160, blank=True)
    """The project or decision that allows it."""

    class Meta:
        constraints = [no_overlap("account_has_one_own_heating_a_day", "account_id")]

    def __str__(self) -> str:
        return f"own heating of account {self.account_id}"
