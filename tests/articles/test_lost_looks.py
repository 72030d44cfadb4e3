"""A look cut off because its worker died counts as failed: no source ends one worker after another."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

import pytest

from roundup.articles import fetching
from roundup.articles.fetching import Outcome, fetch_due, fetch_source
from roundup.articles.models import Source
from roundup.articles.sources.fetch import Fetcher
from roundup.publications.models import Alarm
from tests.articles.samples import THURSDAY, feed, item, source
from tests.articles.web import Web

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def ours(web: Web) -> Source:
    """A source that shows one article, and does not read its page."""
    story = item("https://quay.example/harbour", guid="1", author="Ada Aal")
    return source(web.serve("/feed", feed(story)), fills_from_page=False)


def open_alarms() -> list[str]:
    return list(Alarm.objects.filter(cleared_at=None).values_list("about", flat=True))


def test_a_look_that_never_ended_counts_as_failed_before_another_is_made(
    ours: Source, web: Web, fetcher: Fetcher
) -> None:
    Source.objects.update(claimed_until=THURSDAY)

    (result,) = fetch_due(THURSDAY, fetcher)

    ours.refresh_from_db()
    assert [problem.code for problem in result.problems] == ["lost-look"]
    assert (web.visits, ours.failures, ours.health, ours.claimed_until) == ([], 1, "failing", None)
    assert ours.next_fetch_at is not None
    assert ours.next_fetch_at >= THURSDAY + HOUR


def test_a_source_that_ends_its_worker_each_time_goes_inactive_and_is_told(
    ours: Source, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def kill(*_: object) -> None:
        kills.append(now)
        raise Killed

    kills: list[datetime] = []
    monkeypatch.setattr(fetching, "_look", kill)
    now = THURSDAY
    for _ in range(40):
        with suppress(Killed):
            fetch_due(now, fetcher)
        ours.refresh_from_db()
        now = max(now, ours.claimed_until or ours.next_fetch_at or now)

    assert ours.health == "inactive"
    assert "never finished" in ours.last_problem
    assert open_alarms() == [f"source:{ours.pk}"]
    assert sum(moment < THURSDAY + DAY for moment in kills) <= 6
    assert max(sum(moment <= other < moment + DAY for other in kills) for moment in kills[10:]) == 1


def test_an_alarm_about_looks_that_never_finished_ends_with_one_that_does(
    ours: Source, web: Web, fetcher: Fetcher
) -> None:
    for hours in range(0, 40, 10):
        Source.objects.update(claimed_until=THURSDAY, next_fetch_at=None)
        fetch_due(THURSDAY + hours * HOUR, fetcher)
    assert open_alarms() == [f"source:{ours.pk}"]

    assert fetch_source(ours.pk, THURSDAY + 3 * DAY, fetcher).outcome is Outcome.READ
    ours.refresh_from_db()
    assert (ours.health, ours.failures, open_alarms()) == ("active", 0, [])
