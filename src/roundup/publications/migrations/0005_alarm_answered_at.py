from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("publications", "0004_alarm_told_at"),
    ]

    operations = [
        migrations.AddField(
            model_name="alarm",
            name="answered_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When a person acted on it: if it comes back, that is news.",
                null=True,
            ),
        ),
    ]
