import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.functions
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='House',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), editable=False, unique=True)),
                ('kind', models.CharField(choices=[('APARTMENT', 'Apartment'), ('DETACHED', 'Detached')], max_length=16)),
                ('fias_id', models.UUIDField(null=True, unique=True)),
                ('settlement', models.CharField(max_length=120)),
                ('street', models.CharField(max_length=120)),
                ('number', models.CharField(max_length=32)),
                ('address_key', models.CharField(max_length=255, unique=True)),
                ('storeys', models.SmallIntegerField(null=True)),
                ('year_built', models.SmallIntegerField(null=True)),
                ('total_area_micro', models.BigIntegerField(null=True)),
                ('premises_area_micro', models.BigIntegerField(null=True)),
                ('residential_area_micro', models.BigIntegerField(null=True)),
                ('nonresidential_area_micro', models.BigIntegerField(null=True)),
                ('common_area_micro', models.BigIntegerField(null=True)),
                ('land_area_micro', models.BigIntegerField(null=True)),
                ('import_batch_id', models.BigIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='ImportBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), editable=False, unique=True)),
                ('kind', models.CharField(choices=[('ACCOUNTS', 'Accounts'), ('METERS', 'Meters'), ('READINGS', 'Readings'), ('BALANCES', 'Balances'), ('PASSPORTS', 'Passports')], max_length=16)),
                ('state', models.CharField(choices=[('APPLIED', 'Applied'), ('UNDONE', 'Undone')], default='APPLIED', max_length=16)),
                ('profile', models.CharField(max_length=64)),
                ('file_name', models.CharField(max_length=255)),
                ('file_sha256', models.BinaryField(max_length=32)),
                ('content_sha256', models.BinaryField(max_length=32)),
                ('counts', models.JSONField(default=dict)),
                ('actor', models.CharField(max_length=64)),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('undone_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Service',
            fields=[
                ('id', models.SmallIntegerField(primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=32, unique=True)),
                ('kind', models.CharField(choices=[('HOUSING', 'Housing'), ('UTILITY', 'Utility'), ('WASTE', 'Waste'), ('CAPITAL_REPAIR', 'Capital Repair'), ('OTHER', 'Other'), ('ADVANCE', 'Advance')], max_length=16)),
                ('unit', models.CharField(max_length=16)),
                ('allocation_group', models.CharField(default='MAIN', max_length=16)),
                ('position', models.SmallIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='AccountArea',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(null=True)),
                ('account_id', models.BigIntegerField()),
                ('area_micro', models.BigIntegerField()),
                ('share_numerator', models.IntegerField(default=1)),
                ('share_denominator', models.IntegerField(default=1)),
                ('import_batch_id', models.BigIntegerField(null=True)),
            ],
            options={
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('account_id'), models.F('account_id'), models.Value('[]'), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '&&'), (models.Func(models.F('valid_from'), models.F('valid_until'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='account_has_one_area_a_day'), models.CheckConstraint(condition=models.Q(('area_micro__gt', 0)), name='account_area_is_positive'), models.CheckConstraint(condition=models.Q(('share_numerator__gt', 0), ('share_numerator__lte', models.F('share_denominator'))), name='account_share_is_at_most_one')],
            },
        ),
        migrations.CreateModel(
            name='AccountHolder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(null=True)),
                ('account_id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('OWNER', 'Owner'), ('TENANT', 'Tenant'), ('ORGANISATION', 'Organisation'), ('MUNICIPALITY', 'Municipality')], max_length=16)),
                ('name', models.CharField(max_length=160)),
                ('phone', models.CharField(blank=True, max_length=64)),
                ('email', models.CharField(blank=True, max_length=254)),
                ('import_batch_id', models.BigIntegerField(null=True)),
            ],
            options={
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('account_id'), models.F('account_id'), models.Value('[]'), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '&&'), (models.Func(models.F('valid_from'), models.F('valid_until'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='account_has_one_holder_a_day')],
            },
        ),
        migrations.CreateModel(
            name='AccountingPeriod',
            fields=[
                ('period', models.DateField(primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('OPEN', 'Open'), ('CLOSED', 'Closed')], default='OPEN', max_length=8)),
                ('closed_by', models.CharField(blank=True, max_length=64)),
                ('closed_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('period__day', 1)), name='period_is_the_first_day_of_a_month')],
            },
        ),
        migrations.CreateModel(
            name='Household',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(null=True)),
                ('account_id', models.BigIntegerField()),
                ('registered', models.SmallIntegerField()),
                ('temporary', models.SmallIntegerField(default=0)),
                ('import_batch_id', models.BigIntegerField(null=True)),
            ],
            options={
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('account_id'), models.F('account_id'), models.Value('[]'), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '&&'), (models.Func(models.F('valid_from'), models.F('valid_until'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='account_has_one_household_a_day'), models.CheckConstraint(condition=models.Q(('registered__gte', 0), ('temporary__gte', 0)), name='household_counts_no_negative_people')],
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), editable=False, unique=True)),
                ('kind', models.CharField(choices=[('MANAGING_COMPANY', 'Managing Company'), ('OWNERS_ASSOCIATION', 'Owners Association'), ('SUPPLIER', 'Supplier'), ('REGIONAL_OPERATOR', 'Regional Operator'), ('AGENT', 'Agent')], max_length=24)),
                ('name', models.CharField(max_length=160)),
                ('short_name', models.CharField(max_length=64)),
                ('inn', models.CharField(max_length=12)),
                ('kpp', models.CharField(blank=True, max_length=9)),
                ('bank_account', models.CharField(blank=True, max_length=20)),
                ('bank_name', models.CharField(blank=True, max_length=160)),
                ('bic', models.CharField(blank=True, max_length=9)),
                ('correspondent_account', models.CharField(blank=True, max_length=20)),
                ('address', models.CharField(blank=True, max_length=255)),
                ('phone', models.CharField(blank=True, max_length=64)),
                ('email', models.CharField(blank=True, max_length=254)),
                ('site', models.CharField(blank=True, max_length=200)),
                ('import_batch_id', models.BigIntegerField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('inn', 'kpp', 'kind'), name='organisation_once_per_inn_kpp_and_kind')],
            },
        ),
        migrations.CreateModel(
            name='Ownership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(null=True)),
                ('account_id', models.BigIntegerField()),
                ('owner_number', models.SmallIntegerField()),
                ('kind', models.CharField(choices=[('PERSON', 'Person'), ('ORGANISATION', 'Organisation'), ('MUNICIPALITY', 'Municipality')], max_length=16)),
                ('name', models.CharField(max_length=160)),
                ('share_numerator', models.IntegerField(default=1)),
                ('share_denominator', models.IntegerField(default=1)),
                ('import_batch_id', models.BigIntegerField(null=True)),
            ],
            options={
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('account_id'), models.F('account_id'), models.Value('[]'), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '&&'), (models.Func(models.F('owner_number'), models.F('owner_number'), models.Value('[]'), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '&&'), (models.Func(models.F('valid_from'), models.F('valid_until'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='owner_has_one_share_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), editable=False)),
                ('kind', models.CharField(choices=[('FLAT', 'Flat'), ('COMMUNAL_FLAT', 'Communal Flat'), ('ROOM', 'Room'), ('DETACHED', 'Detached'), ('NON_RESIDENTIAL', 'Non Residential')], max_length=16)),
                ('number', models.CharField(blank=True, max_length=32)),
                ('rooms', models.SmallIntegerField(null=True)),
                ('storey', models.SmallIntegerField(null=True)),
                ('entrance', models.SmallIntegerField(null=True)),
                ('total_area_micro', models.BigIntegerField(null=True)),
                ('living_area_micro', models.BigIntegerField(null=True)),
                ('import_batch_id', models.BigIntegerField(null=True)),
                ('house', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='units', to='registry.house')),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rooms_inside', to='registry.unit')),
            ],
        ),
        migrations.CreateModel(
            name='Meter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), editable=False)),
                ('account_id', models.BigIntegerField(default=0)),
                ('serial', models.CharField(max_length=40)),
                ('model', models.CharField(blank=True, max_length=80)),
                ('place', models.CharField(blank=True, max_length=40)),
                ('digits', models.SmallIntegerField()),
                ('decimals', models.SmallIntegerField()),
                ('ratio_micro', models.BigIntegerField(default=1000000)),
                ('installed_on', models.DateField()),
                ('removed_on', models.DateField(null=True)),
                ('failed_on', models.DateField(null=True)),
                ('access_refused_on', models.DateField(null=True)),
                ('import_batch_id', models.BigIntegerField(null=True)),
                ('house', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meters', to='registry.house')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='registry.service')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='meters', to='registry.unit')),
            ],
        ),
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), editable=False, unique=True)),
                ('number', models.CharField(max_length=20, unique=True)),
                ('unified_number', models.CharField(blank=True, max_length=10)),
                ('external_number', models.CharField(blank=True, max_length=40)),
                ('opened_on', models.DateField()),
                ('closed_on', models.DateField(null=True)),
                ('import_batch_id', models.BigIntegerField(null=True)),
                ('house', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='accounts', to='registry.house')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='accounts', to='registry.unit')),
            ],
        ),
        migrations.CreateModel(
            name='Verification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verified_on', models.DateField()),
                ('due_on', models.DateField()),
                ('import_batch_id', models.BigIntegerField(null=True)),
                ('meter', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='verifications', to='registry.meter')),
            ],
        ),
        migrations.CreateModel(
            name='HouseHeatingRegime',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(null=True)),
                ('regime', models.CharField(choices=[('SEASON', 'Season'), ('YEAR_ROUND', 'Year Round')], max_length=12)),
                ('house', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='heating_regimes', to='registry.house')),
            ],
            options={
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('house'), models.F('house'), models.Value('[]'), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '&&'), (models.Func(models.F('valid_from'), models.F('valid_until'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='house_has_one_heating_regime_a_day')],
            },
        ),
        migrations.CreateModel(
            name='HouseManagement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(null=True)),
                ('import_batch_id', models.BigIntegerField(null=True)),
                ('house', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='managements', to='registry.house')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='registry.organisation')),
            ],
            options={
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('house'), models.F('house'), models.Value('[]'), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '&&'), (models.Func(models.F('valid_from'), models.F('valid_until'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='house_has_one_manager_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Register',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.SmallIntegerField()),
                ('zone', models.CharField(blank=True, choices=[('', 'Single'), ('DAY', 'Day'), ('NIGHT', 'Night'), ('PEAK', 'Peak'), ('SEMI_PEAK', 'Semi Peak')], default='', max_length=10)),
                ('initial_micro', models.BigIntegerField()),
                ('meter', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='registers', to='registry.meter')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('meter', 'number'), name='register_once_per_meter'), models.CheckConstraint(condition=models.Q(('number__range', (1, 3))), name='meter_has_one_to_three_registers')],
            },
        ),
        migrations.CreateModel(
            name='HouseSupply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(null=True)),
                ('method', models.CharField(choices=[('METER_OR_NORM', 'Meter Or Norm'), ('WASTEWATER', 'Wastewater'), ('AREA_RATE', 'Area Rate'), ('FIXED', 'Fixed'), ('WASTE_PERSONS', 'Waste Persons'), ('WASTE_AREA', 'Waste Area')], max_length=24)),
                ('tariff_group', models.CharField(max_length=32)),
                ('norm_group', models.CharField(blank=True, max_length=32)),
                ('raising', models.BooleanField(default=False)),
                ('import_batch_id', models.BigIntegerField(null=True)),
                ('house', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='supplies', to='registry.house')),
                ('supplier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='registry.organisation')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='registry.service')),
            ],
            options={
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('house'), models.F('house'), models.Value('[]'), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '&&'), (models.Func(models.F('service'), models.F('service'), models.Value('[]'), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '&&'), (models.Func(models.F('valid_from'), models.F('valid_until'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='house_service_has_one_supply_a_day')],
            },
        ),
        migrations.CreateModel(
            name='AccountSupply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(null=True)),
                ('account_id', models.BigIntegerField()),
                ('included', models.BooleanField()),
                ('quantity', models.SmallIntegerField(default=1)),
                ('tariff_group', models.CharField(max_length=32, null=True)),
                ('norm_group', models.CharField(max_length=32, null=True)),
                ('metering_impossible', models.BooleanField(default=False)),
                ('import_batch_id', models.BigIntegerField(null=True)),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='registry.service')),
            ],
            options={
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('account_id'), models.F('account_id'), models.Value('[]'), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '&&'), (models.Func(models.F('service'), models.F('service'), models.Value('[]'), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '&&'), (models.Func(models.F('valid_from'), models.F('valid_until'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='account_has_one_exception_a_day')],
            },
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.UniqueConstraint(fields=('house', 'number'), name='unit_once_per_house'),
        ),
        migrations.AddIndex(
            model_name='meter',
            index=models.Index(fields=['account_id'], name='meter_by_account'),
        ),
        migrations.AddConstraint(
            model_name='meter',
            constraint=models.UniqueConstraint(fields=('house', 'service', 'serial', 'installed_on'), name='meter_installed_once'),
        ),
        migrations.AddConstraint(
            model_name='meter',
            constraint=models.CheckConstraint(condition=models.Q(('removed_on__isnull', True), ('removed_on__gte', models.F('installed_on')), _connector='OR'), name='meter_is_removed_after_it_is_installed'),
        ),
        migrations.AddConstraint(
            model_name='meter',
            constraint=models.CheckConstraint(condition=models.Q(('digits__range', (1, 12)), ('decimals__range', (0, 6))), name='meter_dial_has_digits'),
        ),
        migrations.AddConstraint(
            model_name='account',
            constraint=models.CheckConstraint(condition=models.Q(('closed_on__isnull', True), ('closed_on__gt', models.F('opened_on')), _connector='OR'), name='account_closes_after_it_opens'),
        ),
        migrations.AddConstraint(
            model_name='account',
            constraint=models.CheckConstraint(condition=models.Q(('id__gt', 0)), name='account_zero_is_the_centre_itself'),
        ),
        migrations.AddConstraint(
            model_name='verification',
            constraint=models.UniqueConstraint(fields=('meter', 'verified_on'), name='one_verification_a_day'),
        ),
        migrations.AddConstraint(
            model_name='verification',
            constraint=models.CheckConstraint(condition=models.Q(('due_on__gt', models.F('verified_on'))), name='verification_is_due_after_it_was_made'),
        ),
    ]
