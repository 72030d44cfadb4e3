"""Who says by which outlet mail leaves, and which installation this is."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from roundup.core.errors import ProviderHalted, ProviderUncertain
from roundup.core.outlets import outlet_of
from roundup.editions.models import Edition
from roundup.providers import stays_here
from roundup.publications.models import Publication
from roundup.sending.control import hold_sending, resume_sending
from roundup.sending.handing_over.claim import claim_batch
from roundup.sending.models import Batch, Installation, Mailing, Station
from roundup.sending.outlet import our_outlet
from roundup.sending.safety import fence, installation, stations
from roundup.sending.settling.resolve import settle_uncertain
from tests.making import FRIDAY, make_publication
from tests.sending.outlets import HOME, SENDGRID, be, be_wrong, edition_by_sendgrid
from tests.sending.post import Post, raising
from tests.sending.steps import LATER, prepare, send_all

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def publication() -> Publication:
    return make_publication()


@pytest.fixture
def edition(publication: Publication, settings: Any) -> Edition:
    return edition_by_sendgrid(publication, settings)


def test_a_trial_gives_way_to_the_real_outlet_by_itself(publication: Publication, settings: Any) -> None:
    for provider, host in (
        ("outbox", ""),
        ("sendgrid", "http://127.0.0.1:8100"),
        ("sendgrid", "https://api.sendgrid.com"),
    ):
        be(settings, provider, host)
        assert installation.state_installation(FRIDAY, others_at_work=False).outlet == our_outlet()


@pytest.mark.parametrize("host", ["http://127.0.0.1:8100", "http://localhost:9", "http://[::1]:1"])
def test_back_to_the_outbox_is_an_operators_word_from_a_stand_in_too(
    publication: Publication, settings: Any, host: str
) -> None:
    be(settings, "sendgrid", host)
    rehearsed = installation.state_installation(FRIDAY, others_at_work=False).outlet
    be(settings, "outbox")

    assert installation.state_installation(FRIDAY, others_at_work=False).outlet == rehearsed
    assert not installation.is_at_home()
    assert installation.accept_outlet().outlet == "outbox"
    assert installation.is_at_home()


@pytest.mark.parametrize("how", ["provider", "host"])
def test_a_real_outlet_changes_by_an_operators_word_alone(edition: Edition, settings: Any, how: str) -> None:
    be_wrong(settings, how)
    assert installation.state_installation(FRIDAY, others_at_work=False).outlet == SENDGRID
    assert installation.accept_outlet().outlet == our_outlet()
    assert installation.is_at_home()


def test_a_second_machine_that_comes_up_changes_nothing(edition: Edition, settings: Any) -> None:
    Station.objects.create(
        host="another", outlet=SENDGRID, base_url=settings.BASE_URL, key_mark="", seen_at=LATER
    )
    settings.BASE_URL = "https://elsewhere.example.org"
    assert stations.others_at_work(LATER)
    row = installation.state_installation(LATER, others_at_work=True)

    assert row.base_url == HOME
    assert not fence.is_up()


def test_mailings_from_before_there_were_identities_are_bound_at_the_first_start(
    edition: Edition, settings: Any
) -> None:
    prepare()
    Mailing.objects.update(installation="", outlet="")
    Installation.objects.update(identity="", outlet="", base_url="")
    assert claim_batch(LATER) is None
    assert installation.stated_installation(LATER).identity == "", (
        "A worker alone states nothing once anything was mailed."
    )

    installation.state_installation(LATER, others_at_work=True)
    assert claim_batch(LATER)


def test_what_a_person_resumes_leaves_by_the_outlet_of_now(edition: Edition, settings: Any) -> None:
    be(settings, "sendgrid", "https://api.sendgird.com")
    installation.accept_outlet()
    prepare()
    send_all(Post(raising(ProviderHalted("SENDGRID_HOST answered 404: correct it."))))
    be(settings, "sendgrid")
    installation.accept_outlet()
    assert claim_batch(LATER) is None

    resume_sending(edition, LATER)
    send_all(post := Post())
    assert len(post.taken) == 3


def test_what_is_in_doubt_stays_with_its_outlet(edition: Edition, settings: Any) -> None:
    prepare()
    send_all(Post(raising(ProviderUncertain("No answer."))))
    hold_sending(edition, "", LATER)
    be(settings, "outbox")
    installation.accept_outlet()
    resume_sending(edition, LATER)
    settle_uncertain(Post(knows=False), LATER + HOUR)

    assert Mailing.objects.get().outlet == SENDGRID
    assert Batch.objects.get().state == Batch.State.UNCERTAIN


def test_a_restored_database_is_the_same_installation(edition: Edition) -> None:
    before = Installation.objects.get().identity
    assert installation.state_installation(LATER, others_at_work=False).identity == before
    assert not fence.is_up()


def test_a_lost_data_folder_does_not_make_another_installation(
    edition: Edition, settings: Any, tmp_path: Path
) -> None:
    before = Installation.objects.get().identity
    settings.DATA = tmp_path / "new"
    assert installation.state_installation(LATER, others_at_work=False).identity == before
    assert (tmp_path / "new" / "identity").read_text().strip() == before


def test_an_installation_that_moves_to_another_address_stays_itself(edition: Edition, settings: Any) -> None:
    before = Installation.objects.get().identity
    settings.BASE_URL = "https://elsewhere.example.org"
    row = installation.state_installation(LATER, others_at_work=False)

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
    row = installation.state_installation(LATER, others_at_work=False)

    assert row.identity != before
    assert len(row.identity) == 8
    assert row.outlet == "outbox"
    assert fence.is_up()
    assert claim_batch(LATER) is None
    fence.lift(LATER)
    Batch.objects.update(state=Batch.State.READY)
    Mailing.objects.update(status=Mailing.Status.SENDING)
    assert claim_batch(LATER) is None, "What was on its way elsewhere is not sent from here."


def test_outlets_know_whether_anything_leaves_the_machine() -> None:
    here = [
        "outbox",
        "sendgrid http://127.0.0.1:8100",
        "sendgrid http://[::1]:1",
        "sendgrid http://localhost:9",
    ]
    assert all(map(stays_here, here))
    assert not any(map(stays_here, [SENDGRID, "", "sendgrid https://127.0.0.1.example.org"]))
    assert (outlet_of("outbox", ""), outlet_of("sendgrid", "https://api.sendgrid.com")) == (
        "outbox",
        SENDGRID,
    )
