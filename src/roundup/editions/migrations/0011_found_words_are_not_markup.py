from django.db import migrations

from roundup.rendering.rich_text import escape_markup


def escape_words(apps, schema_editor):
    """Keep every text as it is shown: until now none was read as Markdown."""
    Edition, Story = apps.get_model("editions", "Edition"), apps.get_model("editions", "Story")
    for story in Story.objects.exclude(blurb="").only("blurb").iterator():
        if (blurb := escape_markup(story.blurb)) != story.blurb:
            Story.objects.filter(pk=story.pk).update(blurb=blurb)
    for edition in Edition.objects.only("note", "sponsor").iterator():
        note, sponsor = escape_markup(edition.note), dict(edition.sponsor)
        if sponsor.get("text"):
            sponsor["text"] = escape_markup(sponsor["text"])
        if (note, sponsor) != (edition.note, edition.sponsor):
            Edition.objects.filter(pk=edition.pk).update(note=note, sponsor=sponsor)


class Migration(migrations.Migration):

    dependencies = [
        ('editions', '0010_edition_revisions'),
    ]

    operations = [
        migrations.RunPython(escape_words, migrations.RunPython.noop),
    ]
