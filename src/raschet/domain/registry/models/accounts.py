"""Personal accounts and the dated facts a month's charges stand on.

Dated rows point to accounts without a database foreign key: there are millions of them, each key
would cost microseconds a row, and ``raschet verify`` proves what those keys would.
"""

from __future__ import annotations

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models.functions import Now

from raschet.domain.registry.models.dated import Dated, no_overlap
from raschet.domain.registry.models.houses import House, Unit
from raschet.domain.registry.models.services import Service


class Account(models.Model):
    """A personal account. Its number is text, follows the centre's pattern and is never reused."""

    public_id = models.UUIDField(db_default=RandomUUID(), editable=False, unique=True)
    number = models.CharField(max_length=20, unique=True)
    unified_number = models.CharField(max_length=10, blank=True)
    """Unified account number of the state housing system (ЕЛС)."""
    external_number = models.CharField(max_length=40, blank=True)
    """Number the managing company knew the account by."""
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="accounts")
    house = models.ForeignKey(House, models.PROTECT, related_name="accounts")
    """The unit's house, repeated because the monthly run works in blocks of whole houses."""
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    """First day on which the account is no longer served."""
    import_batch_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closed_on__isnull=True)
                | models.Q(closed_on__gt=models.F("opened_on")),
                name="account_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=models.Q(id__gt=0), name="account_zero_is_the_centre_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class AccountHolder(Dated):
    """Who answers for an account: owner, tenant or organisation, with contacts."""

    class Kind(models.TextChoices):
        OWNER = "OWNER"
        TENANT = "TENANT"
        ORGANISATION = "ORGANISATION"
        MUNICIPALITY = "MUNICIPALITY"

    account_id = models.BigIntegerField()
    kind = models.CharField(max_length=16, choices=Kind)
    name = models.CharField(max_length=160)
    phone = models.CharField(max_length=64, blank=True)
    email = models.CharField(max_length=254, blank=True)
    import_batch_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [no_overlap("account_has_one_holder_a_day", "account_id")]

    def __str__(self) -> str:
        return f"holder of account {self.account_id}"


class AccountArea(Dated):
    """The area an account pays for (R-083): the whole flat or a share of it."""

    account_id = models.BigIntegerField()
    area_micro = models.BigIntegerField()
    share_numerator = models.IntegerField(default=1)
    share_denominator = models.IntegerField(default=1)
    import_batch_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            no_overlap("account_has_one_area_a_day", "account_id"),
            models.CheckConstraint(
                condition=models.Q(area_micro__gt=0), name="account_area_is_positive"
            ),
            models.CheckConstraint(
                condition=models.Q(share_numerator__gt=0)
                & models.Q(share_numerator__lte=models.F("share_denominator")),
                name="account_share_is_at_most_one",
            ),
        ]

    def __str__(self) -> str:
        return f"area of account {self.account_id}"


class Household(Dated):
    """How many people live there: permanently registered and temporary (R-004, PP 354 cl. 56-58)."""

    account_id = models.BigIntegerField()
    registered = models.SmallIntegerField()
    temporary = models.SmallIntegerField(default=0)
    import_batch_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            no_overlap("account_has_one_household_a_day", "account_id"),
            models.CheckConstraint(
                condition=models.Q(registered__gte=0) & models.Q(temporary__gte=0),
                name="household_counts_no_negative_people",
            ),
        ]

    def __str__(self) -> str:
        return f"household of account {self.account_id}"


class Ownership(Dated):
    """A right-holder's share. With nobody registered, owners are counted instead (R-004)."""

    class Kind(models.TextChoices):
        PERSON = "PERSON"
        ORGANISATION = "ORGANISATION"
        MUNICIPALITY = "MUNICIPALITY"

    account_id = models.BigIntegerField()
    owner_number = models.SmallIntegerField()
    """1, 2, ...: keeps the owners of one account apart."""
    kind = models.CharField(max_length=16, choices=Kind)
    name = models.CharField(max_length=160)
    share_numerator = models.IntegerField(default=1)
    share_denominator = models.IntegerField(default=1)
    import_batch_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [no_overlap("owner_has_one_share_a_day", "account_id", "owner_number")]

    def __str__(self) -> str:
        return f"owner {self.owner_number} of account {self.account_id}"


class AccountSupply(Dated):
    """An account's exception from what its house is supplied with: left out, added or changed."""

    account_id = models.BigIntegerField()
    service = models.ForeignKey(Service, models.PROTECT)
    included = models.BooleanField()
    quantity = models.SmallIntegerField(default=1)
    tariff_group = models.CharField(max_length=32, null=True)
    norm_group = models.CharField(max_length=32, null=True)
    metering_impossible = models.BooleanField(default=False)
    """An act confirms that no meter can be installed: no raising coefficient (R-112)."""
    bands_exempt = models.BooleanField(default=False, db_default=False)
    """Consumption bands do not apply, as for large families in some regions: band 1 (R-044)."""
    import_batch_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [no_overlap("account_has_one_exception_a_day", "account_id", "service")]

    def __str__(self) -> str:
        return f"account {self.account_id} service {self.service_id}"


class Entitlement(Dated):
    """A resident of an account who is entitled to a benefit of a category of the law.

    ``person``: 1, 2, ... tells the residents of an account apart; no name is kept. A person may have
    several categories: for each service the larger benefit counts (R-172).
    """

    account_id = models.BigIntegerField()
    person = models.SmallIntegerField()
    category = models.CharField(max_length=24)
    document = models.CharField(max_length=160, blank=True)
    """The decision of the social office, without personal data."""
    import_batch_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["account_id"], name="entitlement_by_account")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__gte=1), name="entitled_persons_count_from_one"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gt=models.F("valid_from")),
                name="an_entitlement_has_days",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category} of account {self.account_id}"


class AccountMeasure(Dated):
    """What a norm is multiplied by besides people and floor area: land watered, heads of animals.

    ``amount_micro`` is in the norm's own count (square metres, heads). Source: rules R-012, R-013,
    PP 354 cl. 49.
    """

    account_id = models.BigIntegerField()
    service = models.ForeignKey(Service, models.PROTECT)
    number = models.SmallIntegerField()
    """1, 2, ...: keeps the measures of one account and service apart."""
    norm_group = models.CharField(max_length=32)
    amount_micro = models.BigIntegerField()
    import_batch_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            no_overlap("account_has_one_amount_a_day", "account_id", "service", "number"),
            models.CheckConstraint(
                condition=models.Q(amount_micro__gt=0), name="account_amount_is_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.norm_group} of account {self.account_id}"


class Violation(models.Model):
    """An act of unauthorised connection or tampering (R-130, PP 354 cl. 62, 81(11) to 81(13)).

    Never changed; an act that a court or the centre took back is marked so.
    """

    class Kind(models.TextChoices):
        CONNECTION = "CONNECTION"
        TAMPERING = "TAMPERING"

    account_id = models.BigIntegerField()
    service = models.ForeignKey(Service, models.PROTECT)
    kind = models.CharField(max_length=12, choices=Kind)
    act_number = models.CharField(max_length=40)
    found_on = models.DateField()
    began_on = models.DateField()
    """The day of the connection, or of the last inspection before the act."""
    charged_in = models.DateField()
    """First day of the month that charges it: open when the act was recorded."""
    withdrawn_on = models.DateField(null=True)
    actor = models.CharField(max_length=64)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account_id", "service", "act_number"], name="one_act_of_a_number"
            ),
            models.CheckConstraint(
                condition=models.Q(began_on__lte=models.F("found_on")),
                name="violation_began_before_it_was_found",
            ),
        ]
        indexes = [models.Index(fields=["charged_in"], name="violation_by_month")]

    def __str__(self) -> str:
        return f"act {self.act_number} of account {self.account_id}"
