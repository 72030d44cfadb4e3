from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("subscribers", "0011_own_requests"),
    ]

    operations = [
        migrations.AddField(
            model_name="subscriber",
            name="writers",
            field=models.TextField(blank=True, help_text="Names of writers followed, one a line."),
        ),
        migrations.AddField(
            model_name="subscriber",
            name="muted_sections",
            field=models.TextField(blank=True, help_text="Keys of sections never wanted, one a line."),
        ),
        migrations.AddField(
            model_name="subscriber",
            name="muted_writers",
            field=models.TextField(blank=True, help_text="Names of writers never wanted, one a line."),
        ),
        migrations.AddField(
            model_name="subscriber",
            name="rhythm",
            field=models.CharField(blank=True, default="", help_text="Empty: every edition.", max_length=10),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="subscriber",
            name="empty_week",
            field=models.CharField(
                blank=True,
                default="",
                help_text="Of an edition with nothing for them; empty: no mail.",
                max_length=10,
            ),
            preserve_default=False,
        ),
    ]
