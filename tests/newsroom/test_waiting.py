"""A mailing that does not go on says why."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from roundup.editions.models import Edition
from roundup.publications.models import Alarm
from roundup.sending import control
from roundup.sending.handing_over import gate, provider_reach
from roundup.sending.hindrances import hindrances_of_mailing
from roundup.sending.models import Batch, Installation, Mailing, Marker
from roundup.sending.preparing.freeze import start_due_mailings
from roundup.sending.safety import fence
from roundup.subscribers.models import Subscriber
from tests.making import FRIDAY, NOW, approved, make_readers
from tests.newsroom.mailings import begin, lose_the_way
from tests.newsroom.pages import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailing(edition: Edition) -> Mailing:
    """The mailing on its way, with a worker that looks."""
    looked(FRIDAY)
    return begin(edition)


def looked(at: object) -> None:
    Installation.objects.update_or_create(pk=1, defaults={"ticked_at": at})


def test_one_that_goes_on_has_nothing_to_tell(mailing: Mailing) -> None:
    assert hindrances_of_mailing(mailing, FRIDAY) == []


def test_nobody_looks_for_work(mailing: Mailing) -> None:
    (sentence,) = hindrances_of_mailing(mailing, FRIDAY + timedelta(minutes=3, seconds=20))

    assert sentence == "No worker has looked for work for 3 minutes. See whether “roundup up” is running."


def test_the_provider_asked_for_a_pause(mailing: Mailing, settings: Settings) -> None:
    gate.pause(FRIDAY + timedelta(seconds=30), "SendGrid asked to wait.")

    (sentence,) = hindrances_of_mailing(mailing, FRIDAY)
    assert sentence == "SendGrid asked to wait. Nothing is handed over until 08:00:30."
    assert hindrances_of_mailing(mailing, FRIDAY + timedelta(seconds=30)) == []


def test_the_breaker_is_open(mailing: Mailing) -> None:
    for _ in range(3):
        gate.doubted(FRIDAY)

    (sentence,) = hindrances_of_mailing(mailing, FRIDAY)
    assert "3 uncertain answers in a row. Nothing is handed over until" in sentence


def test_no_worker_reaches_the_provider(mailing: Mailing) -> None:
    lose_the_way()

    (sentence,) = hindrances_of_mailing(mailing, FRIDAY)
    assert "cannot reach the provider, and takes no more batches" in sentence

    provider_reach.here.reached(FRIDAY)
    Alarm.objects.update(cleared_at=FRIDAY)
    assert hindrances_of_mailing(mailing, FRIDAY) == []


def test_the_days_cap_is_used_up(mailing: Mailing, settings: Settings) -> None:
    settings.DAILY_CAP = 5
    Batch.objects.create(
        mailing=mailing,
        seq=99,
        variant=mailing.variants.get(),
        planned=3,
        state="leased",
        lease_until=FRIDAY + timedelta(minutes=5),
    )

    assert "Today’s 5 messages (ROUNDUP_DAILY_CAP) have left." in hindrances_of_mailing(mailing, FRIDAY)[0]

    Batch.objects.filter(seq=99).update(planned=2)
    assert hindrances_of_mailing(mailing, FRIDAY) == []


def test_the_next_batch_has_an_hour_of_its_own(mailing: Mailing) -> None:
    Batch.objects.update(not_before=FRIDAY + timedelta(minutes=10))

    assert hindrances_of_mailing(mailing, FRIDAY) == ["The next batch leaves Fri 20 Nov, 08:10."]


def test_one_that_is_held_waits_for_a_person_only(mailing: Mailing) -> None:
    looked(NOW)
    control.hold_sending(mailing.edition, "", FRIDAY)
    mailing.refresh_from_db()

    assert hindrances_of_mailing(mailing, FRIDAY) == []


def test_the_progress_reports_it_too(desk: Client, mailing: Mailing) -> None:
    gate.pause(timezone.now() + timedelta(hours=1), "SendGrid asked to wait.")
    page = f"/newsroom/editions/{mailing.edition_id}/"

    told = desk.get(f"{page}progress.json").json()
    assert told["waits"][0].startswith("SendGrid asked to wait.")
    assert told["figures"] == {"accepted": 0, "excluded": 0, "refused": 0, "uncertain": 0, "pending": 3}
    assert "SendGrid asked to wait." in text(desk.get(page))


def test_while_readers_are_written_down_it_says_how_many(desk: Client, edition: Edition) -> None:
    approved(edition)
    start_due_mailings(FRIDAY)
    Mailing.objects.update(candidates=2)
    make_readers(edition.publication, ["dag"])  # Who comes after the freeze waits for the next one.

    told = desk.get(f"/newsroom/editions/{edition.pk}/progress.json").json()
    assert (told["done"], told["all"]) == (2, 3)
    assert told["words"] == "Listing the readers: 2 of about 3."


def test_while_readers_are_written_down_nobody_counts_them_again(desk: Client, edition: Edition) -> None:
    desk.get(f"/newsroom/editions/{edition.pk}/audience/")
    approved(edition)
    start_due_mailings(FRIDAY)
    Mailing.objects.update(candidates=2)

    with CaptureQueriesContext(connection) as queries:
        told = desk.get(f"/newsroom/editions/{edition.pk}/progress.json").json()
    assert told["words"] == "Listing the readers: 2 of about 3."
    assert not [q["sql"] for q in queries if Subscriber._meta.db_table in q["sql"]]


def test_a_restored_database_is_reported_on_every_page(desk: Client, edition: Edition) -> None:
    assert "restored from a backup" not in text(desk.get("/newsroom/"))

    fence.note(Marker(1, 7))
    fence.check(NOW)

    for page in ("/newsroom/", f"/newsroom/editions/{edition.pk}/", "/newsroom/account/"):
        assert "Nothing leaves by itself: the database was restored" in text(desk.get(page))
