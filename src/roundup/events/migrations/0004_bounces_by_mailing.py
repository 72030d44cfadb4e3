from django.db import migrations, models

from roundup.publications.indexes import AddIndexBesideWriters


class Migration(migrations.Migration):
    # The table is the largest there is, and the webhook writes to it.
    atomic = False

    dependencies = [
        ("events", "0003_holding"),
    ]

    operations = [
        AddIndexBesideWriters(
            model_name="event",
            index=models.Index(
                condition=models.Q(("kind", 11)), fields=["mailing_id", "subscriber_id"], name="event_bounce"
            ),
        ),
    ]
