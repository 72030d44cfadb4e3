"""The editors hear of a source that can be read and has long brought nothing new, until it does."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime

import pytest

from roundup.articles.fetching import fetch_source
from roundup.articles.models import Source
from roundup.articles.source_management import add_source, remove_source
from roundup.articles.sources.fetch import Fetcher
from roundup.publications.models import Alarm, Publication
from tests.articles.samples import THURSDAY, feed, item, source
from tests.articles.web import Web

pytestmark = pytest.mark.django_db

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


def dated(name: str, weeks_ago: float) -> str:
    moment = format_datetime(THURSDAY - weeks_ago * WEEK)
    return item(f"https://quay.example/{name}", f"All about {name}", guid=name, pubDate=moment)


WEEKLY = [dated(f"week {n}", n) for n in range(1, 9)]


@pytest.fixture
def ours(web: Web, fetcher: Fetcher) -> Source:
    """A source that brought something each week, read for the first time on Thursday."""
    made = source(web.serve("/feed", feed(*WEEKLY)), fills_from_page=False)
    fetch_source(made.pk, THURSDAY, fetcher)
    return made


def told_after(ours: Source, days: float, fetcher: Fetcher) -> list[str]:
    """Look at the source after so many days, and return the alarms that are open then."""
    fetch_source(ours.pk, THURSDAY + days * DAY, fetcher)
    return list(Alarm.objects.filter(cleared_at=None).values_list("about", flat=True))


def stale(ours: Source) -> list[str]:
    return [f"source:{ours.pk}:stale"]


def test_a_weekly_source_is_stale_after_three_weeks_and_that_is_told_once(
    ours: Source, fetcher: Fetcher
) -> None:
    assert told_after(ours, 20.9, fetcher) == []
    assert told_after(ours, 21.1, fetcher) == stale(ours)
    assert told_after(ours, 30, fetcher) == stale(ours)

    told = Alarm.objects.get()
    assert "has brought nothing new since Thursday 8 October 2026" in told.message
    assert told.raised_at == THURSDAY + 21.1 * DAY


def test_it_ends_with_the_first_new_article(ours: Source, web: Web, fetcher: Fetcher) -> None:
    told_after(ours, 30, fetcher)
    web.serve("/feed", feed(dated("news", -4.2), *WEEKLY))

    assert told_after(ours, 31, fetcher) == []
    assert told_after(ours, 45, fetcher) == []


def test_a_new_source_without_dates_may_take_as_long_as_a_monthly_one(web: Web, fetcher: Fetcher) -> None:
    made = source(web.serve("/feed", feed(item("https://quay.example/1"))), fills_from_page=False)
    told_after(made, 0, fetcher)

    assert told_after(made, 44, fetcher) == []
    assert told_after(made, 46, fetcher) == stale(made)


def test_while_it_fails_another_alarm_says_so(ours: Source, web: Web, fetcher: Fetcher) -> None:
    told_after(ours, 30, fetcher)
    web.serve("/feed", status=500)
    for _ in range(3):
        told = told_after(ours, 31, fetcher)

    assert told == [f"source:{ours.pk}"]


def test_a_source_that_was_added_again_gets_its_time_again(ours: Source, fetcher: Fetcher) -> None:
    told_after(ours, 30, fetcher)
    remove_source(Source.objects.get(pk=ours.pk))
    assert not Alarm.objects.filter(cleared_at=None).exists()

    again = add_source(ours.publication, ours.url, fills_from_page=False)

    assert told_after(again, 40, fetcher) == []
    assert told_after(again, 50, fetcher) == []
    assert told_after(again, 62, fetcher) == stale(again)


def test_nobody_expects_news_during_a_break(ours: Source, fetcher: Fetcher) -> None:
    Publication.objects.filter(pk=ours.publication_id).update(breaks=[["2026-10-20", "2026-11-10"]])

    assert told_after(ours, 25, fetcher) == []
    assert told_after(ours, 40, fetcher) == stale(ours)


def test_a_page_brings_one_article_and_is_never_stale(ours: Source, fetcher: Fetcher) -> None:
    Source.objects.filter(pk=ours.pk).update(read_as="page")

    assert told_after(ours, 60, fetcher) == []
