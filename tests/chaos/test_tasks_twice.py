"""Any task may run twice, at once or later: that changes nothing."""

from __future__ import annotations

import inspect
import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from celery import Task
from django.apps import apps
from django.core.management import call_command
from django.db import connections
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from PIL import Image
from pytest_django import Settings

from roundup.articles.models import Source
from roundup.config.celery import app
from roundup.editions.assembling import assemble_edition
from roundup.editions.models import Edition
from roundup.editors.accounts import add_user
from roundup.events import notices
from roundup.providers.sendgrid.standin import StandIn
from roundup.publications.alarms import raise_alarm
from roundup.sending import tasks
from roundup.sending.control import send_now
from roundup.sending.models import Attempt, Batch, Mailing, Marker
from roundup.subscribers import sign_ups
from roundup.subscribers.models import Confirmation, Subscriber
from tests.articles.web import Web, running_web
from tests.making import (
    FRIDAY,
    NOW,
    approved,
    make_article,
    make_edition,
    make_publication,
    make_readers,
    sign_up,
)
from tests.providers.set_up import give

app.loader.import_default_modules()
TASKS = sorted(name for name in app.tasks if not name.startswith("celery."))
READERS = 25
# When somebody last looked: it says nothing of what was done.
BOOKKEEPING = {"ticked_at", "tried_at", "begun_at", "last_ok", "claimed_until"}
FEED = (
    "<rss version='2.0'><channel><title>The Quay</title><item><title>The headline of article 100</title>"
    "<link>https://quay.example.org/100</link><guid isPermaLink='false'>100</guid>"
    "<pubDate>Fri, 20 Nov 2026 06:00:00 +0000</pubDate><description>Text.</description></item>"
    "</channel></rss>"
)
EVENT = (
    '{{"email": "reader-{n}@example.org", "timestamp": 1795158000, "event": "{kind}", "type": "bounce", '
    '"status": "5.1.1", "reason": "550 5.1.1", "sg_event_id": "{n}", "rb": "nobody\'s", "rd": "1-{n}"}}'
)
# What must have run before there is anything to do, and who then has nothing to write all the same.
NEEDS = {
    # A mailing is prepared when the provider's own lists have been read.
    "sending.work": ["sending.tick", "events.reconcile", "sending.tick"],
}
ONLY_LOOKS = {"articles.fetch_due", "events.watch"}
# Two of these at once are tried where they have something to do: in `tests` of their rooms.
ONLY_LOOKS |= {"editions.look_last", "editions.read_pages", "newsroom.keep_drafts_current"}
ONLY_LOOKS |= {"sending.assemble_months", "sending.watch_certificate", "sending.ping_monitors"}


def picture() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (1200, 800), "navy").save(written, "PNG")
    return written.getvalue()


@pytest.fixture
def web() -> Iterator[Web]:
    with running_web() as web:
        web.serve("/feed", FEED.encode(), content_type="application/rss+xml")
        web.serve("/60", b"<title>60</title>", content_type="text/html")
        web.serve("/60.png", picture(), content_type="image/png")
        yield web


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """The arguments of every wake-up; each is lost."""
    told: list[tuple[Any, ...]] = []
    monkeypatch.setattr(Task, "apply_async", lambda self, args=(), *_, **__: told.append(tuple(args)))
    return told


def begin_anew(web: Web, kept: Path) -> None:
    """Set the scene, or bring back the one that was kept: rendering an edition takes its time."""
    again = kept.exists()
    call_command("flush", interactive=False, verbosity=0, reset_sequences=True, inhibit_post_migrate=again)
    if again:
        call_command("loaddata", kept, verbosity=0)
    else:
        set_scene(web)
        call_command("dumpdata", output=kept, verbosity=0)


def set_scene(web: Web) -> None:
    """Let there be something to do for every task."""
    publication = make_publication()
    make_readers(publication, [f"reader-{number}" for number in range(1, READERS + 1)])
    edition = approved(make_edition(publication))
    make_publication(name="The Dock", slug="dock")  # Which has no edition of the week.
    pier = make_publication(name="The Pier", slug="pier")  # Which has a draft that was made too early.
    shown = {"url": web.url("/60.png"), "alt": "A pier", "credit": "", "caption": ""}
    make_article(pier, 60, url=web.url("/60"), image=shown)
    assemble_edition(pier, NOW)
    Source.objects.update(next_fetch_at=FRIDAY + timedelta(days=1))
    Source.objects.create(
        publication=publication, url=web.url("/feed"), next_fetch_at=FRIDAY, fills_from_page=False
    )
    make_article(publication, 50, first_seen_at=FRIDAY, published_at=FRIDAY)
    send_now(edition, FRIDAY)
    add_user("editor@example.org", "editor", "a long enough password")
    raise_alarm(publication, "source:1", "The feed does not answer.", FRIDAY - timedelta(minutes=1))
    sign_up(publication, "new@example.org", FRIDAY, name="New")
    sign_ups.receive(publication, "newer@example.org", "", sign_ups.Asker("form", "words"), FRIDAY)
    for kind in ("delivered", "bounce", "unsubscribe", "spamreport"):
        events = ",".join(EVENT.format(n=n, kind=kind) for n in range(1, 6))
        notices.keep_notice("sendgrid", f"[{events}]".encode(), FRIDAY)


def run(name: str) -> None:
    """Run a task as a worker does; what it is about is the newest there is."""
    task = app.tasks[name]
    ids = {
        "source_id": lambda: Source.objects.latest("pk").pk,
        "edition_id": lambda: Edition.objects.filter(status="draft").latest("pk").pk,
    }
    wanted = inspect.signature(task.run).parameters
    try:
        task(**{parameter: ids[parameter]() for parameter in wanted})
    finally:
        connections.close_all()


def rows() -> dict[str, list[str]]:
    """Return all that the database holds, but for the bookkeeping."""
    return {
        model._meta.label: sorted(
            str({name: value for name, value in row.items() if name not in BOOKKEEPING})
            for row in model._default_manager.values()
        )
        for model in apps.get_models()
    }


def outline(provider: StandIn) -> dict[str, Any]:
    """Return what was done, without what chance decides: how many rows, states, and copies for each."""
    # There are as many markers as were ever moved at the same moment.
    counted = [model for model in apps.get_models() if model is not Marker]
    return {
        "rows": {model._meta.label: model._default_manager.count() for model in counted},
        "mailings": sorted(Mailing.objects.values_list("status", "candidates", "cursor")),
        "batches": sorted(Batch.objects.values_list("seq", "state", "planned", "posted", "epoch")),
        "attempts": sorted(Attempt.objects.values_list("batch__seq", "epoch", "result")),
        "confirmations": sorted(Confirmation.objects.values_list("status", flat=True)),
        "subscribers": sorted(Subscriber.objects.values_list("email_key", "status")),
        "sent": sorted(provider.inbox.counts().items()),
    }


@pytest.fixture
def provider(settings: Settings) -> Iterator[StandIn]:
    with StandIn() as provider:
        provider.suppressions.add("bounces", "reader-9@example.org", int(FRIDAY.timestamp()))
        settings.PROVIDER = "sendgrid"
        give(settings, SENDGRID_API_KEY=provider.key, SENDGRID_HOST=provider.url)
        yield provider
        tasks.provider().close()
        tasks.provider.cache_clear()


_examples = hypothesis_settings(
    max_examples=1, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.mark.hypothesis  # What searches stands within.
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", TASKS)
def test_a_task_that_runs_twice_changes_nothing(
    name: str,
    web: Web,
    provider: StandIn,
    told: list[tuple[Any, ...]],
    settings: Settings,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    settings.FETCH_ALLOW, settings.BATCH_SIZE = ("127.0.0.0/8",), 10
    needed, kept = NEEDS.get(name, []), tmp_path / "scene.json"

    def begin(before: list[str]) -> None:
        settings.DATA = tmp_path_factory.mktemp("data")
        provider.inbox.clear()
        begin_anew(web, kept)
        for other in [*before, *needed]:
            run(other)

    @_examples
    @example(before=[], at_once=2)
    @given(before=st.lists(st.sampled_from(TASKS), max_size=3), at_once=st.integers(2, 3))
    def check(before: list[str], at_once: int) -> None:
        begin(before)
        untouched = rows()
        run(name)
        once, outline_once = rows(), outline(provider)
        assert before or name in ONLY_LOOKS or once != untouched
        run(name)
        assert rows() == once

        begin(before)
        with ThreadPoolExecutor(at_once) as pool:
            for done in [pool.submit(run, name) for _ in range(at_once)]:
                done.result()
        assert outline(provider) == outline_once

    with time_machine.travel(FRIDAY, tick=False):
        check()
    assert all(isinstance(one, int) for arguments in told for one in arguments)


def test_every_task_says_why_it_may_run_twice() -> None:
    assert [name for name in TASKS if "twice" not in (app.tasks[name].run.__doc__ or "").lower()] == []
