from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0002_pictures'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='article',
            name='changed_at',
        ),
    ]
