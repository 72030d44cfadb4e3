import django.db.models.deletion
from django.db import migrations, models


WORDS = ("headline", "blurb", "kicker", "byline", "image", "focus")
OPEN = ("draft", "approved", "skipped")


def remember_proposals(apps, schema_editor):
    """Record how the rules placed the stories of open drafts: as they are in the first revision.

    A story that is not in that revision counts as an editor's, and stays.
    """
    Edition, Verdict = apps.get_model("editions", "Edition"), apps.get_model("editions", "Verdict")
    names = ("article_id", "position", "place", "section_key", *WORDS)
    for edition in Edition.objects.filter(status__in=OPEN):
        stories = {story["article_id"]: story for story in edition.stories.values(*names)}
        first = edition.revisions.filter(number=1).first()
        known = stories
        if edition.revision_id:
            known = {story["article_id"]: story for story in first.content["stories"]} if first else {}
        verdicts = list(Verdict.objects.filter(edition=edition, chosen=True))
        for verdict in verdicts:
            verdict.proposed = _proposal(known.get(verdict.article_id))
        Verdict.objects.bulk_update(verdicts, ["proposed"], batch_size=200)


def _proposal(story):
    if story is None:
        return {"rank": None, "lead": False, "section": "", "words": {}}
    words = {name: story[name] for name in WORDS}
    lead = story["place"] == "lead"
    return {"rank": story["position"], "lead": lead, "section": story["section_key"], "words": words}


class Migration(migrations.Migration):

    dependencies = [
        ('editions', '0017_last_looks'),
    ]

    operations = [
        migrations.CreateModel(
            name='NewsOffer',
            fields=[
                ('edition', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='editions.edition')),
                ('looked_at', models.DateTimeField()),
                ('coming', models.JSONField(blank=True, default=list)),
                ('going', models.JSONField(blank=True, default=list)),
                ('changing', models.JSONField(blank=True, default=list)),
            ],
        ),
        migrations.AddField(
            model_name='verdict',
            name='proposed',
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.RunPython(remember_proposals, migrations.RunPython.noop),
    ]
