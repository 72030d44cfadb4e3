from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from roundup.articles import fetching
from roundup.articles.fetching import Outcome, due_sources, fetch_due, fetch_source
from roundup.articles.models import Article, Source
from roundup.articles.sources.fetch import Fetched, Fetcher
from roundup.publications.directory import add_publication
from roundup.publications.models import Alarm
from tests.articles.samples import THURSDAY, feed, item, source
from tests.articles.web import PATIENT, Web

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STORY = item("https://quay.example/harbour", guid="1", author="Ada Aal")


@pytest.fixture
def ours(web: Web) -> Source:
    """A source that shows one article, and does not read its page."""
    return source(web.serve("/feed", feed(STORY)), fills_from_page=False)


def look(ours: Source, fetcher: Fetcher, now: datetime = THURSDAY) -> fetching.FetchResult:
    result = fetch_source(ours.pk, now, fetcher)
    ours.refresh_from_db()
    return result


def fail(ours: Source, web: Web, fetcher: Fetcher, times: int = 1, status: int = 500, **headers: str) -> None:
    web.serve("/feed", status=status, **headers)
    for _ in range(times):
        assert look(ours, fetcher).failed


def open_alarms() -> list[str]:
    return list(Alarm.objects.filter(cleared_at=None).values_list("about", flat=True))


def test_a_look_stores_what_the_source_shows_and_notes_that_it_is_well(
    ours: Source, web: Web, fetcher: Fetcher
) -> None:
    result = look(ours, fetcher)
    assert (result.outcome, len(result.stored.new)) == (Outcome.READ, 1)
    assert result.document()["new"] == 1
    assert result.sentence() == f"{ours.url}: 1 new, 0 changed, of 1 shown."
    assert (ours.health, ours.title, ours.read_as) == ("active", "The Quay", "feed")
    assert (ours.last_fetched_at, ours.last_success_at) == (THURSDAY, THURSDAY)
    assert ours.next_fetch_at is not None
    assert THURSDAY + HOUR <= ours.next_fetch_at < THURSDAY + 1.2 * HOUR


# When


def test_a_source_is_due_at_once_and_then_once_in_its_interval(
    ours: Source, web: Web, fetcher: Fetcher
) -> None:
    assert due_sources(THURSDAY) == [ours.pk]
    assert [result.outcome for result in fetch_due(THURSDAY, fetcher)] == [Outcome.READ]
    assert fetch_due(THURSDAY + 0.99 * HOUR, fetcher) == []
    assert due_sources(THURSDAY + 1.2 * HOUR) == [ours.pk]


def test_a_second_look_while_the_first_is_under_way_leaves_the_source_alone(
    ours: Source, web: Web, fetcher: Fetcher
) -> None:
    Source.objects.update(claimed_until=THURSDAY + timedelta(minutes=1))
    result = look(ours, fetcher)
    assert result.outcome is Outcome.BUSY
    assert not result.failed
    assert (web.visits, due_sources(THURSDAY)) == ([], [])


def test_a_look_whose_worker_died_is_taken_over_after_a_while(
    ours: Source, web: Web, fetcher: Fetcher
) -> None:
    Source.objects.update(claimed_until=THURSDAY)
    assert look(ours, fetcher).outcome is Outcome.READ
    assert ours.claimed_until is None


def test_a_task_that_comes_twice_looks_once(ours: Source, web: Web, fetcher: Fetcher) -> None:
    for outcome in (Outcome.READ, Outcome.BUSY):
        assert fetch_source(ours.pk, THURSDAY, fetcher, only_if_due=True).outcome is outcome
    assert len(web.visits) == 1


def test_a_server_that_says_its_answer_keeps_is_not_asked_before(
    ours: Source, web: Web, fetcher: Fetcher
) -> None:
    web.serve("/feed", feed(STORY), Cache_Control="max-age=18000")
    look(ours, fetcher)
    assert ours.next_fetch_at is not None
    assert ours.next_fetch_at >= THURSDAY + 5 * HOUR


def test_a_removed_source_is_looked_at_by_nobody(ours: Source, fetcher: Fetcher) -> None:
    Source.objects.all().delete()
    assert fetch_source(ours.pk, THURSDAY, fetcher).outcome is Outcome.BUSY


class Removing(Fetcher):
    """While it fetches, an editor removes the source."""

    def fetch(self, url: str, **options: Any) -> Fetched:
        Source.objects.all().delete()
        return super().fetch(url, **options)


@pytest.mark.parametrize("status", [200, 404])
def test_a_source_that_is_removed_during_a_look_leaves_nothing(ours: Source, web: Web, status: int) -> None:
    web.serve("/feed", feed(STORY), status)
    assert fetch_source(ours.pk, THURSDAY, Removing(["127.0.0.0/8"])).failed
    assert (open_alarms(), Article.objects.count(), Source.objects.count()) == ([], 0, 0)


# The same again


def test_an_unchanged_answer_is_success_without_reading(ours: Source, web: Web, fetcher: Fetcher) -> None:
    web.serve("/feed", feed(STORY), ETag='W/"1"')
    look(ours, fetcher)
    web.serve("/feed", status=304)
    result = look(ours, fetcher, THURSDAY + 2 * HOUR)
    assert (result.outcome, ours.health, ours.last_success_at) == ("unchanged", "active", THURSDAY + 2 * HOUR)
    assert web.visits[-1].headers["If-None-Match"] == 'W/"1"'
    assert Article.objects.count() == 1


def test_the_same_bytes_again_are_not_a_change(ours: Source, web: Web, fetcher: Fetcher) -> None:
    look(ours, fetcher)
    assert look(ours, fetcher, THURSDAY + 2 * HOUR).outcome is Outcome.UNCHANGED


def test_a_304_to_a_question_that_was_not_asked_is_a_failure(
    ours: Source, web: Web, fetcher: Fetcher
) -> None:
    fail(ours, web, fetcher, status=304)


def test_a_second_publication_reads_the_same_feed_for_itself(
    ours: Source, web: Web, fetcher: Fetcher
) -> None:
    web.serve("/feed", feed(STORY), ETag='"1"')
    look(ours, fetcher)
    theirs = add_publication("The Other Magazine").sources.create(url=ours.url, fills_from_page=False)
    assert len(look(theirs, fetcher).stored.new) == 1
    assert "If-None-Match" not in web.visits[-1].headers


def test_validators_are_kept_only_once_everything_is_stored(
    ours: Source,
    web: Web,
    fetcher: Fetcher,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("no room on the disk")

    web.serve("/feed", feed(STORY), ETag='"1"')
    with monkeypatch.context() as patch:
        patch.setattr(fetching, "store_reading", broken)
        assert look(ours, fetcher).failed
    assert "no room on the disk" in caplog.text
    assert len(look(ours, fetcher).stored.new) == 1


# Failures


@pytest.mark.parametrize(
    "body",
    [
        b"<html><head><title>Log in</title></head><body><h1>Welcome to the hotel</h1><p>Hi</body></html>",
        feed(),
        b"",
    ],
    ids=["page", "no-articles", "nothing"],
)
def test_an_answer_without_articles_keeps_the_old_ones_and_is_a_failure(
    ours: Source, web: Web, fetcher: Fetcher, body: bytes
) -> None:
    look(ours, fetcher)
    web.serve("/feed", body)
    result = look(ours, fetcher)
    assert result.failed
    assert result.problems[0].message == ours.last_problem
    assert (ours.health, ours.failures, Article.objects.count()) == ("failing", 1, 1)


def test_each_failure_makes_the_next_look_rarer(ours: Source, web: Web, fetcher: Fetcher) -> None:
    waits = []
    for _ in range(3):
        fail(ours, web, fetcher)
        assert ours.next_fetch_at is not None
        waits.append((ours.next_fetch_at - THURSDAY) // HOUR)
    assert waits == [1, 2, 4]


def test_a_source_that_fails_for_days_is_inactive_until_it_answers_again(
    ours: Source, web: Web, fetcher: Fetcher
) -> None:
    fail(ours, web, fetcher, times=10)
    assert ours.health == "inactive"
    web.serve("/feed", feed(STORY))
    look(ours, fetcher)
    assert (ours.health, ours.failures, ours.last_problem) == ("active", 0, "")


def test_a_busy_server_is_left_alone_as_long_as_it_asks(ours: Source, web: Web, fetcher: Fetcher) -> None:
    fail(ours, web, fetcher, status=429, Retry_After="36000")
    assert ours.next_fetch_at is not None
    assert ours.next_fetch_at >= THURSDAY + 10 * HOUR


def test_a_source_that_is_gone_for_good_is_inactive_at_once_and_reported(
    ours: Source, web: Web, fetcher: Fetcher
) -> None:
    look(ours, fetcher)
    fail(ours, web, fetcher, status=410)
    assert (ours.health, open_alarms()) == ("inactive", [f"source:{ours.pk}"])


def test_the_third_failure_is_told_to_the_editors_and_success_takes_it_back(
    ours: Source, web: Web, fetcher: Fetcher
) -> None:
    look(ours, fetcher)
    fail(ours, web, fetcher, times=2)
    assert open_alarms() == []
    fail(ours, web, fetcher)
    assert open_alarms() == [f"source:{ours.pk}"]
    web.serve("/feed", feed(STORY))
    look(ours, fetcher)
    assert open_alarms() == []


def test_a_source_that_never_gave_anything_is_reported_at_once(
    ours: Source, web: Web, fetcher: Fetcher
) -> None:
    fail(ours, web, fetcher, status=404)
    assert open_alarms() == [f"source:{ours.pk}"]


def test_a_source_that_leads_inside_is_refused_and_reported(web: Web) -> None:
    inside = source("http://169.254.169.254/latest/")
    result = look(inside, Fetcher(timeouts=PATIENT))
    assert result.problems[0].code == "private-address"
    assert open_alarms() == [f"source:{inside.pk}"]


# Moves


def test_a_permanent_move_is_believed_after_three_looks_over_a_day(
    ours: Source, web: Web, fetcher: Fetcher
) -> None:
    target = web.serve("/new", feed(STORY))
    start = web.redirect("/feed", "/new", 301)
    for now in (THURSDAY, THURSDAY + HOUR, THURSDAY + 2 * HOUR):
        look(ours, fetcher, now)
        assert ours.url == start
    look(ours, fetcher, THURSDAY + DAY)
    assert (ours.url, ours.moved_to, ours.moved_times) == (target, "", 0)


def test_a_move_that_is_taken_back_is_forgotten(ours: Source, web: Web, fetcher: Fetcher) -> None:
    web.serve("/new", feed(STORY))
    web.redirect("/feed", "/new", 308)
    look(ours, fetcher)
    assert ours.moved_times == 1
    web.redirect("/feed", "/new", 302)
    look(ours, fetcher)
    assert (ours.moved_times, ours.moved_to) == (0, "")


def test_a_move_to_another_site_is_left_to_the_editors(ours: Source, web: Web) -> None:
    fetcher = Fetcher(["127.0.0.0/8"], resolve=lambda host, port: ["127.0.0.1"])
    web.serve("/new", feed(STORY))
    start = web.redirect("/feed", f"http://lapsed.example:{web.port}/new", 301)
    for days in range(5):
        assert not look(ours, fetcher, THURSDAY + days * DAY).failed
    assert (ours.url, open_alarms()) == (start, [f"source:{ours.pk}:moved"])
    web.serve("/feed", feed(STORY))
    look(ours, fetcher)
    assert open_alarms() == []


def test_two_sources_do_not_move_to_one_address(ours: Source, web: Web, fetcher: Fetcher) -> None:
    other = source(web.serve("/new", feed(STORY)))
    web.redirect("/feed", "/new", 301)
    for days in range(5):
        look(ours, fetcher, THURSDAY + days * DAY)
    assert ours.url != other.url
