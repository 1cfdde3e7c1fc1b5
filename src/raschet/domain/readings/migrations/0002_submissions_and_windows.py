"""Months that readings count in, the window they are taken in, and visits with receipts."""

from datetime import date
from typing import Any

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.functions.datetime
from django.db import migrations, models


def first_window(apps: Any, schema_editor: Any) -> None:
    """From the 15th to the 25th, until the centre decides otherwise (PP 354, cl. 33)."""
    apps.get_model("readings", "ReadingWindow").objects.create(
        valid_from=date(2000, 1, 1), first_day=15, last_day=25
    )


class Migration(migrations.Migration):

    dependencies = [
        ('readings', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReadingWindow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(null=True)),
                ('first_day', models.SmallIntegerField()),
                ('last_day', models.SmallIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=24, unique=True)),
                ('account_id', models.BigIntegerField()),
                ('period', models.DateField()),
                ('channel', models.CharField(choices=[('CABINET', 'Cabinet'), ('SITE', 'Site'), ('MOBILE', 'Mobile'), ('TELEPHONE', 'Telephone'), ('SLIP', 'Slip'), ('BANK', 'Bank'), ('IMPORT', 'Import'), ('INSPECTOR', 'Inspector'), ('AUTOMATIC', 'Automatic')], max_length=12)),
                ('actor', models.CharField(max_length=64)),
                ('received_at', models.DateTimeField()),
                ('client_key', models.UUIDField(null=True)),
                ('content_sha256', models.BinaryField(max_length=32)),
                ('signed_text', models.TextField()),
                ('signature', models.BinaryField(max_length=64)),
                ('public_key', models.BinaryField(max_length=32)),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='reading',
            name='one_reading_per_client_key',
        ),
        migrations.RemoveField(
            model_name='reading',
            name='client_key',
        ),
        migrations.AddField(
            model_name='reading',
            name='decided_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='reading',
            name='decided_by',
            field=models.CharField(blank=True, db_default='', max_length=64),
        ),
        migrations.AddField(
            model_name='reading',
            name='period',
            field=models.DateField(null=True),
        ),
        migrations.RunSQL(
            "UPDATE readings_reading SET period = date_trunc('month', taken_on)::date",
            migrations.RunSQL.noop,
        ),
        migrations.AlterField(
            model_name='reading',
            name='period',
            field=models.DateField(),
        ),
        migrations.AddField(
            model_name='reading',
            name='submission_id',
            field=models.BigIntegerField(null=True),
        ),
        migrations.RemoveIndex(
            model_name='reading',
            name='reading_by_day',
        ),
        migrations.AddIndex(
            model_name='reading',
            index=models.Index(fields=['period'], name='reading_by_month'),
        ),
        migrations.AddIndex(
            model_name='reading',
            index=models.Index(condition=models.Q(('state', 'HELD')), fields=['received_at'], name='reading_held'),
        ),
        migrations.AddIndex(
            model_name='reading',
            index=models.Index(condition=models.Q(('submission_id__isnull', False)), fields=['submission_id'], name='reading_by_submission'),
        ),
        migrations.AddIndex(
            model_name='reading',
            index=models.Index(condition=models.Q(('import_batch_id__isnull', False)), fields=['import_batch_id'], name='reading_by_import'),
        ),
        migrations.AddConstraint(
            model_name='readingwindow',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('valid_from'), models.F('valid_until'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='one_reading_window_a_day'),
        ),
        migrations.AddConstraint(
            model_name='readingwindow',
            constraint=models.CheckConstraint(condition=models.Q(('first_day__gte', 1), ('last_day__gte', models.F('first_day')), ('last_day__lte', 31)), name='reading_window_lies_inside_a_month'),
        ),
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(fields=['account_id', 'id'], name='submission_by_account'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.UniqueConstraint(condition=models.Q(('client_key__isnull', False)), fields=('client_key',), name='one_submission_per_client_key'),
        ),
        migrations.RunPython(first_window, migrations.RunPython.noop),
    ]
