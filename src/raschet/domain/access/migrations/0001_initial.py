import django.contrib.postgres.functions
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('public_id', models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), editable=False, unique=True)),
                ('login', models.CharField(max_length=64, unique=True)),
                ('email', models.CharField(blank=True, max_length=254)),
                ('name', models.CharField(blank=True, max_length=160)),
                ('role', models.CharField(choices=[('RESIDENT', 'Resident'), ('OPERATOR', 'Operator'), ('CASHIER', 'Cashier'), ('BILLING_CLERK', 'Billing Clerk'), ('SHIFT_LEAD', 'Shift Lead'), ('ADMINISTRATOR', 'Administrator'), ('AUDITOR', 'Auditor')], default='RESIDENT', max_length=16)),
                ('is_active', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PassportProof',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account_id', models.BigIntegerField()),
                ('holder_number', models.SmallIntegerField(default=1)),
                ('proof', models.CharField(max_length=160)),
                ('source_sha256', models.BinaryField(max_length=32)),
                ('import_batch_id', models.BigIntegerField(null=True)),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('account_id', 'holder_number'), name='one_proof_per_holder')],
            },
        ),
        migrations.CreateModel(
            name='Grant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(null=True)),
                ('account_id', models.BigIntegerField()),
                ('role', models.CharField(choices=[('OWNER', 'Owner'), ('READINGS', 'Readings'), ('PAY', 'Pay'), ('READ', 'Read')], max_length=12)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grants', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['account_id'], name='grant_by_account')],
            },
        ),
    ]
