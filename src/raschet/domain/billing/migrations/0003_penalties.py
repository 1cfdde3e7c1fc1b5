"""Portions of penalties, partitioned by run as the lines are; days on which debts bear nothing."""

from django.db import migrations, models

from raschet.domain.audit.guards import guards_sql, truncate_guard_sql

PORTION_SQL = """
CREATE TABLE billing_penalty_portion (
    account_id bigint NOT NULL,
    run_id bigint NOT NULL,
    part_kopecks bigint NOT NULL,
    percent_micro bigint NOT NULL,
    origin_period date NOT NULL,
    due_on date NOT NULL,
    until date NOT NULL,
    days_1 integer NOT NULL,
    days_2 integer NOT NULL,
    divisor_1 integer NOT NULL,
    divisor_2 integer NOT NULL,
    service_id smallint NOT NULL,
    portion_no smallint NOT NULL,
    settled boolean NOT NULL,
    PRIMARY KEY (account_id, service_id, origin_period, portion_no, run_id)
) PARTITION BY LIST (run_id)
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0002_refuse_truncate")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="PenaltyPortion",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "account_id",
                                "service_id",
                                "origin_period",
                                "portion_no",
                                "run_id",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("account_id", models.BigIntegerField()),
                        ("run_id", models.BigIntegerField()),
                        ("part_kopecks", models.BigIntegerField()),
                        ("percent_micro", models.BigIntegerField()),
                        ("origin_period", models.DateField()),
                        ("due_on", models.DateField()),
                        ("until", models.DateField()),
                        ("days_1", models.IntegerField()),
                        ("days_2", models.IntegerField()),
                        ("divisor_1", models.IntegerField()),
                        ("divisor_2", models.IntegerField()),
                        ("service_id", models.SmallIntegerField()),
                        ("portion_no", models.SmallIntegerField()),
                        ("settled", models.BooleanField()),
                    ],
                    options={"db_table": "billing_penalty_portion"},
                ),
            ],
            database_operations=[
                migrations.RunSQL(PORTION_SQL, "DROP TABLE billing_penalty_portion"),
                migrations.RunSQL(guards_sql("billing_penalty_portion"), migrations.RunSQL.noop),
                migrations.RunSQL(
                    truncate_guard_sql("billing_penalty_portion"), migrations.RunSQL.noop
                ),
            ],
        ),
        migrations.CreateModel(
            name="PenaltyPause",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("account_id", models.BigIntegerField(db_index=True)),
                ("service_id", models.SmallIntegerField(null=True)),
                ("origin_period", models.DateField(null=True)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(null=True)),
                ("reason", models.CharField(max_length=255)),
                ("actor", models.CharField(max_length=64)),
            ],
            options={
                "db_table": "billing_penalty_pause",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_until__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="a_penalty_pause_has_days",
                    )
                ],
            },
        ),
    ]
