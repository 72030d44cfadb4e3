"""What a last look found once is not told again, and what a person let go is not held again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from roundup.articles import fetching
from roundup.editions.corrections import keep_own_words, tell_of_corrections
from roundup.editions.last_look import make_last_look
from roundup.editions.lifecycle import resume_edition, schedule_edition
from roundup.publications.models import Alarm
from tests.editions.changing_magazine import ChangingMagazine, correct, make_approved, open_magazine, remove
from tests.making import FRIDAY

pytestmark = pytest.mark.django_db

SOON = FRIDAY - timedelta(minutes=4)
EARLIER = FRIDAY - timedelta(minutes=50)


@pytest.fixture
def magazine() -> Iterator[ChangingMagazine]:
    with open_magazine() as found:
        yield found


def alarms(about: str = "look") -> list[str]:
    open_ = Alarm.objects.filter(about__endswith=f":{about}", cleared_at=None)
    return [alarm.message for alarm in open_]


def test_what_was_told_once_is_not_told_again_by_the_next_look(magazine: ChangingMagazine) -> None:
    edition = make_approved(magazine)
    correct(magazine)
    make_last_look(edition.pk, EARLIER, magazine.fetcher)
    Alarm.objects.update(cleared_at=EARLIER)

    make_last_look(edition.pk, SOON, magazine.fetcher)
    assert alarms() == []

    magazine.say(2, "Story 2 of the harbour and its 4 cranes")
    schedule_edition(edition, FRIDAY + timedelta(minutes=10), SOON)
    make_last_look(edition.pk, FRIDAY + timedelta(minutes=6), magazine.fetcher)
    assert len(alarms()) == 1


def test_a_correction_that_an_alarm_has_told_of_is_not_told_twice(magazine: ChangingMagazine) -> None:
    edition = make_approved(magazine)
    correct(magazine)
    fetching.fetch_source(edition.publication.sources.get().pk, EARLIER, magazine.fetcher)
    tell_of_corrections(edition, EARLIER)
    assert len(alarms("corrected")) == 1

    make_last_look(edition.pk, SOON, magazine.fetcher)

    assert alarms() == []


def test_a_correction_that_an_editor_has_decided_about_is_no_finding(magazine: ChangingMagazine) -> None:
    edition = make_approved(magazine, look_policies={"corrected": "hold"})
    magazine.titles[2] = "Story 2 of the harbour and its 3 cranes"
    magazine.print_feed()
    fetching.fetch_source(edition.publication.sources.get().pk, EARLIER, magazine.fetcher)
    keep_own_words(edition, magazine.story(edition, 2).pk, EARLIER)

    make_last_look(edition.pk, SOON, magazine.fetcher)

    edition.refresh_from_db()
    assert edition.held_at is None


def test_what_a_person_resumed_is_let_go_but_anything_new_holds_again(magazine: ChangingMagazine) -> None:
    edition = make_approved(magazine)
    remove(magazine)
    make_last_look(edition.pk, EARLIER, magazine.fetcher)
    edition.refresh_from_db()
    assert edition.held_at

    resume_edition(edition, EARLIER)
    assert alarms() == []
    make_last_look(edition.pk, SOON, magazine.fetcher)
    edition.refresh_from_db()
    assert edition.held_at is None

    magazine.web.serve("/world/1", status=410)
    schedule_edition(edition, FRIDAY + timedelta(minutes=10), SOON)
    make_last_look(edition.pk, FRIDAY + timedelta(minutes=6), magazine.fetcher)
    edition.refresh_from_db()
    assert edition.held_at
