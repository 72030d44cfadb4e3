from django.db import migrations, models


def move_out(apps, schema_editor):
    """Make the one marker that there was the first of many: its copy comes first in the file, too."""
    Installation, Marker = apps.get_model("sending", "Installation"), apps.get_model("sending", "Marker")
    for installation in Installation.objects.filter(marker__gt=0):
        Marker.objects.create(value=installation.marker)


def move_back(apps, schema_editor):
    Installation, Marker = apps.get_model("sending", "Installation"), apps.get_model("sending", "Marker")
    if first := Marker.objects.filter(pk=1).first():
        Installation.objects.update_or_create(pk=1, defaults={"marker": first.value})


class Migration(migrations.Migration):

    dependencies = [
        ('sending', '0007_links'),
    ]

    operations = [
        migrations.CreateModel(
            name='Marker',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.PositiveBigIntegerField(default=0)),
            ],
        ),
        migrations.RunPython(move_out, move_back),
        migrations.RemoveField(
            model_name='installation',
            name='marker',
        ),
    ]
