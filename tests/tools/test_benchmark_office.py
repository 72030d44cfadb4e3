"""What the benchmarks post to takes little, and is judged strictly afterwards."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from benchmarks.answerer import Verdict
from benchmarks.office import Office, office
from roundup.core.batches import OutgoingBatch
from roundup.core.errors import ProviderHalted
from roundup.providers.sendgrid.client import SendGrid
from roundup.providers.sendgrid.options import SendGridOptions
from tests.providers.samples import batch, many, readers


@pytest.fixture(scope="module")
def answering() -> Iterator[Office]:
    with office() as running:
        yield running


def send(answering: Office, outgoing: OutgoingBatch, key: str = "") -> None:
    options = SendGridOptions(api_key=key or answering.key, host=answering.url)
    provider = SendGrid(options)
    try:
        provider.send(outgoing)
    finally:
        provider.close()


def test_every_request_is_kept_and_judged(answering: Office) -> None:
    answering.clear()
    send(answering, batch())
    send(answering, batch(many(1000)))

    assert answering.copies() == 1003
    assert answering.judge() == Verdict(requests=2, readers=1003, twice=0, faults=0)


def test_who_is_mailed_twice_is_seen(answering: Office) -> None:
    answering.clear()
    send(answering, batch())
    send(answering, batch(readers("ben@example.org", "dag@example.org")))

    assert answering.judge() == Verdict(requests=2, readers=5, twice=1, faults=0)


def test_a_strange_key_is_turned_away(answering: Office) -> None:
    answering.clear()
    with pytest.raises(ProviderHalted):
        send(answering, batch(), key="SG.another")

    assert answering.copies() == 0
