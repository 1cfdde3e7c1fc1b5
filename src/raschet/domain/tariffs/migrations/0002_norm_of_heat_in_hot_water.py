from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tariffs', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='norm',
            name='per',
            field=models.CharField(choices=[('PERSON_MONTH', 'Person Month'), ('M2_MONTH', 'M2 Month'), ('PERSON_YEAR', 'Person Year'), ('M2_YEAR', 'M2 Year'), ('M3', 'M3')], max_length=16),
        ),
    ]
