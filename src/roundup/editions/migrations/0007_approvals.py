from django.conf import settings
from django.db import migrations, models
import django.db.models.deletion


class Migration(migrations.Migration):

    dependencies = [
        ('editions', '0006_blocks'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='edition',
            name='dated',
            field=models.DateField(help_text="The day in its masthead: that of its hour, in the publication's zone."),
        ),
        migrations.CreateModel(
            name='Approval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hash', models.CharField(max_length=64)),
                ('subject', models.CharField(max_length=300)),
                ('preheader', models.CharField(blank=True, max_length=300)),
                ('html', models.TextField(help_text='Empty: approved before the bytes were kept, and not rendered since.')),
                ('text', models.TextField()),
                ('at', models.DateTimeField()),
                ('through', models.CharField(blank=True, choices=[('newsroom', 'in the newsroom'), ('schedule', 'by the schedule, as its settings ask'), ('command', 'on the command line')], max_length=10)),
                ('audience', models.CharField(blank=True, help_text='Whom it was approved for, in words.', max_length=300)),
                ('send_at', models.DateTimeField(blank=True, help_text='The hour that it was approved for.', null=True)),
                ('override_reason', models.CharField(blank=True, help_text='Why it was approved although its proof had errors.', max_length=300)),
                ('voided_at', models.DateTimeField(blank=True, null=True)),
                ('void_reason', models.CharField(blank=True, max_length=300)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='approvals', to='editions.edition')),
            ],
            options={
                'ordering': ['-at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('voided_at__isnull', True)), fields=('edition',), name='one_approval_that_holds')],
            },
        ),
    ]
