"""Houses, their premises and what is supplied to them."""

from __future__ import annotations

from django.contrib.postgres.functions import RandomUUID
from django.db import models

from raschet.domain.registry.models.dated import Dated, no_overlap
from raschet.domain.registry.models.organisations import Organisation
from raschet.domain.registry.models.services import Service


class House(models.Model):
    """A building. Areas are square metres in micro-units."""

    class Kind(models.TextChoices):
        APARTMENT = "APARTMENT"
        DETACHED = "DETACHED"

    public_id = models.UUIDField(db_default=RandomUUID(), editable=False, unique=True)
    kind = models.CharField(max_length=16, choices=Kind)
    fias_id = models.UUIDField(null=True, unique=True)
    settlement = models.CharField(max_length=120)
    street = models.CharField(max_length=120)
    number = models.CharField(max_length=32)
    """House number with corpus and building: ``10``, ``10к2``, ``14с1``."""
    address_key = models.CharField(max_length=255, unique=True)
    """Normalised address that imports are matched by."""
    storeys = models.SmallIntegerField(null=True)
    year_built = models.SmallIntegerField(null=True)
    total_area_micro = models.BigIntegerField(null=True)
    premises_area_micro = models.BigIntegerField(null=True)
    """All residential and non-residential premises (S_ob of rule R-063)."""
    residential_area_micro = models.BigIntegerField(null=True)
    nonresidential_area_micro = models.BigIntegerField(null=True)
    common_area_micro = models.BigIntegerField(null=True)
    """Common property (S_oi)."""
    land_area_micro = models.BigIntegerField(null=True)
    import_batch_id = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.street}, {self.number}"


class HouseManagement(Dated):
    """Which organisation manages a house."""

    house = models.ForeignKey(House, models.PROTECT, related_name="managements")
    organisation = models.ForeignKey(Organisation, models.PROTECT)
    import_batch_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [no_overlap("house_has_one_manager_a_day", "house")]

    def __str__(self) -> str:
        return f"house {self.house_id} managed by {self.organisation_id}"


class HouseHeatingRegime(Dated):
    """Whether a house pays for heating in the season or all year round (rule R-060)."""

    class Regime(models.TextChoices):
        SEASON = "SEASON"
        YEAR_ROUND = "YEAR_ROUND"

    house = models.ForeignKey(House, models.PROTECT, related_name="heating_regimes")
    regime = models.CharField(max_length=12, choices=Regime)

    class Meta:
        constraints = [no_overlap("house_has_one_heating_regime_a_day", "house")]

    def __str__(self) -> str:
        return f"house {self.house_id} {self.regime}"


class HouseSupply(Dated):
    """A service supplied to a house, by whom and charged by which method."""

    class Method(models.TextChoices):
        METER_OR_NORM = "METER_OR_NORM"
        WASTEWATER = "WASTEWATER"
        AREA_RATE = "AREA_RATE"
        FIXED = "FIXED"
        WASTE_PERSONS = "WASTE_PERSONS"
        WASTE_AREA = "WASTE_AREA"
        NORM_MEASURE = "NORM_MEASURE"
        HOT_WATER_IN_HOUSE = "HOT_WATER_IN_HOUSE"
        HEATING = "HEATING"
        COMMON_NORM = "COMMON_NORM"
        COMMON_METER = "COMMON_METER"
        COMMON_METER_CAPPED = "COMMON_METER_CAPPED"
        COMMON_REDUCING = "COMMON_REDUCING"
        COMMON_AVERAGE = "COMMON_AVERAGE"
        COMMON_NORM_RECALC = "COMMON_NORM_RECALC"
        COMMON_WASTEWATER = "COMMON_WASTEWATER"

    house = models.ForeignKey(House, models.PROTECT, related_name="supplies")
    service = models.ForeignKey(Service, models.PROTECT)
    supplier = models.ForeignKey(Organisation, models.PROTECT)
    method = models.CharField(max_length=24, choices=Method)
    tariff_group = models.CharField(max_length=32)
    norm_group = models.CharField(max_length=32, blank=True)
    raising = models.BooleanField(default=False)
    """Individual meters are possible and obligatory: the raising coefficient applies (R-111)."""
    import_batch_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [no_overlap("house_service_has_one_supply_a_day", "house", "service")]

    def __str__(self) -> str:
        return f"house {self.house_id} service {self.service_id} {self.method}"


class Unit(models.Model):
    """Premises in a house: a flat, a room of a communal flat, a shop, or a whole detached house."""

    class Kind(models.TextChoices):
        FLAT = "FLAT"
        COMMUNAL_FLAT = "COMMUNAL_FLAT"
        ROOM = "ROOM"
        DETACHED = "DETACHED"
        NON_RESIDENTIAL = "NON_RESIDENTIAL"

    public_id = models.UUIDField(db_default=RandomUUID(), editable=False)
    house = models.ForeignKey(House, models.PROTECT, related_name="units")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="rooms_inside")
    """The communal flat a room belongs to."""
    kind = models.CharField(max_length=16, choices=Kind)
    number = models.CharField(max_length=32, blank=True)
    """Flat number as written on the door; for a room ``15/2``."""
    rooms = models.SmallIntegerField(null=True)
    storey = models.SmallIntegerField(null=True)
    entrance = models.SmallIntegerField(null=True)
    total_area_micro = models.BigIntegerField(null=True)
    living_area_micro = models.BigIntegerField(null=True)
    import_batch_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["house", "number"], name="unit_once_per_house"),
        ]

    def __str__(self) -> str:
        return f"house {self.house_id} unit {self.number}"
