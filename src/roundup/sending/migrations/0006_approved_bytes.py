from zoneinfo import ZoneInfo

from django.db import migrations
from django.utils import timezone


def take_over(apps, schema_editor):
    """Give earlier approvals the bytes that were mailed under them, if a variant kept them."""
    Approval, Variant = apps.get_model("editions", "Approval"), apps.get_model("sending", "Variant")
    for approval in Approval.objects.filter(html="").iterator():
        sent = Variant.objects.filter(mailing__edition=approval.edition_id, hash=approval.hash).first()
        if sent:
            approval.subject, approval.html, approval.text = sent.subject, sent.html, sent.text
            approval.save(update_fields=["subject", "html", "text"])


def take_back_old_dates(apps, schema_editor):
    """Make drafts of editions whose hour was moved to another day while the date in their mail was not."""
    Edition, Approval = apps.get_model("editions", "Edition"), apps.get_model("editions", "Approval")
    Alarm = apps.get_model("publications", "Alarm")
    now = timezone.now()
    waiting = Edition.objects.filter(status="approved", mailing__isnull=True).select_related("publication")
    for edition in waiting:
        day = edition.send_at.astimezone(ZoneInfo(edition.publication.timezone)).date()
        if day == edition.dated:
            continue
        edition.dated, edition.status = day, "draft"
        edition.save(update_fields=["dated", "status"])
        Approval.objects.filter(edition=edition, voided_at=None).update(
            voided_at=now, void_reason=f"Its date is now {day:%-d %B}."
        )
        Alarm.objects.get_or_create(
            publication=edition.publication,
            about=f"edition:{edition.pk}:unapproved",
            cleared_at=None,
            defaults={
                "message": f"The edition of {edition.period:%-d %B} had been moved to another day and bore the old "
                "date. It bears the new one now, and will not go out until somebody approves it again.",
                "raised_at": now,
            },
        )


class Migration(migrations.Migration):

    dependencies = [
        ('sending', '0005_cap_from_the_ledger'),
        ('editions', '0008_approvals_of_before'),
        ('publications', '0003_layout'),
    ]

    operations = [
        migrations.RunPython(take_over, migrations.RunPython.noop),
        migrations.RunPython(take_back_old_dates, migrations.RunPython.noop),
    ]
