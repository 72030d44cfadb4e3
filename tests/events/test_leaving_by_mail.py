"""Every mail to a reader says how to leave by mail, and whoever does gets nothing more, even in a mailing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from roundup.core.batches import OutgoingBatch
from roundup.editions.envelope import envelope_of
from roundup.editions.models import Edition
from roundup.editions.proof import proof_of
from roundup.events import inbound_mail
from roundup.providers.sendgrid.client import SendGrid
from roundup.providers.sendgrid.options import SendGridOptions
from roundup.providers.sendgrid.standin import StandIn
from roundup.publications.models import Publication
from roundup.sending.handing_over.claim import claim_batch
from roundup.sending.handing_over.welcome_mail import send_due_welcomes
from roundup.sending.proof_files import write_proof_files
from roundup.sending.trials import send_trial
from roundup.subscribers import subscriptions
from roundup.subscribers.models import Confirmation, Subscriber
from tests.events.provider import KEY
from tests.events.test_inbound_mail import DOOR, address_of, write
from tests.making import NOW, approved, make_edition, make_publication, make_reader, sign_up
from tests.providers.set_up import give
from tests.sending.post import Post
from tests.sending.steps import LATER, prepare, send_all, submit_batch, sums

pytestmark = pytest.mark.django_db
WAYS = re.compile(
    r"<https?://[^>]+/u/[\w-]{44}/>, <mailto:(leave\+[a-z2-7]{53}@leave\.quay\.example)\?subject="
)


@pytest.fixture(autouse=True)
def _inbound_key(settings: Any) -> None:
    give(settings, SENDGRID_INBOUND_KEY=KEY)


@pytest.fixture
def publication(db: None) -> Publication:
    return make_publication(leave_domain="leave.quay.example", welcome="words", welcome_words="Hello")


@pytest.fixture
def edition(publication: Publication) -> Edition:
    for name in ("ada", "bo", "cleo"):
        make_reader(publication, name)
    return approved(make_edition(publication))


def addresses_in(batch: OutgoingBatch) -> dict[str, str]:
    """Return the address by which each reader leaves, by the reader's own."""
    found = {one.email: WAYS.match(one.headers["List-Unsubscribe"]) for one in batch.recipients}
    return {email: way[1] for email, way in found.items() if way}


def test_each_copy_of_an_edition_has_an_address_of_its_own(edition: Edition) -> None:
    post = Post()
    prepare()
    send_all(post)

    (batch,) = post.given
    assert len(set(addresses_in(batch).values())) == 3
    assert not any("@quay" in headers for one in batch.recipients for headers in one.headers.values())


def test_without_a_domain_a_copy_is_as_it_always_was(edition: Edition) -> None:
    Publication.objects.update(leave_domain="")
    post = Post()
    prepare()
    send_all(post)

    for one in post.given[0].recipients:
        (link,) = (value for value in one.substitutions.values() if "/u/" in value)
        assert one.headers == {
            "List-Unsubscribe": f"<{link}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }


@pytest.mark.parametrize("welcome", ["words", "newest"])
def test_a_welcome_has_one_too(welcome: str, publication: Publication, edition: Edition) -> None:
    if welcome == "newest":
        prepare()
        send_all(Post())
    Publication.objects.update(welcome=welcome)
    now = LATER if welcome == "newest" else NOW
    sign_up(publication, "ann@example.org", now)
    subscriptions.confirm(Confirmation.objects.get(), now)
    post = Post()

    send_due_welcomes(post, now)

    assert [*addresses_in(post.given[0])] == ["ann@example.org"]


def test_so_have_a_test_and_the_files_of_a_proof_and_the_checks_find_nothing_wrong(
    edition: Edition, tmp_path: Path
) -> None:
    post = Post()
    send_trial(edition, "ana@quay.example", post, NOW)
    write_proof_files(edition, tmp_path)

    assert addresses_in(post.given[0])
    assert "<mailto:leave+" in (tmp_path / "edition.eml").read_text()
    assert WAYS.match(envelope_of(edition).headers["List-Unsubscribe"])
    assert not [one for one in proof_of(edition).findings if one.code.startswith("headers.")]


def test_setting_a_domain_voids_no_approval(edition: Edition) -> None:
    Publication.objects.update(leave_domain="other.quay.example")

    assert prepare().edition_id == edition.pk


def test_whoever_leaves_by_mail_before_their_batch_is_posted_is_left_out(
    edition: Edition, client: Client
) -> None:
    ada, bo, _ = Subscriber.objects.order_by("pk")
    write(client, address_of(ada))
    prepare()
    lease = claim_batch(LATER)
    assert lease
    write(client, address_of(bo))
    post = Post()

    submit_batch(lease, post, LATER)

    assert post.taken == ["cleo@example.org"]


def test_a_copy_that_was_mailed_lets_its_reader_leave_afterwards(edition: Edition, client: Client) -> None:
    post = Post()
    prepare()
    send_all(post)
    before = sums(edition)

    for address in addresses_in(post.given[0]).values():
        assert write(client, address) == 200

    assert set(Subscriber.objects.values_list("status", flat=True)) == {Subscriber.Status.UNSUBSCRIBED}
    assert sums(edition) == before


@pytest.mark.django_db(transaction=True)
def test_through_the_stand_in_a_reader_gets_a_copy_writes_and_has_left(
    edition: Edition, live_server: LiveServer, settings: Any
) -> None:
    with StandIn() as sendgrid:
        give(settings, SENDGRID_INBOUND_KEY=sendgrid.inbound_key)
        provider = SendGrid(SendGridOptions(api_key=sendgrid.key, host=sendgrid.url))
        prepare()
        send_all(provider)
        provider.close()
        (copy,) = sendgrid.inbox.mails("bo@example.org")

        assert sendgrid.inbound.leave(live_server.url + DOOR, copy) == 200

    left = Subscriber.objects.filter(status=Subscriber.Status.UNSUBSCRIBED)
    assert [*left.values_list("email", flat=True)] == ["bo@example.org"]
    assert inbound_mail.mails_by_outcome()[inbound_mail.MailOutcome.LEFT] == 1
