"""A draft is made from what the sources show at its hour, and says which of them could not be read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from roundup.articles.models import Source
from roundup.articles.sources.fetch import Fetcher
from roundup.editions import tasks
from roundup.editions.models import Edition
from roundup.editions.unread_sources import look_before_assembling, tell_unread_sources, unread_sources
from roundup.publications.models import Alarm, Publication
from tests.articles.samples import feed, item
from tests.articles.web import PATIENT, Web, running_web
from tests.making import FRIDAY, NOW, THURSDAY, make_publication

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def web() -> Iterator[Web]:
    with running_web() as running:
        yield running


@pytest.fixture(autouse=True)
def _may_read_this_machine(settings: Settings) -> None:
    settings.FETCH_ALLOW = ["127.0.0.0/8"]


@pytest.fixture
def fetcher() -> Fetcher:
    return Fetcher(["127.0.0.0/8"], "roundup tests", timeouts=PATIENT)


@pytest.fixture
def publication() -> Publication:
    return make_publication()


def day(moment: datetime) -> str:
    return f"{moment:%a, %d %b %Y %H:%M:%S +0000}"


def source(publication: Publication, web: Web, at: datetime, path: str = "/feed") -> Source:
    story = item(web.url("/story"), title="The ferry is back", guid="1", pubDate=day(at))
    url = web.serve(path, feed(story))
    return Source.objects.create(
        publication=publication,
        url=url,
        section="World",
        fills_from_page=False,
        next_fetch_at=FRIDAY + DAY,
    )


def unread_alarms() -> list[str]:
    open_ones = Alarm.objects.filter(cleared_at=None, about__endswith=":unread")
    return list(open_ones.values_list("message", flat=True))


def test_after_a_restart_late_on_thursday_the_draft_has_what_the_sources_show_then(
    publication: Publication, web: Web
) -> None:
    source(publication, web, THURSDAY + timedelta(hours=3))
    late = THURSDAY + timedelta(hours=6)

    tasks.run(late)

    edition = Edition.objects.get()
    assert [story.headline for story in edition.stories.all()] == ["The ferry is back"]
    assert (edition.assembled_at, edition.period_end) == (late, THURSDAY)
    assert unread_alarms() == []


def test_a_source_that_fails_before_the_draft_is_made_is_told(publication: Publication, web: Web) -> None:
    ours = source(publication, web, NOW - DAY)
    look_before_assembling(publication, NOW, Fetcher(["127.0.0.0/8"], "roundup tests", timeouts=PATIENT))
    web.serve("/feed", status=503)

    tasks.run(THURSDAY)

    assert Edition.objects.get().stories.count() == 1
    told = (
        "“The Quay” could not be read at Thursday 19 November 2026, 14:00; "
        "its newest story is from Tuesday 17 November 2026, 12:00."
    )
    assert unread_sources(publication) == [told]
    (message,) = unread_alarms()
    assert told in message

    Source.objects.filter(pk=ours.pk).update(failures=0)
    tell_unread_sources(Edition.objects.get(), THURSDAY)
    assert unread_alarms() == []


def test_a_source_that_never_showed_anything_is_told_as_that(publication: Publication, web: Web) -> None:
    Source.objects.create(publication=publication, url=web.serve("/feed", status=500))

    tasks.run(THURSDAY)

    assert "it has shown no story yet" in unread_alarms()[0]


def test_who_was_looked_at_lately_is_not_asked_again(
    publication: Publication, web: Web, fetcher: Fetcher
) -> None:
    source(publication, web, NOW)

    for minutes in (0, 4, 5):
        assert look_before_assembling(publication, NOW + timedelta(minutes=minutes), fetcher)

    assert web.paths.count("/feed") == 2


def test_the_draft_waits_for_a_look_that_another_worker_has_begun(publication: Publication, web: Web) -> None:
    ours = source(publication, web, NOW)
    Source.objects.filter(pk=ours.pk).update(claimed_until=THURSDAY + timedelta(minutes=5))

    tasks.run(THURSDAY)
    assert not Edition.objects.exists()

    tasks.run(THURSDAY + timedelta(minutes=5))
    assert Edition.objects.exists()


def test_looks_before_the_draft_end_in_time(
    publication: Publication, web: Web, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    source(publication, web, NOW)
    source(publication, web, NOW, "/second")
    monkeypatch.setattr("roundup.editions.unread_sources._LONGEST_SECONDS", -1.0)

    assert look_before_assembling(publication, NOW, fetcher)
    assert web.paths == []


def test_no_source_is_asked_when_no_draft_is_due(publication: Publication, web: Web) -> None:
    source(publication, web, NOW)
    tasks.run(THURSDAY)
    asked = len(web.paths)

    tasks.run(THURSDAY + timedelta(hours=1))
    tasks.run(FRIDAY + timedelta(hours=1))

    assert len(web.paths) == asked
