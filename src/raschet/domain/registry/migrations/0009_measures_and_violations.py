"""Measures of norms, acts of unauthorised use, gas meters without compensation."""

from typing import Any

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


def add_livestock(apps: Any, schema_editor: Any) -> None:
    """Water for animals and the like, by norms of a head, beside irrigation (R-013)."""
    apps.get_model("registry", "Service").objects.get_or_create(
        id=14,
        defaults={
            "code": "livestock",
            "kind": "UTILITY",
            "unit": "M3",
            "allocation_group": "MAIN",
            "position": 16,
        },
    )


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0008_hot_water_in_house'),
    ]

    operations = [
        migrations.AddField(
            model_name='meter',
            name='temperature_corrected',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AlterField(
            model_name='housesupply',
            name='method',
            field=models.CharField(choices=[('METER_OR_NORM', 'Meter Or Norm'), ('WASTEWATER', 'Wastewater'), ('AREA_RATE', 'Area Rate'), ('FIXED', 'Fixed'), ('WASTE_PERSONS', 'Waste Persons'), ('WASTE_AREA', 'Waste Area'), ('NORM_MEASURE', 'Norm Measure'), ('HOT_WATER_IN_HOUSE', 'Hot Water In House'), ('HEATING', 'Heating'), ('COMMON_NORM', 'Common Norm'), ('COMMON_METER', 'Common Meter'), ('COMMON_METER_CAPPED', 'Common Meter Capped'), ('COMMON_REDUCING', 'Common Reducing'), ('COMMON_AVERAGE', 'Common Average'), ('COMMON_NORM_RECALC', 'Common Norm Recalc'), ('COMMON_WASTEWATER', 'Common Wastewater')], max_length=24),
        ),
        migrations.CreateModel(
            name='AccountMeasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(null=True)),
                ('account_id', models.BigIntegerField()),
                ('number', models.SmallIntegerField()),
                ('norm_group', models.CharField(max_length=32)),
                ('amount_micro', models.BigIntegerField()),
                ('import_batch_id', models.BigIntegerField(null=True)),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='registry.service')),
            ],
            options={
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('account_id'), models.F('account_id'), models.Value('[]'), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '&&'), (models.Func(models.F('service'), models.F('service'), models.Value('[]'), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '&&'), (models.Func(models.F('number'), models.F('number'), models.Value('[]'), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '&&'), (models.Func(models.F('valid_from'), models.F('valid_until'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='account_has_one_amount_a_day'), models.CheckConstraint(condition=models.Q(('amount_micro__gt', 0)), name='account_amount_is_positive')],
            },
        ),
        migrations.CreateModel(
            name='Violation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account_id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('CONNECTION', 'Connection'), ('TAMPERING', 'Tampering')], max_length=12)),
                ('act_number', models.CharField(max_length=40)),
                ('found_on', models.DateField()),
                ('began_on', models.DateField()),
                ('charged_in', models.DateField()),
                ('withdrawn_on', models.DateField(null=True)),
                ('actor', models.CharField(max_length=64)),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='registry.service')),
            ],
            options={
                'indexes': [models.Index(fields=['charged_in'], name='violation_by_month')],
                'constraints': [models.UniqueConstraint(fields=('account_id', 'service', 'act_number'), name='one_act_of_a_number'), models.CheckConstraint(condition=models.Q(('began_on__lte', models.F('found_on'))), name='violation_began_before_it_was_found')],
            },
        ),
        migrations.RunPython(add_livestock, migrations.RunPython.noop),
    ]
