import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from raschet.domain.audit.guards import guards_sql


POSTING_SQL = """
CREATE TABLE ledger_posting (
    account_id bigint NOT NULL,
    book_id bigint NOT NULL,
    entry_id bigint NOT NULL,
    amount_kopecks bigint NOT NULL CONSTRAINT posting_amount_is_positive CHECK (amount_kopecks > 0),
    supplier_id bigint NULL,
    "row" integer NOT NULL,
    origin_period date NOT NULL,
    value_date date NOT NULL,
    service_id smallint NOT NULL,
    debit smallint NOT NULL,
    credit smallint NOT NULL,
    kind smallint NOT NULL,
    PRIMARY KEY (account_id, book_id, entry_id, "row"),
    CONSTRAINT posting_moves_between_two_accounts CHECK (debit <> credit)
) PARTITION BY LIST (book_id)
"""

POSTING_GUARD_SQL = guards_sql("ledger_posting")

BALANCE_SQL = """
CREATE TABLE ledger_balance (
    account_id bigint NOT NULL,
    opening_kopecks bigint NOT NULL,
    charged_kopecks bigint NOT NULL,
    recalculated_kopecks bigint NOT NULL,
    benefit_kopecks bigint NOT NULL,
    penalty_kopecks bigint NOT NULL,
    paid_kopecks bigint NOT NULL,
    refunded_kopecks bigint NOT NULL,
    set_off_kopecks bigint NOT NULL,
    written_off_kopecks bigint NOT NULL,
    closing_kopecks bigint NOT NULL,
    period date NOT NULL,
    service_id smallint NOT NULL,
    PRIMARY KEY (account_id, service_id, period),
    CONSTRAINT balance_adds_up CHECK (
        opening_kopecks + charged_kopecks + recalculated_kopecks - benefit_kopecks
        + penalty_kopecks - paid_kopecks + refunded_kopecks - set_off_kopecks
        - written_off_kopecks = closing_kopecks
    )
) PARTITION BY LIST (period)
"""

BALANCE_GUARD_SQL = guards_sql("ledger_balance")

class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('audit', '0002_append_only'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.CreateModel(
            name='Balance',
            fields=[
                ('pk', models.CompositePrimaryKey('account_id', 'service_id', 'period', blank=True, editable=False, primary_key=True, serialize=False)),
                ('account_id', models.BigIntegerField()),
                ('opening_kopecks', models.BigIntegerField()),
                ('charged_kopecks', models.BigIntegerField()),
                ('recalculated_kopecks', models.BigIntegerField()),
                ('benefit_kopecks', models.BigIntegerField()),
                ('penalty_kopecks', models.BigIntegerField()),
                ('paid_kopecks', models.BigIntegerField()),
                ('refunded_kopecks', models.BigIntegerField()),
                ('set_off_kopecks', models.BigIntegerField()),
                ('written_off_kopecks', models.BigIntegerField()),
                ('closing_kopecks', models.BigIntegerField()),
                ('period', models.DateField()),
                ('service_id', models.SmallIntegerField()),
            ],
            options={
                'db_table': 'ledger_balance',
            },
        )],
            database_operations=[
                migrations.RunSQL(BALANCE_SQL, "DROP TABLE ledger_balance"),
                migrations.RunSQL(BALANCE_GUARD_SQL, migrations.RunSQL.noop),
            ],
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.CreateModel(
            name='Posting',
            fields=[
                ('pk', models.CompositePrimaryKey('account_id', 'book_id', 'entry_id', 'row', blank=True, editable=False, primary_key=True, serialize=False)),
                ('account_id', models.BigIntegerField()),
                ('book_id', models.BigIntegerField()),
                ('entry_id', models.BigIntegerField()),
                ('amount_kopecks', models.BigIntegerField()),
                ('supplier_id', models.BigIntegerField(null=True)),
                ('row', models.IntegerField()),
                ('origin_period', models.DateField()),
                ('value_date', models.DateField()),
                ('service_id', models.SmallIntegerField()),
                ('debit', models.SmallIntegerField(choices=[(10, 'Receivable'), (11, 'Penalty Receivable'), (20, 'Advance'), (30, 'Supplier Accrued'), (31, 'Supplier Due'), (40, 'Clearing'), (41, 'Bank'), (42, 'Transit'), (50, 'Income'), (90, 'Migration')])),
                ('credit', models.SmallIntegerField(choices=[(10, 'Receivable'), (11, 'Penalty Receivable'), (20, 'Advance'), (30, 'Supplier Accrued'), (31, 'Supplier Due'), (40, 'Clearing'), (41, 'Bank'), (42, 'Transit'), (50, 'Income'), (90, 'Migration')])),
                ('kind', models.SmallIntegerField(choices=[(1, 'Opening'), (2, 'Charge'), (3, 'Recalculation'), (4, 'Benefit'), (5, 'Penalty'), (6, 'Payment'), (7, 'Refund'), (8, 'Set Off'), (9, 'Write Off')])),
            ],
            options={
                'db_table': 'ledger_posting',
            },
        )],
            database_operations=[
                migrations.RunSQL(POSTING_SQL, "DROP TABLE ledger_posting"),
                migrations.RunSQL(POSTING_GUARD_SQL, migrations.RunSQL.noop),
            ],
        ),
        migrations.CreateModel(
            name='Book',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period', models.DateField()),
                ('kind', models.CharField(choices=[('LIVE', 'Live'), ('RUN', 'Run')], max_length=4)),
                ('state', models.CharField(choices=[('DRAFT', 'Draft'), ('OPEN', 'Open'), ('SEALED', 'Sealed')], max_length=8)),
                ('posting_count', models.BigIntegerField(null=True)),
                ('total_kopecks', models.DecimalField(decimal_places=0, max_digits=30, null=True)),
                ('digest', models.BinaryField(max_length=32, null=True)),
                ('chain_number', models.IntegerField(null=True, unique=True)),
                ('chain_hash', models.BinaryField(max_length=32, null=True)),
                ('sealed_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'ledger_book',
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.SmallIntegerField(choices=[(1, 'Opening'), (2, 'Charge'), (3, 'Recalculation'), (4, 'Benefit'), (5, 'Penalty'), (6, 'Payment'), (7, 'Refund'), (8, 'Set Off'), (9, 'Write Off')])),
                ('source_type', models.CharField(max_length=24)),
                ('source_id', models.CharField(max_length=80)),
                ('idempotency_key', models.CharField(max_length=120, unique=True)),
                ('actor', models.CharField(max_length=64)),
                ('reason', models.CharField(blank=True, max_length=255)),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('book', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='ledger.book')),
                ('reverses', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversed_by', to='ledger.entry')),
            ],
            options={
                'db_table': 'ledger_entry',
            },
        ),
        migrations.AddConstraint(
            model_name='book',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'LIVE')), fields=('period',), name='one_live_book_a_period'),
        ),
        migrations.AddConstraint(
            model_name='book',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'LIVE'), ('state', 'OPEN')), fields=('kind',), name='one_live_book_is_open'),
        ),
        migrations.AddConstraint(
            model_name='book',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('chain_number__isnull', False), ('state', 'SEALED')), models.Q(models.Q(('state', 'SEALED'), _negated=True), ('chain_number__isnull', True)), _connector='OR'), name='sealed_books_are_in_the_chain'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.UniqueConstraint(fields=('source_type', 'source_id'), name='one_entry_per_source'),
        ),
    ]
