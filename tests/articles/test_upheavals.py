"""A source that shows known articles in another guise stores none twice, and the editors hear of it once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from roundup.articles.models import Article, Sighting, Source
from roundup.articles.source_management import remove_source
from roundup.articles.store import Stored, store_reading
from roundup.core.articles import FoundArticle
from roundup.publications.alarms import answer_alarm
from roundup.publications.models import Alarm
from tests.articles.samples import THURSDAY, found, reading, source

pytestmark = pytest.mark.django_db

LATER = THURSDAY + timedelta(days=7)
STORIES = [found(name, published_at=THURSDAY - timedelta(days=day)) for day, name in enumerate("abcde")]


def moved(by: timedelta = timedelta(0)) -> list[FoundArticle]:
    return [
        replace(
            each,
            url=f"https://new.example/posts/{each.guid}",
            guid=f"new-{each.guid}",
            published_at=each.published_at and each.published_at + by,
        )
        for each in STORIES
    ]


def look(ours: Source, articles: list[FoundArticle], now: datetime = LATER) -> Stored:
    return store_reading(Source.objects.get(pk=ours.pk), reading(*articles), now)


def alarms() -> list[str]:
    return list(Alarm.objects.filter(cleared_at=None).values_list("message", flat=True))


@pytest.fixture
def ours() -> Source:
    made = source()
    look(made, STORIES, THURSDAY)
    return made


@pytest.mark.parametrize("by", [timedelta(0), timedelta(days=9)], ids=["dates kept", "dates renewed"])
def test_a_site_that_moves_brings_no_new_articles_and_an_alarm(ours: Source, by: timedelta) -> None:
    assert look(ours, moved(by)).new == ()

    assert {article.url for article in Article.objects.all()} == {each.url for each in moved()}
    assert set(Article.objects.values_list("published_at", flat=True)) == {
        each.published_at for each in STORIES
    }
    assert "5 known articles at new addresses" in alarms()[0]
    assert look(ours, moved(by)).new == ()


def test_the_feed_of_a_new_site_knows_the_articles_of_the_one_removed(ours: Source) -> None:
    remove_source(ours)

    assert look(source("https://new.example/feed"), moved()).new == ()
    assert len(alarms()) == 1


def test_another_source_that_shows_copies_takes_nobody_s_address(ours: Source) -> None:
    assert len(look(source("https://wire.example/feed"), moved()).new) == len(STORIES)
    assert alarms() == []


def test_new_guids_for_the_same_addresses_are_told_once_a_month(ours: Source) -> None:
    for week in range(3):
        anew = [replace(each, guid=f"{week}-{each.guid}") for each in STORIES]
        assert look(ours, anew, LATER + week * timedelta(days=7)).new == ()
        answer_alarm(ours.publication, f"source:{ours.pk}:guids", LATER)

    assert "new guids" in Alarm.objects.get().message
    assert set(Sighting.objects.values_list("guid", flat=True)) == {f"2-{each.guid}" for each in STORIES}


def test_later_dates_for_known_articles_are_told_and_not_believed(ours: Source) -> None:
    look(ours, [replace(each, published_at=LATER) for each in STORIES])

    assert set(Article.objects.values_list("published_at", flat=True)) == {
        each.published_at for each in STORIES
    }
    assert "later dates" in alarms()[0]


def test_two_changes_in_one_look_are_everyday_life(ours: Source) -> None:
    look(ours, [*(replace(each, guid="x", published_at=LATER) for each in STORIES[:2]), *moved()[2:4]])

    assert alarms() == []


def test_the_alarms_of_a_source_go_with_it(ours: Source) -> None:
    look(ours, moved())
    remove_source(ours)

    assert alarms() == []


def test_the_pages_of_an_archive_that_was_dated_anew_are_not_read(ours: Source) -> None:
    archive = [found(f"archive-{n}", published_at=LATER) for n in range(10)]

    stored = look(ours, [*archive, *(replace(each, published_at=LATER) for each in STORIES)])

    told = Article.objects.filter(pk__in=stored.new)
    assert set(told.values_list("published_at", "page_looks_left")) == {(None, 0)}
    assert len(stored.new) == len(archive)
