from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('publications', '0006_undo_minutes'),
    ]

    operations = [
        migrations.AddField(
            model_name='publication',
            name='severities',
            field=models.JSONField(blank=True, default=dict, help_text='What blocks or only warns here, by code, unlike usually.'),
        ),
    ]
