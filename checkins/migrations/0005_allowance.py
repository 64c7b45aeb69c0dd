from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('checkins', '0004_fewer_indexes'),
    ]

    operations = [
        migrations.AddField(
            model_name='beat',
            name='handed',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='beat',
            name='handed_at',
            field=models.DateTimeField(null=True),
        ),
    ]
