"""Whatever names, addresses and headers hold: a batch is refused here, or taken whole, never half."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from hypothesis import event, given, settings

from roundup.core.batches import OutgoingBatch
from roundup.core.errors import ProviderHalted, ProviderRefused
from roundup.providers import Provider
from roundup.providers.outbox import Outbox
from roundup.providers.sendgrid import payload
from roundup.providers.sendgrid.client import SendGrid
from roundup.providers.sendgrid.options import SendGridOptions
from roundup.providers.sendgrid.standin import StandIn
from tests.providers.hostile_batches import BATCHES


@pytest.fixture(scope="module")
def standin() -> Iterator[StandIn]:
    with StandIn(rate_limit=10**9) as running:
        yield running


@pytest.fixture(scope="module")
def provider(standin: StandIn) -> Iterator[Provider]:
    made = SendGrid(SendGridOptions(api_key=standin.key, host=standin.url))
    yield made
    made.close()


@settings(max_examples=200)
@given(outgoing=BATCHES)
def test_what_leaves_for_sendgrid_is_never_refused_there(
    standin: StandIn, provider: Provider, outgoing: OutgoingBatch
) -> None:
    standin.inbox.clear()
    before = standin.requests
    try:
        provider.send(outgoing)
    except (ProviderRefused, ProviderHalted):
        # Seen here, before anything left.
        event("refused here")
        assert standin.requests == before
        assert len(standin.inbox) == 0
    else:
        event("taken there")
        assert len(standin.inbox) == len(outgoing.recipients)
        for mail, recipient in zip(standin.inbox.mails(), outgoing.recipients, strict=True):
            assert mail.custom_args == {"rb": outgoing.attempt, "rd": recipient.delivery_id}
            assert "name" not in mail.personalization["to"][0]


@settings(max_examples=300)
@given(outgoing=BATCHES)
def test_a_glance_at_all_readers_passes_only_what_a_look_at_each_would(outgoing: OutgoingBatch) -> None:
    seen = payload._at_a_glance(outgoing)
    event("in need of a look at each" if seen is None else "passed at a glance")
    assert seen is None or seen == payload._one_by_one(outgoing)


@settings(max_examples=60)
@given(outgoing=BATCHES)
def test_what_the_outbox_keeps_goes_to_one_reader_each_and_hides_no_header(outgoing: OutgoingBatch) -> None:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        try:
            Outbox(data).send(outgoing)
        except (ProviderRefused, ProviderHalted):
            event("refused")
            assert not list(data.rglob("*.eml"))
            return
        raws = [path.read_bytes() for path in sorted(data.rglob("*.eml"))]
    assert len(raws) == len(outgoing.recipients)
    for raw, recipient in zip(raws, outgoing.recipients, strict=True):
        message = message_from_bytes(raw, policy=policy.default)
        assert [address.addr_spec for address in message["To"].addresses] == [recipient.email]
        assert "Bcc" not in message or "Bcc" in {
            name.title() for name in {**recipient.headers, **outgoing.headers}
        }
        assert message.get_content_type() == "multipart/alternative"
        assert not message.defects
