import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('pk', models.CompositePrimaryKey('account_id', 'register_id', 'revision', blank=True, editable=False, primary_key=True, serialize=False)),
                ('account_id', models.BigIntegerField()),
                ('register_id', models.BigIntegerField()),
                ('revision', models.IntegerField()),
                ('value_micro', models.BigIntegerField()),
                ('taken_on', models.DateField()),
                ('received_at', models.DateTimeField()),
                ('channel', models.CharField(choices=[('CABINET', 'Cabinet'), ('SITE', 'Site'), ('MOBILE', 'Mobile'), ('TELEPHONE', 'Telephone'), ('SLIP', 'Slip'), ('BANK', 'Bank'), ('IMPORT', 'Import'), ('INSPECTOR', 'Inspector'), ('AUTOMATIC', 'Automatic')], max_length=12)),
                ('purpose', models.CharField(choices=[('PERIODIC', 'Periodic'), ('INITIAL', 'Initial'), ('FINAL', 'Final')], default='PERIODIC', max_length=10)),
                ('state', models.CharField(choices=[('ACCEPTED', 'Accepted'), ('HELD', 'Held'), ('REJECTED', 'Rejected'), ('SUPERSEDED', 'Superseded')], max_length=12)),
                ('reason', models.CharField(blank=True, max_length=32)),
                ('superseded_by', models.IntegerField(null=True)),
                ('actor', models.CharField(max_length=64)),
                ('client_key', models.UUIDField(null=True)),
                ('import_batch_id', models.BigIntegerField(null=True)),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'indexes': [models.Index(fields=['taken_on'], name='reading_by_day')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('client_key__isnull', False)), fields=('client_key', 'register_id'), name='one_reading_per_client_key'), models.CheckConstraint(condition=models.Q(('value_micro__gte', 0)), name='reading_is_not_negative')],
            },
        ),
    ]
