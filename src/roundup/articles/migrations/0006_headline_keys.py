from django.db import migrations, models

from roundup.core.article_identity import headline_key

_AT_ONCE = 500


def fill_keys(apps, schema_editor):
    articles = apps.get_model("articles", "Article").objects.using(schema_editor.connection.alias)
    last = 0
    while some := list(articles.filter(pk__gt=last).order_by("pk").only("pk", "title")[:_AT_ONCE]):
        for article in some:
            article.headline_key = headline_key(article.title)
        articles.bulk_update(some, ["headline_key"])
        last = some[-1].pk


class Migration(migrations.Migration):
    dependencies = [("articles", "0005_shared_addresses")]

    operations = [
        migrations.AddField(
            model_name="article",
            name="headline_key",
            field=models.CharField(blank=True, db_index=True, max_length=32),
        ),
        migrations.RunPython(fill_keys, migrations.RunPython.noop),
    ]
