import django.contrib.postgres.functions
import django.db.models.deletion
from django.db import migrations, models

from raschet.domain.audit.guards import guards_sql


CHARGELINE_SQL = """
CREATE TABLE billing_charge_line (
    account_id bigint NOT NULL,
    run_id bigint NOT NULL,
    amount_kopecks bigint NOT NULL,
    supplier_id bigint NOT NULL,
    quantity_micro bigint NULL,
    rate_micro_rubles bigint NULL,
    tariff_id bigint NULL,
    persons_micro bigint NULL,
    norm_micro bigint NULL,
    coefficient_micro bigint NULL,
    area_micro bigint NULL,
    house_volume_micro bigint NULL,
    house_area_micro bigint NULL,
    origin_period date NOT NULL,
    segment_from date NOT NULL,
    segment_until date NOT NULL,
    service_id smallint NOT NULL,
    line_no smallint NOT NULL,
    band smallint NULL,
    days smallint NULL,
    kind varchar(16) NOT NULL,
    method varchar(24) NOT NULL,
    zone varchar(10) NULL,
    component varchar(16) NULL,
    reason varchar(24) NULL,
    PRIMARY KEY (account_id, service_id, line_no, run_id)
) PARTITION BY LIST (run_id)
"""

CHARGELINE_GUARD_SQL = guards_sql("billing_charge_line")

CONSUMPTION_SQL = """
CREATE TABLE billing_consumption (
    account_id bigint NOT NULL,
    register_id bigint NOT NULL,
    run_id bigint NOT NULL,
    volume_micro bigint NOT NULL,
    estimated_micro bigint NOT NULL,
    average_micro bigint NULL,
    previous_value_micro bigint NULL,
    current_value_micro bigint NULL,
    previous_revision integer NULL,
    previous_on date NULL,
    current_revision integer NULL,
    current_on date NULL,
    service_id smallint NOT NULL,
    months_missing smallint NOT NULL,
    basis varchar(8) NOT NULL,
    reason varchar(24) NULL,
    PRIMARY KEY (account_id, register_id, run_id)
) PARTITION BY LIST (run_id)
"""

CONSUMPTION_GUARD_SQL = guards_sql("billing_consumption")

class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('audit', '0002_append_only'),
        ('ledger', '0001_initial'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.CreateModel(
            name='ChargeLine',
            fields=[
                ('pk', models.CompositePrimaryKey('account_id', 'service_id', 'line_no', 'run_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('account_id', models.BigIntegerField()),
                ('run_id', models.BigIntegerField()),
                ('amount_kopecks', models.BigIntegerField()),
                ('supplier_id', models.BigIntegerField()),
                ('quantity_micro', models.BigIntegerField(null=True)),
                ('rate_micro_rubles', models.BigIntegerField(null=True)),
                ('tariff_id', models.BigIntegerField(null=True)),
                ('persons_micro', models.BigIntegerField(null=True)),
                ('norm_micro', models.BigIntegerField(null=True)),
                ('coefficient_micro', models.BigIntegerField(null=True)),
                ('area_micro', models.BigIntegerField(null=True)),
                ('house_volume_micro', models.BigIntegerField(null=True)),
                ('house_area_micro', models.BigIntegerField(null=True)),
                ('origin_period', models.DateField()),
                ('segment_from', models.DateField()),
                ('segment_until', models.DateField()),
                ('service_id', models.SmallIntegerField()),
                ('line_no', models.SmallIntegerField()),
                ('band', models.SmallIntegerField(null=True)),
                ('days', models.SmallIntegerField(null=True)),
                ('kind', models.CharField(max_length=16)),
                ('method', models.CharField(max_length=24)),
                ('zone', models.CharField(max_length=10, null=True)),
                ('component', models.CharField(max_length=16, null=True)),
                ('reason', models.CharField(max_length=24, null=True)),
            ],
            options={
                'db_table': 'billing_charge_line',
            },
        )],
            database_operations=[
                migrations.RunSQL(CHARGELINE_SQL, "DROP TABLE billing_charge_line"),
                migrations.RunSQL(CHARGELINE_GUARD_SQL, migrations.RunSQL.noop),
            ],
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.CreateModel(
            name='Consumption',
            fields=[
                ('pk', models.CompositePrimaryKey('account_id', 'register_id', 'run_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('account_id', models.BigIntegerField()),
                ('register_id', models.BigIntegerField()),
                ('run_id', models.BigIntegerField()),
                ('volume_micro', models.BigIntegerField()),
                ('estimated_micro', models.BigIntegerField()),
                ('average_micro', models.BigIntegerField(null=True)),
                ('previous_value_micro', models.BigIntegerField(null=True)),
                ('current_value_micro', models.BigIntegerField(null=True)),
                ('previous_revision', models.IntegerField(null=True)),
                ('previous_on', models.DateField(null=True)),
                ('current_revision', models.IntegerField(null=True)),
                ('current_on', models.DateField(null=True)),
                ('service_id', models.SmallIntegerField()),
                ('months_missing', models.SmallIntegerField()),
                ('basis', models.CharField(choices=[('METER', 'Meter'), ('AVERAGE', 'Average'), ('NORM', 'Norm')], max_length=8)),
                ('reason', models.CharField(max_length=24, null=True)),
            ],
            options={
                'db_table': 'billing_consumption',
            },
        )],
            database_operations=[
                migrations.RunSQL(CONSUMPTION_SQL, "DROP TABLE billing_consumption"),
                migrations.RunSQL(CONSUMPTION_GUARD_SQL, migrations.RunSQL.noop),
            ],
        ),
        migrations.CreateModel(
            name='Run',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), editable=False, unique=True)),
                ('period', models.DateField()),
                ('state', models.CharField(choices=[('DRAFT', 'Draft'), ('CHECKED', 'Checked'), ('APPROVED', 'Approved'), ('PUBLISHED', 'Published'), ('DISCARDED', 'Discarded')], max_length=12)),
                ('as_of', models.DateTimeField()),
                ('due_date', models.DateField()),
                ('actor', models.CharField(max_length=64)),
                ('started_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('published_at', models.DateTimeField(null=True)),
                ('published_by', models.CharField(blank=True, max_length=64)),
                ('lines_digest', models.BinaryField(max_length=32, null=True)),
                ('postings_digest', models.BinaryField(max_length=32, null=True)),
                ('totals', models.JSONField(default=dict)),
                ('book', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.book')),
            ],
            options={
                'db_table': 'billing_run',
            },
        ),
        migrations.CreateModel(
            name='RunApproval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('login', models.CharField(max_length=64)),
                ('accepts_errors', models.BooleanField(default=False)),
                ('approved_at', models.DateTimeField()),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='approvals', to='billing.run')),
            ],
            options={
                'db_table': 'billing_run_approval',
            },
        ),
        migrations.CreateModel(
            name='RunFinding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40)),
                ('severity', models.CharField(choices=[('INFO', 'Info'), ('WARNING', 'Warning'), ('ERROR', 'Error')], max_length=8)),
                ('detail', models.JSONField(default=dict)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='billing.run')),
            ],
            options={
                'db_table': 'billing_run_finding',
            },
        ),
        migrations.CreateModel(
            name='Unbilled',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account_id', models.BigIntegerField()),
                ('service_id', models.SmallIntegerField(null=True)),
                ('reason', models.CharField(max_length=32)),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField()),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='unbilled', to='billing.run')),
            ],
            options={
                'db_table': 'billing_unbilled',
            },
        ),
        migrations.AddConstraint(
            model_name='run',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'PUBLISHED')), fields=('period',), name='a_period_is_published_once'),
        ),
        migrations.AddConstraint(
            model_name='run',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['DRAFT', 'CHECKED', 'APPROVED'])), fields=('period',), name='one_unpublished_run_a_period'),
        ),
        migrations.AddConstraint(
            model_name='runapproval',
            constraint=models.UniqueConstraint(fields=('run', 'login'), name='one_signature_per_person'),
        ),
        migrations.AddIndex(
            model_name='unbilled',
            index=models.Index(fields=['run', 'account_id'], name='unbilled_by_account'),
        ),
    ]
