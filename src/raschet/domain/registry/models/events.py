"""What happened to people and services: absence of residents, interruptions and poor quality."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from raschet.domain.registry.models.houses import House
from raschet.domain.registry.models.services import Service


class Absence(models.Model):
    """Residents who were away, by an application (PP 354 cl. 86 to 93). Never changed, only withdrawn."""

    account_id = models.BigIntegerField()
    persons = models.SmallIntegerField()
    left_on = models.DateField()
    returned_on = models.DateField()
    """Days of leaving and of return; both are days at home."""
    applied_on = models.DateField()
    documents = models.CharField(max_length=255, blank=True)
    """What proves the absence; empty while it is only announced."""
    meter_excused = models.BooleanField(default=False)
    """The meter failed beyond the consumer's control (R-151)."""
    actor = models.CharField(max_length=64)
    recorded_at = models.DateTimeField(db_default=Now())
    withdrawn_on = models.DateField(null=True)

    class Meta:
        db_table = "registry_absence"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(returned_on__gt=models.F("left_on")),
                name="absent_people_return_after_they_leave",
            ),
            models.CheckConstraint(
                condition=models.Q(persons__gt=0), name="absence_is_of_at_least_one_person"
            ),
        ]
        indexes = [models.Index(fields=["account_id"], name="absence_by_account")]

    def __str__(self) -> str:
        return f"absence {self.pk} of account {self.account_id}"


class QualityEvent(models.Model):
    """An interruption or poor quality of a service, from the dispatcher's record to the act (R-162)."""

    house = models.ForeignKey(House, models.PROTECT, related_name="quality_events")
    account_id = models.BigIntegerField(default=0)
    """The one account concerned; 0: the whole house."""
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    case_code = models.CharField(max_length=24)
    """A row of ``engine/law/quality.toml``."""
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    measured_micro = models.BigIntegerField(null=True)
    """Degrees, or percent of deviation of the pressure."""
    standard_micro = models.BigIntegerField(null=True)
    """Lowest degrees where the law's own do not hold: a corner room, a cold region."""
    rate_micro_rubles = models.BigIntegerField(null=True)
    """The rate of the missing maintenance work for 1 m2 a month."""
    act = models.CharField(max_length=255, blank=True)
    actor = models.CharField(max_length=64)
    recorded_at = models.DateTimeField(db_default=Now())
    withdrawn_on = models.DateField(null=True)

    class Meta:
        db_table = "registry_quality_event"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_at__gt=models.F("started_at")),
                name="quality_event_ends_after_it_starts",
            ),
        ]
        indexes = [models.Index(fields=["ended_at"], name="quality_event_by_end")]

    def __str__(self) -> str:
        return f"{self.case_code} {self.pk} in house {self.house_id}"
