"""Tariffs, norms, raising coefficients and key rates: what a municipality, a supplier or the state decided."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Value
from django.db.models.functions import Coalesce

from raschet.domain.registry.models.dated import Dated


def _single(expression: F | Func | Coalesce) -> Func:
    """An integer as the range that holds it alone: comparable by core GiST."""
    return Func(
        expression,
        expression,
        Value("[]"),
        function="int8range",
        output_field=BigIntegerRangeField(),
    )


def _hashed(*fields: str) -> Func:
    """Text columns as one integer, so that an exclusion constraint can compare them by core GiST."""
    return Func(
        *(F(field) for field in fields),
        arg_joiner=" || '|' || ",
        template="hashtextextended(%(expressions)s, 0)",
        output_field=models.BigIntegerField(),
    )


def _validity() -> Func:
    return Func(
        F("valid_from"), F("valid_until"), function="daterange", output_field=DateRangeField()
    )


class Tariff(Dated):
    """A price for one unit of a service, VAT included. Unit: micro-roubles."""

    service_id = models.SmallIntegerField()
    supplier_id = models.BigIntegerField(null=True)
    """The supplier whose tariff it is; NULL when it holds for any."""
    tariff_group = models.CharField(max_length=32)
    zone = models.CharField(max_length=10, blank=True, default="")
    band = models.SmallIntegerField(default=1)
    band_upto_micro = models.BigIntegerField(null=True)
    component = models.CharField(max_length=16, blank=True, default="")
    rate_micro_rubles = models.BigIntegerField()
    decision = models.CharField(max_length=160, blank=True)
    """The order that set it, with its date and number."""
    import_batch_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="tariffs_of_one_service_do_not_overlap",
                expressions=[
                    (_single(F("service_id")), RangeOperators.OVERLAPS),
                    (
                        _single(Coalesce("supplier_id", Value(0, models.BigIntegerField()))),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        _single(_hashed("tariff_group", "zone", "component")),
                        RangeOperators.OVERLAPS,
                    ),
                    (_single(F("band")), RangeOperators.OVERLAPS),
                    (_validity(), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=models.Q(rate_micro_rubles__gte=0), name="tariff_is_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"tariff {self.pk} service {self.service_id} {self.tariff_group}"


class Norm(Dated):
    """A consumption norm (норматив). Unit: the service's unit per ``per``, in micro-units."""

    class Per(models.TextChoices):
        PERSON_MONTH = "PERSON_MONTH"
        M2_MONTH = "M2_MONTH"
        PERSON_YEAR = "PERSON_YEAR"
        M2_YEAR = "M2_YEAR"
        M3 = "M3"
        """Gigacalories in a cubic metre of hot water (R-021)."""
        UNIT_MONTH = "UNIT_MONTH"
        """For one of what is counted: a head of cattle, a car washed (R-013)."""

    service_id = models.SmallIntegerField()
    norm_group = models.CharField(max_length=32)
    rooms = models.SmallIntegerField(null=True)
    persons = models.SmallIntegerField(null=True)
    """The last row of a table by persons stands for so many and more."""
    per = models.CharField(max_length=16, choices=Per)
    season_from = models.SmallIntegerField(null=True)
    season_until = models.SmallIntegerField(null=True)
    """First and last month of a season, both included (10 and 4: October to April); out of it zero."""
    value_micro = models.BigIntegerField()
    decision = models.CharField(max_length=160, blank=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="norms_of_one_service_do_not_overlap",
                expressions=[
                    (_single(F("service_id")), RangeOperators.OVERLAPS),
                    (_single(_hashed("norm_group", "per")), RangeOperators.OVERLAPS),
                    (
                        _single(Coalesce("rooms", Value(-1, models.SmallIntegerField()))),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        _single(Coalesce("persons", Value(-1, models.SmallIntegerField()))),
                        RangeOperators.OVERLAPS,
                    ),
                    (_validity(), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=models.Q(value_micro__gte=0), name="norm_is_not_negative"
            ),
            models.CheckConstraint(
                condition=models.Q(season_from__isnull=True, season_until__isnull=True)
                | models.Q(season_from__range=(1, 12), season_until__range=(1, 12)),
                name="season_has_two_months_or_none",
            ),
        ]

    def __str__(self) -> str:
        return f"norm {self.pk} service {self.service_id} {self.norm_group}"


class RaisingCoefficient(Dated):
    """Multiplies the fee of those who could have a meter and have none (R-111)."""

    service_id = models.SmallIntegerField()
    coefficient_micro = models.BigIntegerField()
    source = models.CharField(max_length=160)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_raising_coefficient_a_day",
                expressions=[
                    (_single(F("service_id")), RangeOperators.OVERLAPS),
                    (_validity(), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=models.Q(coefficient_micro__gte=1_000_000),
                name="raising_coefficient_is_at_least_one",
            ),
        ]

    def __str__(self) -> str:
        return f"coefficient of service {self.service_id}"


class KeyRate(Dated):
    """The central bank's key rate: the base of penalties. Unit: micro-percent."""

    percent_micro = models.BigIntegerField()
    source = models.CharField(max_length=160)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_key_rate_a_day", expressions=[(_validity(), RangeOperators.OVERLAPS)]
            ),
        ]

    def __str__(self) -> str:
        return f"key rate from {self.valid_from}"


class LawRow(Dated):
    """One dated row of the state's law, or of the centre's own edition of it, as a value in JSON.

    ``table``: which law it is a row of (``penalty_step``, ``penalty_cap``, ...); ``key``: what tells
    the rows of a day apart. The names and values are in ``tariffs/law_rows.py``.
    """

    table = models.CharField(max_length=32)
    key = models.CharField(max_length=64, blank=True)
    value = models.JSONField(default=dict)
    source = models.CharField(max_length=200)
    mark = models.CharField(max_length=1, blank=True)
    """V verified in a public source, K from knowledge, D a decision of the centre."""

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="law_rows_of_one_key_do_not_overlap",
                expressions=[
                    (_single(_hashed("table", "key")), RangeOperators.OVERLAPS),
                    (_validity(), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"law {self.table} {self.key} from {self.valid_from}"


class HeatingSeason(Dated):
    """A heating season: from the day the town's heating is turned on until it is turned off."""

    norm_months = models.SmallIntegerField()
    """Months of a year that the heating norm is set for: K_p is this over 12 (R-061)."""
    decision = models.CharField(max_length=160, blank=True)
    """The municipality's orders that began and ended it."""

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_heating_season_a_day",
                expressions=[(_validity(), RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                condition=models.Q(norm_months__range=(1, 12)), name="norm_is_set_for_months"
            ),
        ]

    def __str__(self) -> str:
        return f"heating season from {self.valid_from}"


class OutdoorTemperature(models.Model):
    """The mean temperature outdoors of a month, in micro-degrees Celsius (R-067)."""

    period = models.DateField(unique=True)
    mean_micro = models.BigIntegerField()
    source = models.CharField(max_length=160, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(mean_micro__range=(-90_000_000, 60_000_000)),
                name="temperature_is_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return f"outdoors in {self.period:%Y-%m}"


class TemperatureCoefficient(Dated):
    """Brings the volume of gas meters without compensation to standard conditions (R-050, PP 549)."""

    supplier_id = models.BigIntegerField(null=True)
    """The supplier who published it; NULL when it holds for any."""
    coefficient_micro = models.BigIntegerField()
    decision = models.CharField(max_length=160, blank=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_temperature_coefficient_a_day",
                expressions=[
                    (
                        _single(Coalesce("supplier_id", Value(0, models.BigIntegerField()))),
                        RangeOperators.OVERLAPS,
                    ),
                    (_validity(), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=models.Q(coefficient_micro__gt=0),
                name="temperature_coefficient_is_positive",
            ),
        ]

    def __str__(self) -> str:
        return f"temperature coefficient {self.pk}"
