"""One worker at a time makes a last look; one that dies in the middle of it is noticed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from roundup.editions import last_look
from roundup.editions.last_look import LEASE, MOST_TRIES, awaits_look, editions_awaiting_look, make_last_look
from roundup.editions.lifecycle import schedule_edition
from roundup.editions.look_models import LastLook
from roundup.publications.models import Alarm
from tests.articles.web import Visit
from tests.editions.changing_magazine import ChangingMagazine, make_approved, open_magazine, retract
from tests.making import FRIDAY
from tests.services.waiting import PATIENCE

pytestmark = pytest.mark.django_db

SOON = FRIDAY - timedelta(minutes=4)
EARLIER = FRIDAY - timedelta(minutes=50)


@pytest.fixture
def magazine() -> Iterator[ChangingMagazine]:
    with open_magazine() as found:
        yield found


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_one_look(magazine: ChangingMagazine) -> None:
    edition = make_approved(magazine)
    begun, second = threading.Event(), threading.Event()
    serve = magazine.web.answers["/world/1"]

    def wait_for_the_second(visit: Visit) -> None:
        begun.set()
        assert second.wait(PATIENCE)
        serve(visit)

    magazine.web.answers["/world/1"] = wait_for_the_second
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(_alone, edition.pk, magazine)
        assert begun.wait(PATIENCE)
        assert editions_awaiting_look(SOON) == []
        assert awaits_look(edition, FRIDAY)
        assert not make_last_look(edition.pk, SOON, magazine.fetcher)
        second.set()
        assert first.result(PATIENCE)

    assert LastLook.objects.get().ended_at == SOON


def _alone(edition_id: int, magazine: ChangingMagazine) -> bool:
    """Make the look in this thread, with a connection of its own."""
    try:
        return make_last_look(edition_id, SOON, magazine.fetcher)
    finally:
        connection.close()


def test_a_worker_that_dies_in_mid_look_is_noticed_and_it_is_made_again(
    magazine: ChangingMagazine,
) -> None:
    edition = make_approved(magazine)
    assert last_look._claim(edition.pk, EARLIER)
    later = EARLIER + LEASE + timedelta(seconds=1)

    assert awaits_look(edition, later)
    assert editions_awaiting_look(later) == [edition.pk]
    retract(magazine)
    assert make_last_look(edition.pk, later, magazine.fetcher)

    edition.refresh_from_db()
    assert edition.held_at
    assert LastLook.objects.get().tries == 2


def test_a_worker_that_comes_back_after_its_claim_ran_out_ends_nothing(magazine: ChangingMagazine) -> None:
    edition = make_approved(magazine)
    lost = last_look._claim(edition.pk, EARLIER)
    assert lost
    assert last_look._claim(edition.pk, EARLIER + LEASE + timedelta(seconds=1))

    assert not last_look._end(lost, {}, EARLIER)
    assert awaits_look(edition, EARLIER)


def test_a_look_that_no_worker_ever_ends_holds_the_edition(magazine: ChangingMagazine) -> None:
    edition, now = make_approved(magazine), EARLIER
    for _ in range(MOST_TRIES):
        assert last_look._claim(edition.pk, now)
        now += LEASE + timedelta(seconds=1)

    assert not make_last_look(edition.pk, now, magazine.fetcher)

    edition.refresh_from_db()
    assert edition.held_at
    told = Alarm.objects.get(cleared_at=None).message
    assert "worker’s log" in told


def test_an_edition_changed_during_its_look_needs_another(magazine: ChangingMagazine) -> None:
    edition = make_approved(magazine)
    look = last_look._claim(edition.pk, EARLIER)
    assert look
    schedule_edition(edition, FRIDAY + timedelta(minutes=1), EARLIER)

    assert not last_look._end(look, {}, EARLIER)
    assert not LastLook.objects.exists()
