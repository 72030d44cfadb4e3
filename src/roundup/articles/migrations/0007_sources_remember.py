from django.db import migrations, models
from django.db.models import Min


def note_first_looks(apps, schema_editor):
    sources = apps.get_model("articles", "Source").objects.using(schema_editor.connection.alias)
    looks = sources.annotate(first=Min("sightings__seen_at")).exclude(first=None)
    for pk, first in looks.values_list("pk", "first"):
        sources.filter(pk=pk).update(first_read_at=first)


class Migration(migrations.Migration):
    dependencies = [("articles", "0006_headline_keys")]

    operations = [
        migrations.RemoveConstraint(model_name="source", name="one_source_per_url"),
        migrations.AddField(
            model_name="source",
            name="first_read_at",
            field=models.DateTimeField(
                blank=True, help_text="Since it was added: what it showed then was no news.", null=True
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="removed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="source",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at", None)),
                fields=("publication", "url"),
                name="one_source_per_url",
            ),
        ),
        migrations.RunPython(note_first_looks, migrations.RunPython.noop),
    ]
