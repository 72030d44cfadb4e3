from __future__ import annotations

from datetime import timedelta

import pytest

from roundup.articles import tasks
from roundup.articles.health import note_failure
from roundup.articles.models import Sighting, Source
from roundup.articles.source_management import add_source, list_sources, remove_source, source_state
from roundup.articles.sources.fetch import Fetcher
from roundup.articles.store import store_reading
from roundup.core.errors import Refused, SourceError
from roundup.publications.directory import add_publication, default_publication
from roundup.publications.models import Alarm
from tests.articles.samples import SITE, THURSDAY, feed, found, item, reading, source
from tests.articles.web import Web

pytestmark = pytest.mark.django_db


def test_a_source_is_added_and_due_at_once() -> None:
    ours = source(f"  {SITE}/feed#top ", section=" Ports ", kind="feed")
    assert (ours.url, ours.section, ours.next_fetch_at) == (f"{SITE}/feed", "Ports", None)
    assert source_state(ours) == "Not looked at yet."


@pytest.mark.parametrize(
    "url",
    [
        "",
        "quay.example",
        "file:///etc/passwd",
        "https://a:b@quay.example/",
        "http://",
        SITE + "/" + "a" * 2000,
    ],
)
def test_what_cannot_be_fetched_cannot_be_a_source(url: str) -> None:
    with pytest.raises(Refused):
        source(url)
    assert Source.objects.count() == 0


def test_a_kind_or_an_interval_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(Refused, match="wordpress"):
        source(kind="telegraph")
    for minutes in (1, 100_000):
        with pytest.raises(Refused, match="15 minutes"):
            source(interval_minutes=minutes)


def test_a_publication_reads_an_address_once_however_it_is_written() -> None:
    source()
    for url in (f"{SITE}/feed", f"{SITE}/feed/", "http://www.quay.example/feed"):
        with pytest.raises(Refused, match="already reads"):
            source(url)
    assert add_source(add_publication("The Other Magazine"), f"{SITE}/feed").pk


def test_a_source_that_is_added_again_remembers_its_articles() -> None:
    ours = source(title="The Quay", section="Ports")
    ours.validators.create(url=ours.url, etag='"1"')
    store_reading(ours, reading(found()), THURSDAY)
    remove_source(ours)
    assert (list_sources(ours.publication), Sighting.objects.count()) == ([], 1)

    again = source(f"{SITE}/feed/", section="World")

    assert (again.pk, again.url, again.title, again.section) == (ours.pk, f"{SITE}/feed/", "", "World")
    assert (again.validators.count(), again.health, source_state(again)) == (
        0,
        "active",
        "Not looked at yet.",
    )
    assert store_reading(again, reading(found(url=f"{SITE}/moved")), THURSDAY).new == ()
    assert again.created_at > ours.created_at


def test_a_source_may_move_to_the_address_of_one_that_was_removed() -> None:
    remove_source(source(f"{SITE}/new"))
    ours = source()
    Source.objects.filter(pk=ours.pk).update(url=f"{SITE}/new")
    with pytest.raises(Refused, match="already reads"):
        source(f"{SITE}/new")


def test_a_removed_source_stores_nothing_more() -> None:
    ours = source()
    remove_source(ours)
    with pytest.raises(SourceError, match="removed"):
        store_reading(ours, reading(found()), THURSDAY)


def test_a_removed_source_takes_its_alarms_along() -> None:
    ours = source()
    note_failure(ours, "It is gone.", THURSDAY)
    remove_source(ours)
    assert not Alarm.objects.filter(cleared_at=None).exists()


def test_the_list_shows_trouble_first_and_when_it_is_tried_again() -> None:
    source()
    failing = source(f"{SITE}/world.rss")
    note_failure(failing, "The server has a fault.", THURSDAY, at_least=timedelta(hours=3))
    first, second = list_sources(default_publication())
    assert (first["id"], first["health"], first["last_problem"]) == (
        failing.pk,
        "failing",
        "The server has a fault.",
    )
    assert first["state"].startswith("Failed once; it will be tried again at 8 October 2026, 17:")
    assert first["next_fetch_at"].startswith("2026-10-08T17:")
    assert (second["health"], second["articles"]) == ("active", 0)


def test_the_tick_wakes_a_look_at_every_due_source(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    due = source(web.serve("/feed", feed(item(f"{SITE}/harbour"))), fills_from_page=False)
    source(web.url("/later")).__class__.objects.filter(url=web.url("/later")).update(
        next_fetch_at=THURSDAY + timedelta(days=365_000)
    )
    woken: list[int] = []
    monkeypatch.setattr(tasks.fetch_source, "apply_async", lambda args, **_: woken.extend(args))
    tasks.fetch_due()
    assert woken == [due.pk]


def test_a_wake_up_looks_at_its_source_if_it_is_still_due(web: Web, settings, fetcher: Fetcher) -> None:
    settings.FETCH_ALLOW = ("127.0.0.1",)
    due = source(web.serve("/feed", feed(item(f"{SITE}/harbour"))), fills_from_page=False)
    for _ in range(2):
        tasks.fetch_source(due.pk)
    assert web.paths == ["/feed"]
    assert web.visits[0].headers["User-Agent"] == f"roundup (+{settings.BASE_URL})"
