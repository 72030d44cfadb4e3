from django.db import migrations, models


def take_over_ticks(apps, schema_editor):
    publications = apps.get_model("publications", "Publication").objects
    publications.filter(sends_unapproved=True).update(at_deadline="send")


def give_back_ticks(apps, schema_editor):
    publications = apps.get_model("publications", "Publication").objects
    publications.filter(at_deadline="send").update(sends_unapproved=True)


class Migration(migrations.Migration):
    dependencies = [("publications", "0019_recurrence")]

    operations = [
        migrations.AddField(
            "publication",
            "at_deadline",
            models.CharField(
                choices=[
                    ("wait", "It waits, and an alarm says so"),
                    ("send", "It goes out by itself"),
                    ("skip", "It is skipped"),
                ],
                default="wait",
                help_text="What happens at its hour to an edition that nobody approved.",
                max_length=10,
            ),
        ),
        migrations.AddField(
            "publication",
            "thin_week",
            models.CharField(
                choices=[
                    ("wait", "It waits for somebody to approve it"),
                    ("send", "A shorter edition goes out like any other"),
                    ("fill", "It is filled with older articles that were never mailed"),
                    ("skip", "It is skipped unless somebody approves it"),
                ],
                default="wait",
                help_text="What happens to an edition with fewer stories than `least_stories`.",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            "publication",
            "least_stories",
            models.PositiveSmallIntegerField(default=3, help_text="Fewer make a thin week."),
        ),
        migrations.RunPython(take_over_ticks, give_back_ticks),
        migrations.RemoveField("publication", "sends_unapproved"),
    ]
