"""Two installations on one account: each is told of both, and believes what is its own."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django.live_server_helper import LiveServer

from roundup.core.batches import Recipient
from roundup.core.deliveries import EventKind
from roundup.events import tasks
from roundup.events.applying import apply_next
from roundup.events.belief import believed_facts
from roundup.events.facts import Fact
from roundup.events.mailing_totals import totals_of
from roundup.events.metrics import text
from roundup.events.models import Event, Tally
from roundup.providers.sendgrid.client import SendGrid
from roundup.providers.sendgrid.options import SendGridOptions
from roundup.providers.sendgrid.standin import StandIn
from roundup.sending.handing_over import nonces
from roundup.sending.models import Attempt, Forgotten, Installation, Trial
from roundup.sending.safety import installation
from roundup.subscribers.models import Confirmation, Subscriber, Suppression
from tests.events.mailed import LATER, Mailed, mailed, report
from tests.events.provider import DOOR
from tests.making import FRIDAY, make_edition, make_publication, make_readers
from tests.providers.samples import batch
from tests.providers.set_up import give

pytestmark = pytest.mark.django_db
STRANGER = "somebody.else@example.net"
ENDINGS: list[dict[str, Any]] = [
    {"kind": "unsubscribe"},
    {"kind": "group_unsubscribe"},
    {"kind": "bounce", "status": "5.1.1"},
    {"kind": "spamreport"},
    {"kind": "dropped", "reason": "Unsubscribed Address"},
    {"kind": "dropped", "reason": "Bounced Address"},
    {"kind": "delivered"},
    {"kind": "open"},
]


def of_others(mailing: Mailed) -> str:
    """Return a nonce of a copy of ours: the same secret, the same edition, another identity."""
    installation.state_installation(LATER, others_at_work=False)
    edition = mailing.edition
    return nonces.fresh_nonce(edition.publication_id, edition.period_name, secrets.token_urlsafe(6))


def assert_untouched(mailing: Mailed) -> None:
    assert Subscriber.objects.filter(status=Subscriber.Status.ACTIVE).count() == len(mailing.readers)
    assert not Suppression.objects.exists()
    assert not Event.objects.exists()
    assert not Forgotten.objects.exists()
    assert not any(totals_of(mailing.id).values())
    assert Attempt.objects.get().proven_at is None


@pytest.mark.parametrize("row", ENDINGS)
@pytest.mark.parametrize("rb", ["unknown-here", "copy", "", "x" * 24, "x" * 32, "é" * 32])
def test_events_of_others_change_nothing_and_are_counted(
    mailing: Mailed, row: dict[str, Any], rb: str
) -> None:
    nonce = of_others(mailing) if rb == "copy" else rb
    applied = report(mailing.row(1, **row, email=STRANGER, rb=nonce or None))

    assert_untouched(mailing)
    assert (applied.of_others, applied.stored, applied.copies) == (1, 0, 0)
    assert Tally.objects.get(pk="of-others").count == 1
    assert "roundup_events_of_others_total 1\n" in text()


def test_what_a_copy_of_ours_reports_about_our_own_readers_is_not_our_delivery(mailing: Mailed) -> None:
    nonce = of_others(mailing)
    applied = report(
        *(mailing.row(0, kind, rb=nonce) for kind in ("processed", "delivered", "open", "click"))
    )

    assert_untouched(mailing)
    assert applied.of_others == 4


def test_a_complaint_about_a_copy_speaks_of_the_address_alone(mailing: Mailed) -> None:
    report(mailing.row(0, "spamreport", rb=of_others(mailing)))

    assert Suppression.objects.get().email_hash == mailing.readers[0].email_hash
    assert not any(totals_of(mailing.id).values())
    assert not Forgotten.objects.exists()


def test_leaving_a_list_of_the_copy_is_not_a_leave_here(mailing: Mailed) -> None:
    report(mailing.row(0, "group_unsubscribe", rb=of_others(mailing)))

    assert_untouched(mailing)


def test_events_of_old_mails_whose_attempt_is_known_count_as_before(mailing: Mailed) -> None:
    of_others(mailing)
    report(mailing.row(0, "delivered", email="an.old.address@example.org"), mailing.row(1, "unsubscribe"))

    assert totals_of(mailing.id)["delivered"] == 2
    assert Subscriber.objects.get(status=Subscriber.Status.UNSUBSCRIBED) == mailing.readers[1]


@pytest.mark.parametrize("nonce", ["n" * 24, None])
def test_what_tells_no_identity_is_believed_where_the_address_is_the_readers(
    mailing: Mailed, nonce: str | None
) -> None:
    report(mailing.row(0, "delivered", rb=nonce), mailing.row(1, "delivered", rb=nonce, email=STRANGER))

    assert totals_of(mailing.id)["delivered"] == 1


def test_what_a_restored_database_has_forgotten_is_ours_by_its_identity(mailing: Mailed) -> None:
    edition = mailing.edition
    identity = installation.state_installation(LATER, others_at_work=False).identity
    report(
        mailing.row(
            0, "delivered", rb=nonces.fresh_nonce(edition.publication_id, edition.period_name, identity)
        )
    )

    assert Forgotten.objects.count() == 1
    assert totals_of(mailing.id)["delivered"] == 1


def test_single_mails_are_ours_by_their_nonce(mailing: Mailed) -> None:
    asked = Confirmation.objects.create(subscriber=mailing.readers[3], asked_at=FRIDAY, attempt="c0ffee")
    trial = Trial.objects.create(edition=mailing.edition, at=FRIDAY, to="a…@example.net", attempt="t1")
    report(
        mailing.row(0, "bounce", email="typed@example.net", rd=f"confirmation-{asked.pk}", rb="c0ffee"),
        mailing.row(0, "bounce", email="tester@example.net", rd=f"test-{trial.pk}", rb="t1"),
        mailing.row(0, "bounce", email=STRANGER, rd=f"confirmation-{asked.pk}", rb="another"),
    )

    assert Suppression.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_installations_on_one_account_each_believe_their_own(
    live_server: LiveServer, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One account, one webhook; the other is a copy with our ids, our secret and other people."""
    monkeypatch.setattr(tasks._bell, "ring", lambda: None)
    readers = make_readers(make_publication(), ["ada", "bo", "cleo"])
    ours = mailed(make_edition(readers[0].publication), readers)
    copied = of_others(ours)
    fates = ("unsub", "complain", "bounce")
    with StandIn(webhook=live_server.url + DOOR) as sendgrid:
        give(settings, SENDGRID_WEBHOOK_KEY=sendgrid.webhook.key)
        provider = SendGrid(SendGridOptions(api_key=sendgrid.key, host=sendgrid.url))
        for nonce, addresses in (
            (ours.nonce, [reader.email for reader in readers]),
            (copied, [f"{fate}.{n}@example.net" for n, fate in enumerate(fates)]),
        ):
            copies = zip(addresses, readers, strict=True)
            to = tuple(Recipient(address, "", f"{ours.id}-{reader.pk}") for address, reader in copies)
            provider.send(batch(to, attempt=nonce, html="<p>Rain.</p>", text="Rain."))
        assert sendgrid.webhook.flush()
        provider.close()
    while apply_next(timezone.now()).notices:
        pass

    assert {word: count for word, count in totals_of(ours.id).items() if count} == {"delivered": 3}
    assert Subscriber.objects.filter(status=Subscriber.Status.ACTIVE).count() == 3
    assert not Suppression.objects.exists()
    assert not Forgotten.objects.exists()
    assert Tally.objects.get(pk="of-others").count > len(fates)


class OfAnyEvents(TestCase):
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["known", "ours", "copy", "old", ""]),
                st.sampled_from(["ada@example.org", "bo@example.org", STRANGER, "", "no address"]),
                st.sampled_from(list(EventKind)),
            ),
            max_size=8,
        )
    )
    def test_nothing_is_believed_of_a_delivery_but_by_attempt_or_address(
        self, told: list[tuple[str, str, EventKind]]
    ) -> None:
        ada = make_readers(make_publication(), ["ada", "bo"])[0]
        Installation.objects.update_or_create(pk=1, defaults={"identity": "IDENTITY"})
        named = {"known": "k", "ours": "n" * 24 + "IDENTITY", "copy": "n" * 24 + "ANOTHER1", "old": "o" * 24}
        facts = [
            Fact(7, ada.pk, kind, at, at, named.get(whose, ""), "", None, False, email, 0, "sendgrid")
            for at, (whose, email, kind) in enumerate(told)
        ]
        wanted = [
            fact
            for fact, (whose, email, _) in zip(facts, told, strict=True)
            if whose in ("known", "ours") or (whose in ("old", "") and email == "ada@example.org")
        ]

        assert sorted(believed_facts(facts, {"k": 1}), key=lambda fact: fact.at) == wanted
