import django.contrib.postgres.functions
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Payment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), editable=False, unique=True)),
                ('account_id', models.BigIntegerField()),
                ('amount_kopecks', models.BigIntegerField()),
                ('paid_on', models.DateField()),
                ('source', models.CharField(choices=[('CASH_DESK', 'Cash Desk'), ('BANK_REGISTER', 'Bank Register'), ('ACQUIRER', 'Acquirer')], max_length=16)),
                ('source_reference', models.CharField(max_length=80)),
                ('entry_id', models.BigIntegerField(unique=True)),
                ('actor', models.CharField(max_length=64)),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'indexes': [models.Index(fields=['account_id', 'paid_on'], name='payment_by_account')],
                'constraints': [models.UniqueConstraint(fields=('source', 'source_reference'), name='a_payment_is_taken_once'), models.CheckConstraint(condition=models.Q(('amount_kopecks__gt', 0)), name='payment_is_positive')],
            },
        ),
    ]
