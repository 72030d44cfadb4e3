"""Monitors outside hear of ticks, drafts and mailings: at least once each, and nobody waits for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from roundup.articles.sources.fetch import Fetcher
from roundup.publications.models import Alarm, Ping, Publication
from roundup.sending import tasks
from roundup.sending.models import Installation
from roundup.sending.safety import pings
from roundup.sending.safety.pings import lasting_failures, ping_monitors
from tests.articles.web import PATIENT, Web, running_web
from tests.making import NOW, approved, make_edition
from tests.newsroom.mailings import begin, go
from tests.sending.post import Post

pytestmark = pytest.mark.django_db
_MINUTE = timedelta(minutes=1)


@pytest.fixture
def monitor() -> Iterator[Web]:
    with running_web() as running:
        for path in ("/tick", "/draft", "/mailing"):
            running.serve(path, b"OK")
        yield running


def ping(at: datetime, fetcher: Fetcher | None = None) -> None:
    ping_monitors(at, fetcher or Fetcher(("127.0.0.0/8",), timeouts=PATIENT))


def ticked(at: datetime) -> None:
    Installation.objects.update_or_create(pk=1, defaults={"ticked_at": at})


@pytest.fixture
def ticks(monitor: Web, settings: Settings) -> Web:
    """A monitor of the tick, which knows of the one before."""
    settings.TICK_PING_URL = monitor.url("/tick")
    ticked(NOW)
    ping(NOW)
    return monitor


@pytest.fixture
def quay(monitor: Web, publication: Publication) -> Publication:
    """The Quay, whose drafts and mailings are watched since before there were any."""
    Publication.objects.update(draft_ping_url=monitor.url("/draft"), mailing_ping_url=monitor.url("/mailing"))
    publication.refresh_from_db()
    return publication


def begin_watching() -> None:
    """Let something have happened before, so that the watch has begun."""
    Ping.objects.all().delete()
    for event in ("draft", "mailing"):
        for publication in Publication.objects.all():
            Ping.objects.create(key=f"{event}:{publication.pk}", told_at=NOW - timedelta(days=1))


def test_a_tick_is_told_once_a_minute(ticks: Web) -> None:
    for seconds in range(5, 130, 5):
        ticked(NOW + timedelta(seconds=seconds))
        ping(NOW + timedelta(seconds=seconds))

    assert ticks.paths == ["/tick"] * 3


def test_a_clock_that_was_ahead_for_a_tick_leaves_no_silence_behind(ticks: Web) -> None:
    ticked(NOW + timedelta(days=8))
    ping(NOW + _MINUTE)
    ticked(NOW + 3 * _MINUTE)
    ping(NOW + 3 * _MINUTE)

    assert ticks.paths == ["/tick"] * 2


def test_a_worker_that_pings_but_does_not_tick_is_silent(ticks: Web) -> None:
    ping(NOW + timedelta(minutes=5))

    assert ticks.paths == []


def test_a_draft_and_a_mailing_are_told_once_each(monitor: Web, quay: Publication) -> None:
    begin_watching()
    edition = make_edition(quay)
    ping(NOW + _MINUTE)
    assert monitor.paths == ["/draft"]

    mailing = begin(edition)
    go(Post())
    mailing.refresh_from_db()
    assert mailing.finished_at
    for minutes in range(1, 5):
        ping(mailing.finished_at + minutes * _MINUTE)
    assert monitor.paths == ["/draft", "/mailing"]


def test_a_mailing_that_still_goes_out_is_not_told(monitor: Web, quay: Publication) -> None:
    begin_watching()
    mailing = begin(make_edition(quay))
    ping(mailing.started_at + _MINUTE)

    assert "/mailing" not in monitor.paths


def test_what_happened_before_the_address_was_given_is_not_told(monitor: Web, quay: Publication) -> None:
    make_edition(quay)
    ping(NOW + _MINUTE)

    assert monitor.paths == []


def test_an_address_that_comes_back_after_weeks_is_not_told_of_the_past(
    monitor: Web, quay: Publication
) -> None:
    begin_watching()
    make_edition(quay)
    ping(NOW + timedelta(days=4))

    assert monitor.paths == []


def test_a_ping_that_a_dead_worker_has_lost_is_sent_again(monitor: Web, quay: Publication) -> None:
    begin_watching()
    make_edition(quay)

    class Dying(Fetcher):
        def fetch(self, *_: object, **__: object) -> None:  # type: ignore[override]
            raise SystemExit

    with pytest.raises(SystemExit):
        ping(NOW + _MINUTE, Dying())
    ping(NOW + 1.5 * _MINUTE)
    assert monitor.paths == []

    ping(NOW + 2.5 * _MINUTE)
    assert monitor.paths == ["/draft"]


def test_a_ping_that_a_fast_clock_has_dated_ahead_is_sent_all_the_same(
    monitor: Web, quay: Publication
) -> None:
    begin_watching()
    make_edition(quay)
    Ping.objects.update(tried_at=NOW + timedelta(days=400))
    ping(NOW + _MINUTE)

    assert monitor.paths == ["/draft"]


@pytest.mark.parametrize("status", [200, 201, 204])
def test_any_answer_of_success_will_do(status: int, ticks: Web) -> None:
    ticks.serve("/tick", status=status)
    ticked(NOW + _MINUTE)
    ping(NOW + _MINUTE)

    assert Ping.objects.get().failures == 0
    assert Ping.objects.get().told_at == NOW + _MINUTE


def fail(ticks: Web) -> None:
    ticks.serve("/tick", status=500)


def hang_up(ticks: Web) -> None:
    ticks.answers["/tick"] = lambda visit: visit.raw(b"no HTTP")


@pytest.mark.parametrize(("happens", "code"), [(fail, "http-500"), (hang_up, "broken-answer")])
def test_a_monitor_that_fails_is_counted_and_raises_no_alarm(
    happens: Callable[[Web], None], code: str, ticks: Web, caplog: pytest.LogCaptureFixture
) -> None:
    happens(ticks)
    for minutes in range(1, 4):
        assert lasting_failures() == []
        ticked(NOW + minutes * _MINUTE)
        ping(NOW + minutes * _MINUTE)

    assert lasting_failures() == [f"tick ({code})"]
    assert not Alarm.objects.exists()
    assert ticks.base not in caplog.text

    ticks.serve("/tick", b"OK")
    ping(NOW + timedelta(minutes=4))
    assert lasting_failures() == []


def test_failures_of_a_monitor_that_is_no_longer_wanted_do_not_count(ticks: Web, settings: Settings) -> None:
    Ping.objects.update(failures=9)
    settings.TICK_PING_URL = ""

    assert lasting_failures() == []


def test_a_private_network_is_not_pinged_unless_it_is_allowed(ticks: Web) -> None:
    ticked(NOW + _MINUTE)
    ping(NOW + _MINUTE, Fetcher((), timeouts=PATIENT))

    assert ticks.paths == []
    assert Ping.objects.get().error == "private-address"


def test_a_fault_of_one_monitor_keeps_no_other_from_being_pinged(monitor: Web, quay: Publication) -> None:
    Publication.objects.update(draft_ping_url="http://[")
    begin_watching()
    mailing = begin(make_edition(quay))
    go(Post())
    mailing.refresh_from_db()
    assert mailing.finished_at
    ping(mailing.finished_at + _MINUTE)

    assert monitor.paths == ["/mailing"]


def test_a_monitor_learns_nothing_but_that_something_happened(monitor: Web, quay: Publication) -> None:
    begin_watching()
    approved(make_edition(quay))
    ping(NOW + _MINUTE)

    (visit,) = monitor.visits
    assert set(visit.headers) <= {"Host", "User-Agent", "Accept", "Accept-Encoding"}


def test_monitors_that_hang_occupy_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that begins while another one waits for its monitor pings nobody."""
    runs = []

    def run(*_: object) -> None:
        runs.append(1)
        tasks.ping_monitors()

    monkeypatch.setattr(pings, "ping_monitors", run)
    tasks.ping_monitors()
    tasks.ping_monitors()

    assert len(runs) == 2
