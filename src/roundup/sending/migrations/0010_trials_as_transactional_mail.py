"""Trials are handed over as all other single mails are, and keep in the same columns what became of them."""

from django.db import migrations, models
from django.db.models import F


def say_it_in_the_same_words(apps, schema_editor):
    trials = apps.get_model("sending", "Trial").objects
    trials.filter(status="not taken").update(status="refused")
    # Of these nobody wrote down what the provider said: it may have them.
    trials.filter(status="").update(status="uncertain", error="Nothing is known of how it ended.")
    trials.filter(status__in=("accepted", "uncertain")).update(posted_at=F("at"))


class Migration(migrations.Migration):
    dependencies = [
        ("sending", "0009_belonging"),
    ]

    operations = [
        migrations.RenameField("trial", "nonce", "attempt"),
        migrations.RenameField("trial", "result", "status"),
        migrations.RenameField("trial", "said", "error"),
        migrations.AddField("trial", "not_before", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("trial", "posted_at", models.DateTimeField(blank=True, null=True)),
        migrations.AlterField(
            "trial",
            "attempt",
            models.CharField(
                blank=True, help_text="The nonce of the last handing-over.", max_length=40
            ),
        ),
        migrations.AlterField(
            "trial",
            "status",
            models.CharField(
                choices=[
                    ("waiting", "Waiting to be handed over"),
                    ("posting", "The first byte may have left"),
                    ("accepted", "The provider took it"),
                    ("refused", "It will never be mailed"),
                    ("uncertain", "We cannot know whether the provider took it"),
                ],
                default="waiting",
                max_length=10,
            ),
        ),
        # Last: PostgreSQL alters no table of which rows were changed twice in one transaction.
        migrations.RunPython(say_it_in_the_same_words, migrations.RunPython.noop),
    ]
