from django.db import migrations


def write_lines(apps, schema_editor):
    """Give earlier approvals their lines in the history."""
    Approval, HistoryLine = apps.get_model("editions", "Approval"), apps.get_model("editions", "HistoryLine")
    lines = []
    for approval in Approval.objects.defer("html", "text").iterator():
        told = {"edition_id": approval.edition_id}
        lines.append(HistoryLine(what="Approved.", at=approval.at, by_id=approval.by_id, **told))
        if approval.voided_at and approval.void_reason != "It was approved again.":
            what = f"The approval was taken back: {approval.void_reason}"
            lines.append(HistoryLine(what=what, at=approval.voided_at, **told))
    HistoryLine.objects.bulk_create(lines, batch_size=500)


class Migration(migrations.Migration):

    dependencies = [
        ('editions', '0013_history_lines'),
    ]

    operations = [
        migrations.RunPython(write_lines, migrations.RunPython.noop),
    ]
