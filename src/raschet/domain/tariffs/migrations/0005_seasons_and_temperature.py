"""Norms of a season, and the temperature coefficients of gas."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tariffs', '0004_heating_seasons'),
    ]

    operations = [
        migrations.CreateModel(
            name='TemperatureCoefficient',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(null=True)),
                ('supplier_id', models.BigIntegerField(null=True)),
                ('coefficient_micro', models.BigIntegerField()),
                ('decision', models.CharField(blank=True, max_length=160)),
            ],
        ),
        migrations.AddField(
            model_name='norm',
            name='season_from',
            field=models.SmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='norm',
            name='season_until',
            field=models.SmallIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name='norm',
            name='per',
            field=models.CharField(choices=[('PERSON_MONTH', 'Person Month'), ('M2_MONTH', 'M2 Month'), ('PERSON_YEAR', 'Person Year'), ('M2_YEAR', 'M2 Year'), ('M3', 'M3'), ('UNIT_MONTH', 'Unit Month')], max_length=16),
        ),
        migrations.AddConstraint(
            model_name='norm',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('season_from__isnull', True), ('season_until__isnull', True)), models.Q(('season_from__range', (1, 12)), ('season_until__range', (1, 12))), _connector='OR'), name='season_has_two_months_or_none'),
        ),
        migrations.AddConstraint(
            model_name='temperaturecoefficient',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(django.db.models.functions.comparison.Coalesce('supplier_id', models.Value(0, models.BigIntegerField())), django.db.models.functions.comparison.Coalesce('supplier_id', models.Value(0, models.BigIntegerField())), models.Value('[]'), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '&&'), (models.Func(models.F('valid_from'), models.F('valid_until'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='one_temperature_coefficient_a_day'),
        ),
        migrations.AddConstraint(
            model_name='temperaturecoefficient',
            constraint=models.CheckConstraint(condition=models.Q(('coefficient_micro__gt', 0)), name='temperature_coefficient_is_positive'),
        ),
    ]
