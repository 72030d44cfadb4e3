"""Articles of one source that share an address are told apart, and the source says so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from roundup.articles.models import Article, Source
from roundup.articles.source_management import source_state
from roundup.articles.sources.base import Document
from roundup.articles.sources.registry import read_here
from roundup.articles.store import complete_from, store_reading
from roundup.core.articles import FoundArticle
from tests.articles.samples import SITE, THURSDAY, feed, found, item, reading, source

pytestmark = pytest.mark.django_db

LATER = THURSDAY + timedelta(hours=1)
HOME = f"{SITE}/"


def source_again(ours: Source) -> Source:
    """Return a source as the next look finds it."""
    return Source.objects.get(pk=ours.pk)


def titles() -> list[str]:
    return list(Article.objects.order_by("pk").values_list("title", flat=True))


def episode(number: int, **fields: Any) -> FoundArticle:
    return found(f"episode-{number}", **({"url": HOME} | fields))


def test_articles_that_share_an_address_are_told_apart_by_guid() -> None:
    ours = source()
    shown = reading(episode(1), episode(2))
    assert len(store_reading(ours, shown, THURSDAY).new) == 2
    assert store_reading(ours, shown, LATER).new == ()
    assert {article.url for article in Article.objects.all()} == {HOME}
    stored = store_reading(ours, reading(episode(1, title="Corrected"), episode(2)), LATER)
    assert (len(stored.changed), titles()) == (1, ["Corrected", "All about the episode-2"])


def test_an_address_once_shared_identifies_nothing_in_a_later_reading_either() -> None:
    ours = source()
    store_reading(ours, reading(episode(1), episode(2)), THURSDAY)
    for number in (3, 4):
        assert len(store_reading(source_again(ours), reading(episode(number)), LATER).new) == 1
    assert Article.objects.count() == 4


def test_what_was_stored_before_its_address_was_shared_stays_one_article() -> None:
    ours = source()
    store_reading(ours, reading(episode(1, guid="")), THURSDAY)
    stored = store_reading(ours, reading(episode(2, guid=""), episode(1, guid="")), LATER)
    assert titles() == ["All about the episode-1", "All about the episode-2"]
    assert len(stored.new) == 1


def test_a_live_blog_under_new_headlines_and_guids_stays_one_article() -> None:
    ours = source()
    for day in range(3):
        store_reading(ours, reading(found("live", title=f"Day {day}", guid=str(day))), LATER)
    assert titles() == ["Day 2"]


def test_the_shared_page_does_not_become_an_articles_own() -> None:
    ours = source()
    stored = store_reading(ours, reading(episode(1), episode(2)), THURSDAY)
    assert complete_from(stored.new[0], found(url=HOME, canonical_url=f"{SITE}/show", authors=("Ada",)))
    article = Article.objects.get(pk=stored.new[0])
    assert (article.canonical_key, article.authors) == ("", ["Ada"])
    assert store_reading(ours, reading(episode(1), episode(2)), LATER).new == ()


def test_a_shared_address_is_a_problem_that_the_look_and_the_source_tell() -> None:
    feed_of_episodes = feed(item(HOME, "One", guid="1"), item(HOME, "Two", guid="2"))
    shown = read_here(Document(f"{SITE}/feed", feed_of_episodes))
    (problem,) = shown.problems
    assert problem.code == "shared-address"
    assert f"2 articles share a link with another: {HOME}" in problem.message
    ours = source()
    ours.last_fetched_at = THURSDAY
    store_reading(ours, shown, THURSDAY)
    assert source_state(ours).endswith("Several of its articles share an address.")
