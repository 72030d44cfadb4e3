"""Every mailing names its installation and its outlet; whoever is set up otherwise leaves it alone."""

from __future__ import annotations

import socket
from datetime import timedelta
from typing import Any

import pytest

from roundup.core.errors import ProviderUncertain
from roundup.editions.models import Edition
from roundup.events import tasks as events_tasks
from roundup.publications.models import Alarm, Publication
from roundup.sending import tasks
from roundup.sending.handing_over import confirmation_mail
from roundup.sending.handing_over.claim import anything_ready, claim_batch
from roundup.sending.models import Batch, Mailing, Station
from roundup.sending.outlet import our_outlet
from roundup.sending.preparing.freeze import start_due_mailings
from roundup.sending.safety import installation, stations
from roundup.sending.settling.resolve import settle_uncertain
from tests.making import FRIDAY, make_publication, sign_up
from tests.sending.outlets import HOME, SENDGRID, WRONG, be, be_wrong, edition_by_sendgrid
from tests.sending.post import Post, raising
from tests.sending.steps import LATER, prepare, send_all, sums

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def publication() -> Publication:
    return make_publication()


@pytest.fixture
def edition(publication: Publication, settings: Any) -> Edition:
    return edition_by_sendgrid(publication, settings)


@WRONG
def test_a_worker_that_is_set_up_otherwise_mails_no_confirmation(
    edition: Edition, settings: Any, how: str
) -> None:
    sign_up(edition.publication, "new@example.org", FRIDAY)
    be_wrong(settings, how)

    assert confirmation_mail.send_due_confirmations(wrong := Post(), FRIDAY) == 0
    assert wrong.taken == []

    settings.BASE_URL = HOME
    be(settings, "sendgrid")
    assert confirmation_mail.send_due_confirmations(Post(), FRIDAY) == 1


@WRONG
def test_a_worker_that_is_set_up_otherwise_claims_nothing(edition: Edition, settings: Any, how: str) -> None:
    prepare()
    be_wrong(settings, how)

    assert claim_batch(LATER) is None
    assert anything_ready(LATER), "The others still have work."
    send_all(wrong := Post())
    assert (wrong.taken, sums(edition)) == ([], {"candidates": 3, "pending": 3})


@WRONG
def test_it_settles_nothing_although_it_knows_at_once(edition: Edition, settings: Any, how: str) -> None:
    prepare()
    send_all(Post(raising(ProviderUncertain("No answer."))))
    be_wrong(settings, how)
    settle_uncertain(Post(knows=False), LATER + HOUR)
    settle_uncertain(Post(knows=True), LATER + HOUR)

    assert Batch.objects.get().state == Batch.State.UNCERTAIN


@WRONG
def test_it_prepares_nothing_and_asks_the_provider_for_nothing(
    edition: Edition, settings: Any, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_due_mailings(FRIDAY)
    be_wrong(settings, how)
    monkeypatch.setattr(tasks, "provider", Post)
    monkeypatch.setattr(events_tasks, "build_provider", lambda: pytest.fail("The provider was asked."))
    tasks.prepare()
    events_tasks.reconcile()

    assert not installation.is_at_home()
    assert Mailing.objects.get().status == Mailing.Status.PREPARING


@pytest.mark.parametrize("how", ["provider", "host"])
def test_the_wrong_worker_may_begin_a_mailing_and_does_not_make_it_its_own(
    edition: Edition, settings: Any, how: str
) -> None:
    be_wrong(settings, how)
    mailing = prepare()
    send_all(wrong := Post())
    be(settings, "sendgrid")
    send_all(right := Post())

    assert mailing.outlet == SENDGRID
    assert (len(wrong.taken), len(right.taken)) == (0, 3)


def test_a_worker_of_another_address_holds_no_edition_for_rendering_otherwise(
    edition: Edition, settings: Any
) -> None:
    settings.BASE_URL = "https://elsewhere.example.org"
    tasks.start()

    edition.refresh_from_db()
    assert (edition.held_at, Mailing.objects.count()) == (None, 0)


def test_what_is_handed_over_again_goes_where_it_went(edition: Edition, settings: Any) -> None:
    prepare()
    send_all(Post())
    Batch.objects.update(state=Batch.State.READY)
    Mailing.objects.update(status=Mailing.Status.SENDING)
    be(settings, "outbox")
    assert claim_batch(LATER) is None

    be(settings, "sendgrid")
    assert claim_batch(LATER)


def test_a_key_is_rotated_without_anybody_being_refused_and_doctor_tells(
    edition: Edition, settings: Any
) -> None:
    prepare()
    stations.note(LATER)
    be(settings, "sendgrid", key="SG.second.secret")
    stations.note(LATER)

    assert claim_batch(LATER)
    assert list(stations.strangers(LATER)) == []
    assert len(stations.keys_in_use(LATER)) == 2
    assert not Station.objects.filter(key_mark__in=["first", "second"]).exists()


@WRONG
def test_an_alarm_names_host_and_settings_and_is_over_when_they_are_right(
    edition: Edition, settings: Any, how: str
) -> None:
    prepare()
    stations.note(LATER)
    wanted = settings.BASE_URL if how == "address" else SENDGRID
    be_wrong(settings, how)
    stations.note(LATER)
    stations.tell_strangers(LATER)

    said = Alarm.objects.get(about="installation:outlet", cleared_at=None).message
    found = settings.BASE_URL if how == "address" else our_outlet()
    assert all(words in said for words in (socket.gethostname(), wanted, found, "--accept-provider"))

    be(settings, "sendgrid")
    settings.BASE_URL = HOME
    stations.note(LATER + timedelta(minutes=3))
    stations.tell_strangers(LATER + timedelta(minutes=3))
    assert Alarm.objects.get(about="installation:outlet").cleared_at


def test_a_mailing_that_nobody_may_hand_over_is_told(edition: Edition, settings: Any) -> None:
    prepare()
    be(settings, "sendgrid", "https://api.eu.sendgrid.com")
    installation.accept_outlet()
    stations.note(LATER)
    stations.tell_strangers(LATER)

    assert SENDGRID in Alarm.objects.get(about="installation:outlet", cleared_at=None).message
