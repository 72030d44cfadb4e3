from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from roundup.articles.models import Article, Sighting
from roundup.articles.source_management import remove_source
from roundup.articles.sources.base import Document
from roundup.articles.sources.registry import read_here
from roundup.articles.store import store_reading
from roundup.core.articles import Image
from roundup.publications.directory import add_publication
from roundup.publications.models import Publication
from tests.articles.samples import SITE, THURSDAY, feed, found, item, reading, source

pytestmark = pytest.mark.django_db

LATER = THURSDAY + timedelta(hours=1)


def titles() -> list[str]:
    return list(Article.objects.order_by("pk").values_list("title", flat=True))


def test_what_a_source_shows_is_stored_as_it_was_told() -> None:
    told = found(
        authors=("Ada Aal", "Ben Bø"),
        tags=("Ports",),
        image=Image(f"{SITE}/a.jpg", alt="A crane", width=800),
        content_html="<p>Text</p>",
        paywalled=True,
    )
    stored = store_reading(source(), reading(told), THURSDAY)
    article = Article.objects.get()
    assert (stored.new, stored.changed, stored.seen) == ((article.pk,), (), (article.pk,))
    assert (article.url, article.title, article.authors) == (told.url, told.title, ["Ada Aal", "Ben Bø"])
    assert article.image is not None
    assert article.image["alt"] == "A crane"
    assert article.first_seen_at == THURSDAY


def test_storing_the_same_twice_changes_nothing() -> None:
    ours = source()
    first = store_reading(ours, reading(found(), found("quay")), THURSDAY)
    again = store_reading(ours, reading(found(), found("quay")), LATER)
    assert (again.new, again.changed, again.seen) == ((), (), first.new)
    assert {sighting.seen_at for sighting in Sighting.objects.all()} == {THURSDAY}


def test_what_is_no_longer_shown_stays() -> None:
    ours = source()
    store_reading(ours, reading(found(), found("quay")), THURSDAY)
    store_reading(ours, reading(found("quay")), LATER)
    assert Article.objects.count() == 2


def test_one_article_of_two_sources_is_one_article_with_two_sightings() -> None:
    store_reading(source(), reading(found()), THURSDAY)
    world = source(f"{SITE}/world.rss")
    told = found(url="http://www.quay.example/harbour/?utm_source=rss#top", guid="other", section="World")
    stored = store_reading(world, reading(told), LATER)
    article = Article.objects.get()
    assert stored.new == ()
    assert (article.url, article.section) == (f"{SITE}/harbour", "World")
    assert article.sightings.count() == 2


def test_two_sources_that_tell_one_article_differently_do_not_take_turns() -> None:
    ours, theirs = source(), source(f"{SITE}/world.rss")
    for moment in (THURSDAY, LATER):
        store_reading(ours, reading(found(title="Ours")), moment)
        store_reading(theirs, reading(found(title="Theirs")), moment)
    article = Article.objects.get()
    assert article.title == "Ours"


def test_two_publications_keep_their_articles_apart() -> None:
    store_reading(source(), reading(found()), THURSDAY)
    other: Publication = add_publication("The Other Magazine")
    theirs = other.sources.create(url=f"{SITE}/feed")
    assert len(store_reading(theirs, reading(found()), THURSDAY).new) == 1


# Guids


def test_the_same_article_four_times_in_one_answer_is_one() -> None:
    stored = store_reading(source(), reading(*[found()] * 4), THURSDAY)
    assert len(stored.new) == len(stored.seen) == Article.objects.count() == 1


def test_a_move_to_another_system_with_the_same_guid_is_the_same_article() -> None:
    ours = source()
    store_reading(ours, reading(found()), THURSDAY)
    store_reading(
        ours,
        reading(found(url="https://new.quay.example/2026/harbour", title="All about the Harbour")),
        LATER,
    )
    article = Article.objects.get()
    assert (article.url, article.url_key) == ("https://new.quay.example/2026/harbour",) * 2
    assert article.sightings.get().guid == "harbour"


def test_a_move_from_http_to_https_changes_the_link_and_not_the_article() -> None:
    ours = source()
    store_reading(ours, reading(found(url="http://quay.example/harbour")), THURSDAY)
    store_reading(ours, reading(found()), LATER)
    assert Article.objects.get().url == f"{SITE}/harbour"


def test_a_guid_reused_for_something_else_is_another_article() -> None:
    ours = source()
    store_reading(ours, reading(found(guid="1")), THURSDAY)
    stored = store_reading(ours, reading(found("quay", guid="1")), LATER)
    assert len(stored.new) == 1
    assert titles() == ["All about the harbour", "All about the quay"]
    assert (
        store_reading(ours, reading(found("quay", guid="1", title="Corrected")), LATER).changed == stored.new
    )


def test_a_guid_that_names_two_articles_of_one_answer_names_none() -> None:
    ours = source()
    shown = reading(found(guid="1"), found("quay", guid="1"))
    assert len(store_reading(ours, shown, THURSDAY).new) == 2
    assert store_reading(ours, shown, LATER).new == ()
    assert set(Sighting.objects.values_list("guid", flat=True)) == {""}


def test_a_move_to_an_address_where_another_article_is_known_leaves_both_alone() -> None:
    ours = source()
    store_reading(ours, reading(found(), found("quay")), THURSDAY)
    store_reading(ours, reading(found(url=f"{SITE}/quay")), LATER)
    assert set(Article.objects.values_list("url", flat=True)) == {f"{SITE}/harbour", f"{SITE}/quay"}


def test_a_guid_is_the_sources_own() -> None:
    store_reading(source(), reading(found(guid="1")), THURSDAY)
    stored = store_reading(source("https://other.example/feed"), reading(found("quay", guid="1")), THURSDAY)
    assert len(stored.new) == 1


def test_a_guid_under_a_new_headline_and_address_is_the_same_article_if_its_text_is() -> None:
    ours = source()
    text = "What nobody says of the harbour, and everybody who works there has always known."
    store_reading(ours, reading(found(guid="1", dek=text)), THURSDAY)
    stored = store_reading(ours, reading(found("renamed", guid="1", dek=text)), LATER)
    assert (stored.new, titles()) == ((), ["All about the renamed"])


# Addresses


def test_an_article_is_known_by_the_address_that_its_publisher_holds_to_be_its_own() -> None:
    store_reading(source(), reading(found(url=f"{SITE}/?p=7", canonical_url=f"{SITE}/harbour")), THURSDAY)
    stored = store_reading(source(f"{SITE}/world.rss"), reading(found(guid="")), THURSDAY)
    assert stored.new == ()


def test_a_canonical_address_on_another_site_marks_a_copy_and_is_not_our_link() -> None:
    canonical = "https://wire.example/harbour"
    store_reading(source(), reading(found(canonical_url=canonical)), THURSDAY)
    stored = store_reading(source(f"{SITE}/world.rss"), reading(found(url=canonical, guid="")), THURSDAY)
    assert len(stored.new) == 1
    ours = Article.objects.order_by("pk")[0]
    assert (ours.url, ours.canonical_url, ours.canonical_key) == (f"{SITE}/harbour", canonical, "")


def test_without_guid_and_address_headline_and_date_tell_articles_apart() -> None:
    ours = source()
    bare = found(url="", guid="", title="Letters")
    store_reading(ours, reading(bare, replace(bare, published_at=THURSDAY - timedelta(days=7))), THURSDAY)
    assert store_reading(ours, reading(bare), LATER).new == ()
    assert titles() == ["Letters", "Letters"]


def test_what_has_neither_address_nor_headline_is_left_out() -> None:
    assert store_reading(source(), reading(found(url="", title="")), THURSDAY).seen == ()


# Retelling


def test_new_words_are_taken_and_noted() -> None:
    ours = source()
    store_reading(ours, reading(found()), THURSDAY)
    stored = store_reading(ours, reading(found(title="Corrected")), LATER)
    article = Article.objects.get()
    assert stored.changed == (article.pk,)
    assert article.title == "Corrected"


def test_filling_a_gap_later_is_not_a_change_of_words() -> None:
    ours = source()
    store_reading(ours, reading(found(dek="")), THURSDAY)
    stored = store_reading(ours, reading(found(dek="Now there is one", authors=("Ada Aal",))), LATER)
    article = Article.objects.get()
    assert stored.changed == ()
    assert (article.dek, article.authors) == ("Now there is one", ["Ada Aal"])


def test_an_old_article_that_was_migrated_stays_old() -> None:
    ours, old = source(), THURSDAY - timedelta(days=3000)
    store_reading(ours, reading(found(published_at=old)), THURSDAY)
    store_reading(ours, reading(found(published_at=THURSDAY, updated_at=THURSDAY)), LATER)
    article = Article.objects.get()
    assert (article.published_at, article.updated_at) == (old, THURSDAY)


# The database


def test_endless_texts_and_characters_that_no_database_keeps_are_stored() -> None:
    told = found(
        "a" * 3900,
        guid="g" * 5000,
        title="A\x00 \ud800title",
        section="s" * 3000,
        kicker="k" * 3000,
        authors=("Ada\x00",),
        image=Image(f"{SITE}/a.jpg", alt="\x00"),
    )
    ours = source()
    store_reading(ours, reading(told), THURSDAY)
    assert store_reading(ours, reading(told), LATER).new == ()
    assert Article.objects.get().title == "A ?title"


def test_many_articles_take_few_queries_where_nothing_is_new(django_assert_max_num_queries) -> None:
    ours = source()
    shown = reading(*(found(f"story-{number}") for number in range(250)))
    store_reading(ours, shown, THURSDAY)
    with django_assert_max_num_queries(8):
        store_reading(ours, shown, LATER)


def test_articles_outlive_their_source_and_are_known_to_the_next() -> None:
    ours = source()
    store_reading(ours, reading(found()), THURSDAY)
    remove_source(ours)
    assert store_reading(source(), reading(found()), LATER).new == ()
    assert Article.objects.count() == 1


def test_markup_is_clean_by_the_time_it_is_stored() -> None:
    hostile = "<p onclick='a()'>Text<script>alert(1)</script><img src='javascript:alert(1)'></p>"
    document = Document(f"{SITE}/feed", feed(item(f"{SITE}/harbour", description=hostile)))
    store_reading(source(), read_here(document), THURSDAY)
    article = Article.objects.get()
    assert "Text" in article.content_html + article.summary
    for trace in ("script", "onclick", "javascript:"):
        assert trace not in article.content_html + article.summary + article.dek


@pytest.mark.django_db(transaction=True)
def test_two_sources_read_at_once_store_each_article_once() -> None:
    shown = reading(*(found(f"story-{number}") for number in range(30)))
    backwards = replace(shown, articles=tuple(reversed(shown.articles)))
    ours, theirs = source(), source(f"{SITE}/world.rss")
    errors: list[Exception] = []
    start = threading.Barrier(2)

    def read(one, told) -> None:
        try:
            start.wait()
            store_reading(one, told, THURSDAY)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=read, args=pair) for pair in ((ours, shown), (theirs, backwards))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert (Article.objects.count(), Sighting.objects.count()) == (30, 60)
