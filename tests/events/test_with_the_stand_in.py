"""The way back with a whole provider: it takes a batch, reports on it through the hook, and has lists."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from roundup.core.batches import Recipient
from roundup.events import tasks
from roundup.events.applying import apply_next
from roundup.events.mailing_totals import totals_of
from roundup.events.suppression_lists import read_lists
from roundup.providers.sendgrid.client import SendGrid
from roundup.providers.sendgrid.options import SendGridOptions
from roundup.providers.sendgrid.standin import StandIn
from roundup.sending.models import Attempt
from roundup.subscribers.models import Subscriber, Suppression
from tests.events.mailed import Mailed, mailed
from tests.events.provider import DOOR
from tests.making import make_edition, make_publication, make_readers
from tests.providers.samples import batch
from tests.providers.set_up import give

pytestmark = pytest.mark.django_db(transaction=True)
FATES = ("plain", "bounce", "invalid", "full", "block", "async", "defer", "stuck", "complain", "unsub")
ACTS = ("open", "machine", "click", "quota", "drop")


@pytest.fixture
def readers(monkeypatch: pytest.MonkeyPatch) -> list[Subscriber]:
    """Readers whose names tell the stand-in what becomes of their copies. No broker is asked."""
    monkeypatch.setattr(tasks._bell, "ring", lambda: None)
    return make_readers(make_publication(), [*FATES, *ACTS])


def hand_over(mailing: Mailed, provider: SendGrid) -> None:
    provider.send(
        batch(
            tuple(Recipient(reader.email, "", f"{mailing.id}-{reader.pk}") for reader in mailing.readers),
            attempt=mailing.nonce,
            html="<p>Rain.</p>",
            text="Rain.",
        )
    )


def test_copies_out_of_order_through_the_door_come_to_what_the_provider_did(
    readers: list[Subscriber], live_server: LiveServer, settings: Any, tmp_path: Path
) -> None:
    mailing = mailed(make_edition(readers[0].publication), readers)
    with StandIn(webhook=live_server.url + DOOR) as sendgrid:
        give(settings, SENDGRID_WEBHOOK_KEY=sendgrid.webhook.key)
        sendgrid.webhook.duplicate(3)
        sendgrid.webhook.shuffle()
        provider = SendGrid(SendGridOptions(api_key=sendgrid.key, host=sendgrid.url))
        hand_over(mailing, provider)
        assert sendgrid.webhook.flush()
        provider.close()
    while apply_next(timezone.now()).notices:
        pass

    sums = {word: count for word, count in totals_of(mailing.id).items() if count}
    assert sums == {
        "delivered": 7,
        "bounced": 4,
        "blocked": 1,
        "deferred": 1,
        "dropped": 2,
        "complained": 1,
        "unsubscribed": 1,
        "opened": 2,
        "opened-by-machine": 1,
        "clicked": 1,
    }
    assert Attempt.objects.get().proven_at
    names = dict(Subscriber.objects.values_list("email_hash", "name"))
    assert {names[row.email_hash]: row.reason for row in Suppression.objects.all()} == {
        "bounce": "bounced",
        "async": "bounced",
        "complain": "complained",
        "unsub": "unsubscribed",
    }


def test_what_no_event_told_is_read_from_the_lists(readers: list[Subscriber], tmp_path: Path) -> None:
    mailing = mailed(make_edition(readers[0].publication), readers)
    with StandIn() as sendgrid:
        provider = SendGrid(SendGridOptions(api_key=sendgrid.key, host=sendgrid.url))
        hand_over(mailing, provider)
        assert read_lists(provider.name, provider, timezone.now())
        assert {row["email"] for row in sendgrid.suppressions.page("bounces", 0, 2**40, 500, 0)} == {
            "bounce@example.org",
            "async@example.org",
        }
        provider.close()

    names = dict(Subscriber.objects.values_list("email_hash", "name"))
    assert {names[row.email_hash]: row.reason for row in Suppression.objects.all()} == {
        "bounce": "bounced",
        "invalid": "invalid",
        "async": "bounced",
        "complain": "complained",
        "unsub": "unsubscribed",
    }
