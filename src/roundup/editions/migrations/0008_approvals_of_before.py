from zoneinfo import ZoneInfo

from django.db import migrations


def take_over(apps, schema_editor):
    """Turn what editions recorded about their approvals into rows; `sending` adds the bytes that it kept."""
    Edition, Approval = apps.get_model("editions", "Edition"), apps.get_model("editions", "Approval")
    for edition in Edition.objects.exclude(approved_hash="").iterator():
        Approval.objects.create(
            edition=edition,
            hash=edition.approved_hash,
            subject=edition.subject,
            preheader=edition.preheader,
            html="",
            text="",
            at=edition.approved_at or edition.mailed_at or edition.send_at,
            by_id=edition.approved_by_id,
            through=edition.approved_through,
            audience=edition.approved_audience,
            send_at=edition.approved_send_at,
            override_reason=edition.override_reason,
        )


def date_drafts(apps, schema_editor):
    """Date drafts by their hour: it may have been moved to another day, and the date was left behind."""
    Edition = apps.get_model("editions", "Edition")
    for edition in Edition.objects.filter(status="draft").select_related("publication").iterator():
        edition.dated = edition.send_at.astimezone(ZoneInfo(edition.publication.timezone)).date()
        edition.save(update_fields=["dated"])


class Migration(migrations.Migration):

    dependencies = [
        ('editions', '0007_approvals'),
        ('publications', '0003_layout'),
    ]

    operations = [
        migrations.RunPython(take_over, migrations.RunPython.noop),
        migrations.RunPython(date_drafts, migrations.RunPython.noop),
    ]
