"""Monthly runs, their charge lines and what each meter contributed.

``billing_charge_line`` and ``billing_consumption`` are partitioned by run; parents and guards are
made in migrations, partitions attached at publication.
"""

from __future__ import annotations

from django.contrib.postgres.functions import RandomUUID
from django.db import models

from raschet.domain.ledger.models import Book


class Run(models.Model):
    """One computation of a month. At most one per period is published as the main run."""

    class State(models.TextChoices):
        DRAFT = "DRAFT"
        CHECKED = "CHECKED"
        APPROVED = "APPROVED"
        PUBLISHED = "PUBLISHED"
        DISCARDED = "DISCARDED"

    public_id = models.UUIDField(db_default=RandomUUID(), editable=False, unique=True)
    period = models.DateField()
    state = models.CharField(max_length=12, choices=State)
    book = models.ForeignKey(Book, models.PROTECT, null=True, related_name="+")
    as_of = models.DateTimeField()
    """Postings recorded later are not in the figures of this run."""
    due_date = models.DateField()
    actor = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.CharField(max_length=64, blank=True)
    lines_digest = models.BinaryField(max_length=32, null=True)
    postings_digest = models.BinaryField(max_length=32, null=True)
    totals = models.JSONField(default=dict)
    """Control totals: accounts, lines, kopecks by service."""

    class Meta:
        db_table = "billing_run"
        constraints = [
            models.UniqueConstraint(
                fields=["period"],
                condition=models.Q(state="PUBLISHED"),
                name="a_period_is_published_once",
            ),
            models.UniqueConstraint(
                fields=["period"],
                condition=models.Q(state__in=["DRAFT", "CHECKED", "APPROVED"]),
                name="one_unpublished_run_a_period",
            ),
        ]

    def __str__(self) -> str:
        return f"run {self.pk} of {self.period:%Y-%m} ({self.state})"


class RunApproval(models.Model):
    """One person's signature under a checked run; two different people are needed."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="approvals")
    login = models.CharField(max_length=64)
    accepts_errors = models.BooleanField(default=False)
    """The person saw the errors among the findings and signs all the same."""
    approved_at = models.DateTimeField()

    class Meta:
        db_table = "billing_run_approval"
        constraints = [
            models.UniqueConstraint(fields=["run", "login"], name="one_signature_per_person"),
        ]

    def __str__(self) -> str:
        return f"approval of run {self.run_id} by {self.login}"


class RunFinding(models.Model):
    """What the checks of a run found, for people to look at before they sign."""

    class Severity(models.TextChoices):
        INFO = "INFO"
        WARNING = "WARNING"
        ERROR = "ERROR"

    run = models.ForeignKey(Run, models.CASCADE, related_name="findings")
    code = models.CharField(max_length=40)
    severity = models.CharField(max_length=8, choices=Severity)
    detail = models.JSONField(default=dict)

    class Meta:
        db_table = "billing_run_finding"

    def __str__(self) -> str:
        return f"{self.severity} {self.code}"


class Unbilled(models.Model):
    """An account, or one of its services, that a run did not charge, and why."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="unbilled")
    account_id = models.BigIntegerField()
    service_id = models.SmallIntegerField(null=True)
    reason = models.CharField(max_length=32)
    valid_from = models.DateField()
    valid_until = models.DateField()

    class Meta:
        db_table = "billing_unbilled"
        indexes = [models.Index(fields=["run", "account_id"], name="unbilled_by_account")]

    def __str__(self) -> str:
        return f"account {self.account_id} {self.reason}"


class Line(models.Model):
    """The columns of a computed line: ``engine.lines.LINE_SCHEMA`` with its run."""

    # Wide columns come first: PostgreSQL pads a narrow column before a wide one, in every row.
    account_id = models.BigIntegerField()
    run_id = models.BigIntegerField()
    amount_kopecks = models.BigIntegerField()
    supplier_id = models.BigIntegerField()
    quantity_micro = models.BigIntegerField(null=True)
    rate_micro_rubles = models.BigIntegerField(null=True)
    tariff_id = models.BigIntegerField(null=True)
    persons_micro = models.BigIntegerField(null=True)
    norm_micro = models.BigIntegerField(null=True)
    coefficient_micro = models.BigIntegerField(null=True)
    area_micro = models.BigIntegerField(null=True)
    house_volume_micro = models.BigIntegerField(null=True)
    house_area_micro = models.BigIntegerField(null=True)
    origin_period = models.DateField()
    segment_from = models.DateField()
    segment_until = models.DateField()
    service_id = models.SmallIntegerField()
    line_no = models.SmallIntegerField()
    band = models.SmallIntegerField(null=True)
    days = models.SmallIntegerField(null=True)
    kind = models.CharField(max_length=16)
    method = models.CharField(max_length=24)
    zone = models.CharField(max_length=10, null=True)
    component = models.CharField(max_length=16, null=True)
    reason = models.CharField(max_length=24, null=True)

    class Meta:
        abstract = True


class ChargeLine(Line):
    """One computed line with the operands that explain it. Append-only, written once per run."""

    pk = models.CompositePrimaryKey("account_id", "service_id", "line_no", "run_id")

    class Meta:
        db_table = "billing_charge_line"

    def __str__(self) -> str:
        return f"line {self.line_no} of account {self.account_id} service {self.service_id}"


class Contribution(models.Model):
    """The columns of what a register contributed: ``CONSUMPTION_SCHEMA`` with its run."""

    class Basis(models.TextChoices):
        METER = "METER"
        AVERAGE = "AVERAGE"
        NORM = "NORM"

    account_id = models.BigIntegerField()
    register_id = models.BigIntegerField()
    run_id = models.BigIntegerField()
    volume_micro = models.BigIntegerField()
    estimated_micro = models.BigIntegerField()
    """Volume estimated since the last actual reading, this month included."""
    average_micro = models.BigIntegerField(null=True)
    previous_value_micro = models.BigIntegerField(null=True)
    current_value_micro = models.BigIntegerField(null=True)
    previous_revision = models.IntegerField(null=True)
    previous_on = models.DateField(null=True)
    current_revision = models.IntegerField(null=True)
    current_on = models.DateField(null=True)
    service_id = models.SmallIntegerField()
    months_missing = models.SmallIntegerField()
    """Consecutive months without an actual reading, this one included."""
    basis = models.CharField(max_length=8, choices=Basis)
    reason = models.CharField(max_length=24, null=True)

    class Meta:
        abstract = True


class Consumption(Contribution):
    """What one register contributed to a month; also the state the next month starts from."""

    pk = models.CompositePrimaryKey("account_id", "register_id", "run_id")

    class Meta:
        db_table = "billing_consumption"

    def __str__(self) -> str:
        return f"consumption of register {self.register_id}"


class RunMark(models.Model):
    """A late fact (``registry.DirtyMonth``) that a run has taken into account."""

    pk = models.CompositePrimaryKey("run_id", "mark_id")
    run = models.ForeignKey(Run, models.CASCADE, related_name="marks")
    mark_id = models.BigIntegerField()

    class Meta:
        db_table = "billing_run_mark"

    def __str__(self) -> str:
        return f"mark {self.mark_id} of run {self.run_id}"


class Recalculation(models.Model):
    """What a RECALCULATION line of a published month stands on: what was billed, what should be.

    The difference of the sums is the line's amount. ``reasons``: codes of the late facts.
    """

    pk = models.CompositePrimaryKey("run_id", "account_id", "service_id", "line_no")
    run_id = models.BigIntegerField()
    account_id = models.BigIntegerField()
    was_kopecks = models.BigIntegerField()
    should_kopecks = models.BigIntegerField()
    was_micro = models.BigIntegerField(null=True)
    should_micro = models.BigIntegerField(null=True)
    supplier_id = models.BigIntegerField()
    origin_period = models.DateField()
    service_id = models.SmallIntegerField()
    line_no = models.SmallIntegerField()
    method = models.CharField(max_length=24)
    reasons = models.CharField(max_length=160)

    class Meta:
        db_table = "billing_recalculation"

    def __str__(self) -> str:
        return f"recalculation of {self.origin_period:%Y-%m} of account {self.account_id}"


class RecomputedMonth(models.Model):
    """An account's earlier month that a run computed again with another result.

    From its publication on the month's lines and consumption are those of this run, for later
    recalculations and for late readings; what was billed stays as it is.
    """

    pk = models.CompositePrimaryKey("account_id", "period", "run_id")
    account_id = models.BigIntegerField()
    run_id = models.BigIntegerField()
    period = models.DateField()

    class Meta:
        db_table = "billing_recomputed_month"
        indexes = [models.Index(fields=["run_id"], name="recomputed_by_run")]

    def __str__(self) -> str:
        return f"{self.period:%Y-%m} of account {self.account_id} anew"


class RecomputedLine(Line):
    """A line of a month computed again; what the month should have been charged."""

    pk = models.CompositePrimaryKey(
        "account_id", "origin_period", "run_id", "service_id", "line_no"
    )

    class Meta:
        db_table = "billing_recomputed_line"
        indexes = [models.Index(fields=["run_id"], name="recomputed_line_by_run")]

    def __str__(self) -> str:
        return f"recomputed line {self.line_no} of account {self.account_id}"


class RecomputedConsumption(Contribution):
    """What a register contributed to a month computed again."""

    pk = models.CompositePrimaryKey("account_id", "period", "run_id", "register_id")
    period = models.DateField()

    class Meta:
        db_table = "billing_recomputed_consumption"
        indexes = [models.Index(fields=["run_id"], name="recomputed_consumption_by_run")]

    def __str__(self) -> str:
        return f"recomputed consumption of register {self.register_id}"


class PenaltyPortion(models.Model):
    """What a penalty line is made of: a part of the debt, until when it was late, at which rate.

    Written with the run's lines, for the debts that have one. The penalty of a debt up to the run is
    the sum of ``part x percent x (days_1 / divisor_1 + days_2 / divisor_2)``, rounded once.
    """

    pk = models.CompositePrimaryKey(
        "account_id", "service_id", "origin_period", "portion_no", "run_id"
    )
    account_id = models.BigIntegerField()
    run_id = models.BigIntegerField()
    part_kopecks = models.BigIntegerField()
    percent_micro = models.BigIntegerField()
    origin_period = models.DateField()
    due_on = models.DateField()
    until = models.DateField()
    days_1 = models.IntegerField()
    days_2 = models.IntegerField()
    divisor_1 = models.IntegerField()
    divisor_2 = models.IntegerField()
    service_id = models.SmallIntegerField()
    portion_no = models.SmallIntegerField()
    settled = models.BooleanField()
    """Paid on ``until``; otherwise still owed on that day."""

    class Meta:
        db_table = "billing_penalty_portion"

    def __str__(self) -> str:
        return f"portion {self.portion_no} of account {self.account_id} {self.origin_period:%Y-%m}"


class PenaltyPause(models.Model):
    """Days on which debts of an account bear no penalty (R-185): a bill not delivered, a dispute.

    ``service_id`` and ``origin_period`` narrow it to one service or month; NULL means any.
    """

    account_id = models.BigIntegerField(db_index=True)
    service_id = models.SmallIntegerField(null=True)
    origin_period = models.DateField(null=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    reason = models.CharField(max_length=255)
    actor = models.CharField(max_length=64)

    class Meta:
        db_table = "billing_penalty_pause"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gt=models.F("valid_from")),
                name="a_penalty_pause_has_days",
            ),
        ]

    def __str__(self) -> str:
        return f"penalty pause of account {self.account_id} from {self.valid_from}"


class HouseBalance(models.Model):
    """What the meter of a house showed in a month and where it went; the next month goes on from it.

    Volumes are micro-units of the resource. Where the meter is known, ``meter + carried_in`` equals
    the sum of what follows it up to ``carried_out``; ``raschet verify`` proves it.
    """

    run = models.ForeignKey(Run, models.CASCADE, related_name="balances")
    house_id = models.BigIntegerField()
    meter_micro = models.BigIntegerField(null=True)
    """Null where no volume of the house is known."""
    flats_metered_micro = models.BigIntegerField()
    flats_average_micro = models.BigIntegerField()
    flats_norm_micro = models.BigIntegerField()
    nonresidential_micro = models.BigIntegerField()
    other_micro = models.BigIntegerField()
    """The house's own production."""
    carried_in_micro = models.BigIntegerField()
    common_micro = models.BigIntegerField(null=True)
    """Charged to the house this month; null where nothing could be."""
    reduction_micro = models.BigIntegerField()
    """Taken off individual consumption: negative or zero."""
    correction_micro = models.BigIntegerField()
    """Recalculated this month for the months before."""
    carried_out_micro = models.BigIntegerField()
    charged_micro = models.BigIntegerField()
    """Charged to the house since its last recalculation, this month included."""
    norm_micro = models.BigIntegerField(null=True)
    """What the norm for common property makes of the house."""
    norm_of_m2_micro = models.BigIntegerField(null=True)
    house_area_micro = models.BigIntegerField(null=True)
    common_area_micro = models.BigIntegerField(null=True)
    service_id = models.SmallIntegerField()
    method = models.CharField(max_length=24)
    basis = models.CharField(max_length=8, null=True)
    """METER, AVERAGE or NORM as in consumption; NONE where the house has no meter."""
    reason = models.CharField(max_length=24, null=True)
    due = models.BooleanField()

    class Meta:
        db_table = "billing_house_balance"
        constraints = [
            models.UniqueConstraint(
                fields=["run", "house_id", "service_id"], name="one_balance_a_house_and_service"
            ),
        ]

    def __str__(self) -> str:
        return f"balance of house {self.house_id} service {self.service_id}"
