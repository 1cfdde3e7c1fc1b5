import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='KeyRate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(null=True)),
                ('percent_micro', models.BigIntegerField()),
                ('source', models.CharField(max_length=160)),
            ],
            options={
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('valid_from'), models.F('valid_until'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='one_key_rate_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Norm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(null=True)),
                ('service_id', models.SmallIntegerField()),
                ('norm_group', models.CharField(max_length=32)),
                ('rooms', models.SmallIntegerField(null=True)),
                ('persons', models.SmallIntegerField(null=True)),
                ('per', models.CharField(choices=[('PERSON_MONTH', 'Person Month'), ('M2_MONTH', 'M2 Month'), ('PERSON_YEAR', 'Person Year'), ('M2_YEAR', 'M2 Year')], max_length=16)),
                ('value_micro', models.BigIntegerField()),
                ('decision', models.CharField(blank=True, max_length=160)),
            ],
            options={
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('service_id'), models.F('service_id'), models.Value('[]'), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '&&'), (models.Func(models.Func(models.F('norm_group'), models.F('per'), arg_joiner=" || '|' || ", output_field=models.BigIntegerField(), template='hashtextextended(%(expressions)s, 0)'), models.Func(models.F('norm_group'), models.F('per'), arg_joiner=" || '|' || ", output_field=models.BigIntegerField(), template='hashtextextended(%(expressions)s, 0)'), models.Value('[]'), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '&&'), (models.Func(django.db.models.functions.comparison.Coalesce('rooms', models.Value(-1, models.SmallIntegerField())), django.db.models.functions.comparison.Coalesce('rooms', models.Value(-1, models.SmallIntegerField())), models.Value('[]'), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '&&'), (models.Func(django.db.models.functions.comparison.Coalesce('persons', models.Value(-1, models.SmallIntegerField())), django.db.models.functions.comparison.Coalesce('persons', models.Value(-1, models.SmallIntegerField())), models.Value('[]'), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '&&'), (models.Func(models.F('valid_from'), models.F('valid_until'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='norms_of_one_service_do_not_overlap'), models.CheckConstraint(condition=models.Q(('value_micro__gte', 0)), name='norm_is_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='RaisingCoefficient',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(null=True)),
                ('service_id', models.SmallIntegerField()),
                ('coefficient_micro', models.BigIntegerField()),
                ('source', models.CharField(max_length=160)),
            ],
            options={
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('service_id'), models.F('service_id'), models.Value('[]'), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '&&'), (models.Func(models.F('valid_from'), models.F('valid_until'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='one_raising_coefficient_a_day'), models.CheckConstraint(condition=models.Q(('coefficient_micro__gte', 1000000)), name='raising_coefficient_is_at_least_one')],
            },
        ),
        migrations.CreateModel(
            name='Tariff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(null=True)),
                ('service_id', models.SmallIntegerField()),
                ('supplier_id', models.BigIntegerField(null=True)),
                ('tariff_group', models.CharField(max_length=32)),
                ('zone', models.CharField(blank=True, default='', max_length=10)),
                ('band', models.SmallIntegerField(default=1)),
                ('band_upto_micro', models.BigIntegerField(null=True)),
                ('component', models.CharField(blank=True, default='', max_length=16)),
                ('rate_micro_rubles', models.BigIntegerField()),
                ('decision', models.CharField(blank=True, max_length=160)),
                ('import_batch_id', models.BigIntegerField(null=True)),
            ],
            options={
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('service_id'), models.F('service_id'), models.Value('[]'), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '&&'), (models.Func(django.db.models.functions.comparison.Coalesce('supplier_id', models.Value(0, models.BigIntegerField())), django.db.models.functions.comparison.Coalesce('supplier_id', models.Value(0, models.BigIntegerField())), models.Value('[]'), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '&&'), (models.Func(models.Func(models.F('tariff_group'), models.F('zone'), models.F('component'), arg_joiner=" || '|' || ", output_field=models.BigIntegerField(), template='hashtextextended(%(expressions)s, 0)'), models.Func(models.F('tariff_group'), models.F('zone'), models.F('component'), arg_joiner=" || '|' || ", output_field=models.BigIntegerField(), template='hashtextextended(%(expressions)s, 0)'), models.Value('[]'), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '&&'), (models.Func(models.F('band'), models.F('band'), models.Value('[]'), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '&&'), (models.Func(models.F('valid_from'), models.F('valid_until'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='tariffs_of_one_service_do_not_overlap'), models.CheckConstraint(condition=models.Q(('rate_micro_rubles__gte', 0)), name='tariff_is_not_negative')],
            },
        ),
    ]
