"""Every mailing names its installation and its outlet; whoever is set up otherwise leaves it alone."""

from __future__ import annotations

import socket
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from roundup.core.errors import ProviderHalted, ProviderUncertain
from roundup.core.outlets import outlet_of, stays_here
from roundup.editions.models import Edition
from roundup.events import tasks as events_tasks
from roundup.publications.models import Alarm, Publication
from roundup.sending import belonging, fence, stations, tasks
from roundup.sending.claim import anything_ready, claim
from roundup.sending.control import hold, resume
from roundup.sending.models import Batch, Installation, Mailing, Station
from roundup.sending.prepare import start_due
from roundup.sending.resolve import settle
from tests.making import FRIDAY, approved, make_edition, make_publication, make_readers
from tests.sending.post import Post, raising
from tests.sending.steps import LATER, prepare, send_all, sums

pytestmark = pytest.mark.django_db
SENDGRID = "sendgrid https://api.sendgrid.com"
HOME = "https://news.example.org"
KEY = "SG.first.secret"
HOUR = timedelta(hours=1)


@pytest.fixture
def publication() -> Publication:
    return make_publication()


@pytest.fixture
def edition(publication: Publication, settings: Any) -> Edition:
    """An edition of an installation that sends by SendGrid."""
    make_readers(publication, ["ada", "bo", "cleo"])
    settings.BASE_URL = HOME
    be(settings, "sendgrid")
    belonging.state(FRIDAY, others_at_work=False)
    return approved(make_edition(publication))


def be(settings: Any, provider: str, host: str = "https://api.sendgrid.com", key: str = KEY) -> None:
    """Be a process that is set up so."""
    settings.PROVIDER, settings.SENDGRID_HOST, settings.SENDGRID_API_KEY = provider, host, key


def be_wrong(settings: Any, how: str) -> None:
    if how == "provider":
        be(settings, "outbox")
    elif how == "host":
        be(settings, "sendgrid", "https://api.eu.sendgrid.com")
    else:
        settings.BASE_URL = "https://elsewhere.example.org"


WRONG = pytest.mark.parametrize("how", ["provider", "host", "address"])


@WRONG
def test_a_worker_that_is_set_up_otherwise_claims_nothing(edition: Edition, settings: Any, how: str) -> None:
    prepare()
    be_wrong(settings, how)

    assert claim(LATER) is None
    assert anything_ready(LATER), "The others still have work."
    send_all(wrong := Post())
    assert (wrong.taken, sums(edition)) == ([], {"candidates": 3, "pending": 3})


@WRONG
def test_it_settles_nothing_although_it_knows_at_once(edition: Edition, settings: Any, how: str) -> None:
    prepare()
    send_all(Post(raising(ProviderUncertain("No answer."))))
    be_wrong(settings, how)
    settle(Post(knows=False), LATER + HOUR)
    settle(Post(knows=True), LATER + HOUR)

    assert Batch.objects.get().state == Batch.State.UNCERTAIN


@WRONG
def test_it_prepares_nothing_and_asks_the_provider_for_nothing(
    edition: Edition, settings: Any, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_due(FRIDAY)
    be_wrong(settings, how)
    monkeypatch.setattr(tasks, "provider", Post)
    monkeypatch.setattr(events_tasks, "provider", lambda: pytest.fail("The provider was asked."))
    tasks.prepare()
    events_tasks.reconcile()

    assert not belonging.is_at_home()
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


def test_what_is_handed_over_anew_goes_where_it_went(edition: Edition, settings: Any) -> None:
    prepare()
    send_all(Post())
    Batch.objects.update(state=Batch.State.READY)
    Mailing.objects.update(status=Mailing.Status.SENDING)
    be(settings, "outbox")
    assert claim(LATER) is None

    be(settings, "sendgrid")
    assert claim(LATER)


def test_a_key_is_rotated_without_anybody_being_refused_and_doctor_tells(
    edition: Edition, settings: Any
) -> None:
    prepare()
    stations.note(LATER)
    be(settings, "sendgrid", key="SG.second.secret")
    stations.note(LATER)

    assert claim(LATER)
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
    stations.tell(LATER)

    said = Alarm.objects.get(about="installation:outlet", cleared_at=None).message
    found = settings.BASE_URL if how == "address" else belonging.ours()
    assert all(words in said for words in (socket.gethostname(), wanted, found, "--accept-provider"))

    be(settings, "sendgrid")
    settings.BASE_URL = HOME
    stations.note(LATER + timedelta(minutes=3))
    stations.tell(LATER + timedelta(minutes=3))
    assert Alarm.objects.get(about="installation:outlet").cleared_at


def test_a_mailing_that_nobody_may_hand_over_is_told(edition: Edition, settings: Any) -> None:
    prepare()
    be(settings, "sendgrid", "https://api.eu.sendgrid.com")
    belonging.accept()
    stations.note(LATER)
    stations.tell(LATER)

    assert SENDGRID in Alarm.objects.get(about="installation:outlet", cleared_at=None).message


def test_a_trial_gives_way_to_the_real_outlet_by_itself(publication: Publication, settings: Any) -> None:
    for provider, host in (
        ("outbox", ""),
        ("sendgrid", "http://127.0.0.1:8100"),
        ("sendgrid", "https://api.sendgrid.com"),
    ):
        be(settings, provider, host)
        assert belonging.state(FRIDAY, others_at_work=False).outlet == belonging.ours()


@pytest.mark.parametrize("how", ["provider", "host"])
def test_a_real_outlet_changes_by_an_operators_word_alone(edition: Edition, settings: Any, how: str) -> None:
    be_wrong(settings, how)
    assert belonging.state(FRIDAY, others_at_work=False).outlet == SENDGRID
    assert belonging.accept().outlet == belonging.ours()
    assert belonging.is_at_home()


def test_a_second_machine_that_comes_up_changes_nothing(edition: Edition, settings: Any) -> None:
    Station.objects.create(
        host="another", outlet=SENDGRID, base_url=settings.BASE_URL, key_mark="", seen_at=LATER
    )
    settings.BASE_URL = "https://elsewhere.example.org"
    assert stations.others_at_work(LATER)
    row = belonging.state(LATER, others_at_work=True)

    assert row.base_url == HOME
    assert not fence.is_up()


def test_mailings_of_before_there_were_identities_are_bound_at_the_first_start(
    edition: Edition, settings: Any
) -> None:
    prepare()
    Mailing.objects.update(installation="", outlet="")
    Installation.objects.update(identity="", outlet="", base_url="")
    assert claim(LATER) is None
    assert belonging.stated(LATER).identity == "", "A worker alone states nothing once anything was mailed."

    belonging.state(LATER, others_at_work=True)
    assert claim(LATER)


def test_what_a_person_resumes_leaves_by_the_outlet_of_now(edition: Edition, settings: Any) -> None:
    be(settings, "sendgrid", "https://api.sendgird.com")
    belonging.accept()
    prepare()
    send_all(Post(raising(ProviderHalted("SENDGRID_HOST answered 404: set it right."))))
    be(settings, "sendgrid")
    belonging.accept()
    assert claim(LATER) is None

    resume(edition, LATER)
    send_all(post := Post())
    assert len(post.taken) == 3


def test_what_is_in_doubt_stays_with_its_outlet(edition: Edition, settings: Any) -> None:
    prepare()
    send_all(Post(raising(ProviderUncertain("No answer."))))
    hold(edition, "", LATER)
    be(settings, "outbox")
    belonging.accept()
    resume(edition, LATER)
    settle(Post(knows=False), LATER + HOUR)

    assert Mailing.objects.get().outlet == SENDGRID
    assert Batch.objects.get().state == Batch.State.UNCERTAIN


def test_a_restored_database_is_the_same_installation(edition: Edition) -> None:
    before = Installation.objects.get().identity
    assert belonging.state(LATER, others_at_work=False).identity == before
    assert not fence.is_up()


def test_a_lost_data_folder_does_not_make_another_installation(
    edition: Edition, settings: Any, tmp_path: Path
) -> None:
    before = Installation.objects.get().identity
    settings.DATA = tmp_path / "new"
    assert belonging.state(LATER, others_at_work=False).identity == before
    assert (tmp_path / "new" / "identity").read_text().strip() == before


def test_an_installation_that_moves_to_another_address_stays_itself(edition: Edition, settings: Any) -> None:
    before = Installation.objects.get().identity
    settings.BASE_URL = "https://elsewhere.example.org"
    row = belonging.state(LATER, others_at_work=False)

    assert (row.identity, row.base_url) == (before, "https://elsewhere.example.org")
    assert not fence.is_up()


@pytest.mark.parametrize("kept", [None, "", "AAAAAAAA", "\xff\xfe", "x" * 500])
def test_a_copy_is_another_installation_and_mails_nobody_by_itself(
    edition: Edition, settings: Any, tmp_path: Path, kept: str | None
) -> None:
    prepare()
    before = Installation.objects.get().identity
    settings.DATA = tmp_path / "staging"
    settings.DATA.mkdir()
    if kept is not None:
        (settings.DATA / "identity").write_text(kept, "latin-1")
    settings.BASE_URL = "https://staging.example.org"
    be(settings, "outbox")
    row = belonging.state(LATER, others_at_work=False)

    assert row.identity != before
    assert len(row.identity) == 8
    assert row.outlet == "outbox"
    assert fence.is_up()
    assert claim(LATER) is None
    fence.lift(LATER)
    Batch.objects.update(state=Batch.State.READY)
    Mailing.objects.update(status=Mailing.Status.SENDING)
    assert claim(LATER) is None, "What was on its way elsewhere is not sent from here."


def test_outlets_know_whether_anything_leaves_the_machine() -> None:
    here = [
        "outbox",
        "sendgrid http://127.0.0.1:8100",
        "sendgrid http://[::1]:1",
        "sendgrid http://localhost:9",
    ]
    assert all(map(stays_here, here))
    assert not any(map(stays_here, [SENDGRID, "", "sendgrid https://127.0.0.1.example.org"]))
    assert outlet_of("outbox", "https://api.sendgrid.com") == "outbox"
