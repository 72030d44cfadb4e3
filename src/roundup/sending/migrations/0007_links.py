from django.db import migrations, models

import roundup.publications.identifiers


class Migration(migrations.Migration):

    dependencies = [
        ('sending', '0006_approved_bytes'),
    ]

    operations = [
        # New rows bring their number along; those that are here keep theirs.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name='mailing',
                    name='id',
                    field=models.BigAutoField(default=roundup.publications.identifiers.fresh_id, primary_key=True, serialize=False),
                ),
            ],
        ),
    ]
