from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('editions', '0008_approvals_of_before'),
    ]

    operations = [
        migrations.RemoveField(model_name='edition', name=name)
        for name in (
            'approved_at',
            'approved_audience',
            'approved_by',
            'approved_hash',
            'approved_send_at',
            'approved_through',
            'override_reason',
        )
    ]
