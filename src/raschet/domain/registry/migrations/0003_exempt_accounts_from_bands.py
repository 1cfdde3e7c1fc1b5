"""Accounts to which consumption bands do not apply (R-044)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0002_service_catalogue'),
    ]

    operations = [
        migrations.AddField(
            model_name='accountsupply',
            name='bands_exempt',
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
