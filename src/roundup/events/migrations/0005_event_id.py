from django.db import migrations


class Migration(migrations.Migration):
    # A change of the catalogue alone on both databases: no row is rewritten.
    dependencies = [
        ("events", "0004_bounces_by_mailing"),
    ]

    operations = [
        migrations.RenameField("event", "sg_event_id", "event_id"),
    ]
