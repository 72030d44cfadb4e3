"""Before the last press the newsroom says who gets the edition; its page does not count readers for that."""

from __future__ import annotations

from datetime import timedelta
from typing import NoReturn

import pytest
import time_machine
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from roundup.editions.models import Edition
from roundup.editions.proof import proof_of
from roundup.sending.audience_counts import FRESH
from roundup.sending.models import AudienceCount
from roundup.subscribers.models import Subscriber
from tests.making import FRIDAY, approved, make_reader
from tests.newsroom.pages import said, text, tree

pytestmark = pytest.mark.django_db


def at(edition: Edition, act: str = "") -> str:
    return f"/newsroom/editions/{edition.pk}/{act}"


def test_the_page_of_an_edition_reads_no_reader(desk: Client, edition: Edition) -> None:
    desk.get(at(edition, "audience/"))

    for wanted in (edition, approved(edition)):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            desk.get(at(wanted))
        assert not [q["sql"] for q in queries if Subscriber._meta.db_table in q["sql"]]


def test_it_offers_to_count_and_shows_the_last_count_with_its_moment(desk: Client, edition: Edition) -> None:
    page = desk.get(at(edition))
    assert "goes to its readers" in text(page)
    ways = tree(page).xpath("//a[normalize-space()='Count who gets it']/@href")
    assert set(ways) == {at(edition, "audience/")}

    desk.get(at(edition, "audience/"))

    found = text(desk.get(at(edition)))
    assert "goes to about 3 readers Friday 20 November 2026, 07:00" in found
    assert "Counted Wed 18 Nov, 13:00; the mailing counts again when it begins." in found


def test_variants_and_reasons_are_named_with_their_numbers(desk: Client, edition: Edition) -> None:
    make_reader(edition.publication, "dag", paused_until=FRIDAY.date() + timedelta(days=9))
    make_reader(edition.publication, "edda", sections=["culture"])
    make_reader(edition.publication, "finn", language="fr")

    found = text(desk.get(at(edition, "audience/")))

    assert "About 5 readers get it." in found
    assert "Who gets what Readers What they get 3 Everything 1 Everything (français) 1 Culture" in found
    assert "Left out: 1 pausing." in found


def test_htmx_gets_the_part_and_not_the_page(desk: Client, edition: Edition) -> None:
    part = desk.get(at(edition, "audience/"), headers={"HX-Request": "true"}).content.decode()

    assert "About 3 readers get it" in part
    assert "<html" not in part


def test_a_count_is_fresh_for_some_seconds_and_then_made_again(
    desk: Client, edition: Edition, clock: time_machine.Coordinates
) -> None:
    desk.get(at(edition, "audience/"))
    make_reader(edition.publication, "dag")

    clock.shift(FRESH - timedelta(seconds=1))
    assert "About 3 readers" in text(desk.get(at(edition, "audience/")))
    clock.shift(1)
    assert "About 4 readers" in text(desk.get(at(edition, "audience/")))


def test_another_edition_needs_another_count(desk: Client, edition: Edition) -> None:
    make_reader(edition.publication, "edda", sections=["culture"])
    desk.get(at(edition, "audience/"))
    edition.stories.filter(section_key="culture").delete()

    found = text(desk.get(at(edition, "audience/")))
    assert "Left out: 1 follow nothing in this edition." in found


def test_a_count_of_an_earlier_draft_is_not_shown_for_this_one(desk: Client, edition: Edition) -> None:
    for reader in Subscriber.objects.all():
        reader.delete()
    make_reader(edition.publication, "edda", sections=["culture"])
    held = edition.stories.filter(section_key="culture")
    moved = list(held.values_list("pk", flat=True))
    held.update(section_key="world")
    desk.get(at(edition, "audience/"))
    assert "Nobody would get it." in text(desk.get(at(edition)))

    edition.stories.filter(pk__in=moved).update(section_key="culture")

    page = text(desk.get(at(edition)))
    assert "Nobody would get it." not in page
    assert "sections of this draft have changed since its readers were counted Wed 18 Nov, 13:00" in page
    checks = text(desk.get(at(edition, "preflight/"), headers={"HX-Request": "true"}))
    assert "goes to about 1 reader Friday" in checks


@pytest.mark.parametrize("again", [False, True])
def test_the_approval_is_drawn_again_if_a_count_differs(
    again: bool, desk: Client, edition: Edition, clock: time_machine.Coordinates
) -> None:
    desk.get(at(edition, "audience/"))
    clock.shift(FRESH)
    if again:
        make_reader(edition.publication, "dag")

    answer = desk.get(at(edition, "audience/"), headers={"HX-Request": "true"})

    assert ("HX-Trigger" in answer) == again


def test_a_clock_that_was_ahead_freezes_no_count(desk: Client, edition: Edition) -> None:
    desk.get(at(edition, "audience/"))
    AudienceCount.objects.update(counted_at=timezone.now() + timedelta(hours=1))
    make_reader(edition.publication, "dag")

    assert "About 4 readers" in text(desk.get(at(edition, "audience/")))


def test_before_it_is_sent_today_those_who_pause_today_are_left_out(desk: Client, edition: Edition) -> None:
    make_reader(edition.publication, "dag", paused_until=timezone.now().date())
    approved(edition)
    desk.get(at(edition, "audience/"))

    found = text(desk.get(at(edition, "send/")))

    assert (
        "About 3 readers get it. Who gets what Readers What they get 3 Everything Left out: 1 pausing."
        in found
    )
    assert "About 4 readers get it" in text(desk.get(at(edition)))


def test_nobody_is_said_before_and_after_it_is_approved(desk: Client, edition: Edition) -> None:
    Subscriber.objects.update(paused_until=FRIDAY.date())
    page = text(desk.get(at(edition, "audience/")))
    assert "Nobody would get it. Every reader is left out, for these reasons. Left out: 3 pausing." in page
    assert "goes to nobody Friday" in text(desk.get(at(edition)))

    told = said(desk.post(at(edition, "approve/"), {"hash": proof_of(edition).hash}, follow=True))

    assert "As things stand, nobody would get it. See who is left out, and why." in told
    assert "Nobody would get it." in text(desk.get(at(edition, "send/")))


def test_without_any_reader_it_says_that(desk: Client, edition: Edition) -> None:
    Subscriber.objects.all().delete()

    assert "The publication has no active readers." in text(desk.get(at(edition, "audience/")))


def test_a_full_disk_does_not_keep_the_numbers_from_whoever_asks(
    desk: Client, edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> NoReturn:
        raise DatabaseError("database or disk is full")

    monkeypatch.setattr(AudienceCount, "save", full)

    assert "About 3 readers get it" in text(desk.get(at(edition, "audience/")))
