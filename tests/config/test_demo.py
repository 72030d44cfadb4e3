"""The demo sends a whole week, and leaves the next draft to be edited."""

from __future__ import annotations

import fcntl
from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import Settings

from roundup.articles.models import Article, Sighting
from roundup.articles.source_management import add_source
from roundup.config.demo import magazine
from roundup.config.demo.run import leave_draft, new_publication
from roundup.core.content import Contributors
from roundup.core.urls import url_key
from roundup.editions.arranging import set_sponsor
from roundup.editions.assembling import assemble_edition, require_slot
from roundup.editions.composing import Composer, stories_of
from roundup.editions.editing import set_words
from roundup.editions.lifecycle import mark_mailed
from roundup.editions.models import Edition
from roundup.publications.models import Publication
from roundup.sending.models import Installation
from roundup.sending.safety import fence
from tests.config.commands import Terminal
from tests.making import make_publication
from tests.services.ports import reserved_port

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 16, 0, 20, tzinfo=UTC)


def read(publication: Publication, now: datetime) -> None:
    """Take the magazine's articles in, as a look at its feed does."""
    source = add_source(publication, "http://127.0.0.1:8000/sample/feed.xml")
    for found in magazine.articles(now):
        url = f"http://127.0.0.1:8000/sample/{found.slug}/"
        article = Article.objects.create(
            publication=publication,
            url=url,
            url_key=url_key(url),
            title=found.headline,
            dek=found.dek,
            section=found.section,
            authors=[found.writer] if found.writer else [],
            published_at=found.published_at,
            first_seen_at=now,
        )
        Sighting.objects.create(source=source, article=article, guid=found.slug, seen_at=now)


def last_assembling(publication: Publication, now: datetime) -> datetime:
    return require_slot(publication.schedule.last_due(now)).period.end


@pytest.mark.parametrize("hours", range(0, 168, 11))
def test_at_every_hour_there_is_a_week_to_send_and_a_draft_to_edit(hours: int) -> None:
    now = MONDAY + timedelta(hours=hours)
    publication = new_publication(now)
    read(publication, now)

    sent = assemble_edition(publication, last_assembling(publication, now))
    assert sent.stories.count() >= 12
    assert timedelta() < now - sent.period_end <= timedelta(days=3)
    assert timedelta() < sent.send_at - now <= timedelta(hours=1)
    Edition.objects.filter(pk=sent.pk).update(status=Edition.Status.APPROVED)
    mark_mailed(sent.pk, now)

    draft = leave_draft(publication, now)

    assert (draft.status, draft.number, draft.touched_at) == (Edition.Status.DRAFT, 2, None)
    assert draft.stories.count() >= publication.least_stories
    assert not publication.alarms.exists()
    assert leave_draft(publication, now) == draft


def test_the_week_shows_the_whole_round_up() -> None:
    now = MONDAY + timedelta(hours=60)
    publication = new_publication(now)
    read(publication, now)
    edition = assemble_edition(publication, last_assembling(publication, now))
    set_words(edition, now=now, **magazine.editor_words(edition.subject, edition.preheader))
    set_sponsor(edition, now=now, **magazine.sponsor("http://127.0.0.1:8000"))

    blocks = Composer(edition).compose(stories_of(edition)).blocks

    assert {block.kind for block in blocks} >= {
        "note",
        "lead",
        "stories",
        "sponsor",
        "quick_hits",
        "contributors",
        "footer",
    }
    (people,) = [block.people for block in blocks if isinstance(block, Contributors)]
    assert {person.name for person in people} == {"Dario Venn", "Priya Halloran"}


REAL = {
    "DATABASE_URL": "postgresql://u:p@db/harbour",
    "REDIS_URL": "redis://broker/0",
    "ROUNDUP_PROVIDER": "sendgrid",
    "SENDGRID_API_KEY": "SG.x",
    "ROUNDUP_SECRET_KEY": "a secret of the magazine's own",
    "ROUNDUP_MAIL_URL": "smtp://mail.quay.example.org:587",
}


@pytest.mark.parametrize("name", REAL)
def test_beside_a_real_magazines_settings_the_demo_is_refused(
    name: str, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    for other in REAL:
        monkeypatch.delenv(other, raising=False)
    monkeypatch.setenv(name, REAL[name])

    terminal.run("demo", "--once", code=1)

    assert f"env -u {name} ROUNDUP_DATA=demo roundup demo" in terminal.err
    assert not Publication.objects.exists()


def test_in_a_real_magazines_folder_the_demo_is_refused(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    for other in REAL:
        monkeypatch.delenv(other, raising=False)
    make_publication()

    terminal.run("demo", "--once", code=1)

    assert "holds a magazine of your own" in terminal.err
    assert Publication.objects.count() == 1


@pytest.mark.parametrize("command", [("demo", "--once"), ("up",)])
def test_a_start_that_is_refused_changes_nothing_that_others_rely_on(
    command: tuple[str, ...], terminal: Terminal, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    """Somebody is up on this folder already, for another address."""
    for other in REAL:
        monkeypatch.delenv(other, raising=False)
    stated = fence.installation()
    Installation.objects.filter(pk=stated.pk).update(base_url="https://news.example.org", outlet="outbox")
    settings.DATA.mkdir(parents=True, exist_ok=True)
    with (settings.DATA / "up.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        terminal.run(*command, "--port", str(reserved_port()), code=1)

    assert "is already up" in terminal.err
    assert fence.installation().base_url == "https://news.example.org"
