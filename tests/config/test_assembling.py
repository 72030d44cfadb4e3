"""`roundup assemble` looks at the sources first, as the scheduler does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.conf import LazySettings
from django.utils import timezone

from roundup.articles.models import Source
from roundup.editions.models import Edition
from roundup.publications.models import Alarm
from tests.config.commands import Terminal
from tests.editions.changing_magazine import STORIES, ChangingMagazine, open_magazine
from tests.making import THURSDAY, make_publication

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(magazine: ChangingMagazine) -> Source:
    url = magazine.web.url("/feed")
    return Source.objects.create(publication=make_publication(), url=url, fills_from_page=False)


@pytest.fixture
def magazine(settings: LazySettings) -> Iterator[ChangingMagazine]:
    settings.FETCH_ALLOW = ("127.0.0.0/8",)
    with open_magazine() as found, time_machine.travel(THURSDAY, tick=False):
        yield found


def test_the_draft_has_what_the_sources_show_now(source: Source, terminal: Terminal) -> None:
    terminal.run("assemble")
    assert Edition.objects.get().stories.count() == STORIES


def test_a_draft_that_is_there_is_shown_without_another_look(
    source: Source, magazine: ChangingMagazine, terminal: Terminal
) -> None:
    terminal.json("assemble")
    Source.objects.update(last_fetched_at=THURSDAY - timedelta(hours=1))
    before = magazine.web.paths.count("/feed")
    terminal.json("assemble")
    assert magazine.web.paths.count("/feed") == before


def test_with_a_moment_it_is_made_of_what_is_known(
    source: Source, magazine: ChangingMagazine, terminal: Terminal
) -> None:
    terminal.run("assemble", "--at", THURSDAY.isoformat())
    assert "/feed" not in magazine.web.paths
    assert not Edition.objects.get().stories.exists()


def test_which_sources_could_not_be_read_is_said_at_once_and_by_an_alarm(
    source: Source, magazine: ChangingMagazine, terminal: Terminal
) -> None:
    magazine.web.serve("/feed", status=503)
    terminal.run("assemble")
    assert "could not be read" in terminal.err
    assert Alarm.objects.filter(about__endswith=":unread", message__contains="may lack news").exists()


def test_a_source_that_a_worker_is_reading_is_not_waited_for(source: Source, terminal: Terminal) -> None:
    Source.objects.update(claimed_until=timezone.now() + timedelta(minutes=5))
    terminal.run("assemble")
    assert "its news will come into the draft later" in terminal.err
    assert Edition.objects.exists()
