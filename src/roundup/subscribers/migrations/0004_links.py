from django.db import migrations, models

import roundup.publications.identifiers


class Migration(migrations.Migration):

    dependencies = [
        ('subscribers', '0003_clearing'),
    ]

    operations = [
        migrations.CreateModel(
            name='JournalRead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('journal', models.CharField(max_length=64, unique=True)),
                ('place', models.PositiveBigIntegerField()),
            ],
        ),
        migrations.AddField(
            model_name='subscriber',
            name='link_generation',
            field=models.PositiveSmallIntegerField(default=0, help_text='Links of an earlier one may only leave.'),
        ),
        # New rows bring their number along; whoever is here keeps theirs, and so do the links they have.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name='subscriber',
                    name='id',
                    field=models.BigAutoField(default=roundup.publications.identifiers.fresh_id, primary_key=True, serialize=False),
                ),
                migrations.AlterField(
                    model_name='confirmation',
                    name='id',
                    field=models.BigAutoField(default=roundup.publications.identifiers.fresh_id, primary_key=True, serialize=False),
                ),
            ],
        ),
    ]
