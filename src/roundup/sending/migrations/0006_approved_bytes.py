from django.db import migrations


def take_over(apps, schema_editor):
    """Give approvals of before the bytes that were mailed under them, where a variant kept them."""
    Approval, Variant = apps.get_model("editions", "Approval"), apps.get_model("sending", "Variant")
    for approval in Approval.objects.filter(html="").iterator():
        sent = Variant.objects.filter(mailing__edition=approval.edition_id, hash=approval.hash).first()
        if sent:
            approval.subject, approval.html, approval.text = sent.subject, sent.html, sent.text
            approval.save(update_fields=["subject", "html", "text"])


class Migration(migrations.Migration):

    dependencies = [
        ('sending', '0005_cap_from_the_ledger'),
        ('editions', '0008_approvals_of_before'),
    ]

    operations = [
        migrations.RunPython(take_over, migrations.RunPython.noop),
    ]
