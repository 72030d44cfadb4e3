from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sending", "0012_audience_counts"),
    ]

    operations = [
        migrations.AddField(
            model_name="mailing",
            name="ordinal",
            field=models.PositiveIntegerField(
                default=0,
                help_text="Which mailing of its publication it is; 0: from before these were counted.",
            ),
        ),
    ]
