from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import migrations, models

import roundup.publications.schedule_fields

_OLD = ("assemble_weekday", "assemble_time", "send_weekday", "send_time")


def take_over_weeks(apps, schema_editor):
    """Write down how many days before it goes out a draft is made: the sending used to be the first after it."""
    publications = apps.get_model("publications", "Publication").objects
    for pk, made_on, made_at, sent_on, sent_at in publications.values_list("pk", *_OLD):
        days = (sent_on - made_on) % 7
        if days == 0 and made_at >= sent_at:
            days = 7
        publications.filter(pk=pk).update(send_weekdays=[sent_on], assemble_days_before=days)


def give_back_weeks(apps, schema_editor):
    publications = apps.get_model("publications", "Publication").objects
    for pk, weekdays, days in publications.values_list("pk", "send_weekdays", "assemble_days_before"):
        sent_on = weekdays[0]
        publications.filter(pk=pk).update(send_weekday=sent_on, assemble_weekday=(sent_on - days) % 7)


class Migration(migrations.Migration):
    dependencies = [("publications", "0018_alarms_in_one_place")]

    operations = [
        migrations.AddField(
            "publication",
            "recurs",
            models.CharField(
                choices=[
                    ("weeks", "On days of the week"),
                    ("weekday", "On a weekday of the month"),
                    ("day", "On a day of the month"),
                    ("never", "Only on the days that are added below"),
                ],
                default="weeks",
                max_length=10,
            ),
        ),
        migrations.AddField(
            "publication",
            "recurs_every",
            models.PositiveSmallIntegerField(
                default=1,
                help_text="Every so many weeks or months, counted from `first_day`.",
                validators=[MinValueValidator(1), MaxValueValidator(12)],
            ),
        ),
        migrations.AddField(
            "publication",
            "send_weekdays",
            models.JSONField(
                default=roundup.publications.schedule_fields.on_friday, help_text="Monday is 0."
            ),
        ),
        migrations.AddField(
            "publication",
            "month_place",
            models.SmallIntegerField(
                choices=[(1, "first"), (2, "second"), (3, "third"), (4, "fourth"), (-1, "last")], default=1
            ),
        ),
        migrations.AddField(
            "publication",
            "month_day",
            models.PositiveSmallIntegerField(
                default=1,
                help_text="Shorter months use their last day.",
                validators=[MinValueValidator(1), MaxValueValidator(31)],
            ),
        ),
        migrations.AddField(
            "publication",
            "assemble_days_before",
            models.PositiveSmallIntegerField(default=1, validators=[MaxValueValidator(14)]),
        ),
        migrations.AddField(
            "publication",
            "first_day",
            models.DateField(
                blank=True, help_text="When the present schedule begins; empty: it always was.", null=True
            ),
        ),
        migrations.AddField("publication", "breaks", models.JSONField(blank=True, default=list)),
        migrations.AddField("publication", "one_offs", models.JSONField(blank=True, default=list)),
        migrations.RunPython(take_over_weeks, give_back_weeks),
        migrations.RemoveField("publication", "assemble_weekday"),
        migrations.RemoveField("publication", "send_weekday"),
    ]
