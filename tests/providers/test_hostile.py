"""Whatever names, addresses and headers hold: a batch is refused here, or taken whole, never half."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from roundup.core.batches import OutgoingBatch, Recipient
from roundup.core.errors import ProviderHalted, ProviderRefused
from roundup.providers import Provider
from roundup.providers.outbox import Outbox
from roundup.providers.sendgrid import payload
from roundup.providers.sendgrid.client import SendGrid
from roundup.providers.sendgrid.options import SendGridOptions
from roundup.providers.sendgrid.standin import StandIn
from tests.providers.samples import MARK, batch

_NASTY = st.sampled_from(
    [
        "a@example.org\r\nBcc: eve@example.org",
        "<script>alert(1)</script>",
        '"; DROP TABLE readers; --',
        "Last, First; Other <eve@example.org>",
        "=?utf-8?b?QmNj?=",
        "\u202eevil\u202c",
        "\x00\x0b\x1b[31m",
        "\ud800",
        "x" * 2000,
        "x" * 9_990,
        "ß" * 500,
        "-ru0123456789.unsubscribe-",
        "%00%0d%0a",
        "\u2028\u2029\x85",
    ]
)
_TEXT = _NASTY | st.text(max_size=40)


def _mostly(good: st.SearchStrategy[Any], odd: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Draw something odd now and then only, so that whole batches are good often enough to leave."""
    return st.sampled_from([good] * 9 + [odd]).flatmap(lambda chosen: chosen)


_GOOD_ADDRESS = st.from_regex(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]{1,20}@[a-z0-9]{1,10}\.example", fullmatch=True)
_ODD_ADDRESS = (
    _NASTY
    | st.emails()
    | st.builds("{}@{}".format, st.text(max_size=12), st.text(max_size=12))
    | st.sampled_from(["ada@example.org", "Ada@Example.org", "ada@bücher.example", "a@b", "@", ""])
)
_ADDRESS = _mostly(_GOOD_ADDRESS, _ODD_ADDRESS)
_HEADERS = st.dictionaries(
    _mostly(
        st.from_regex(r"X-[A-Za-z0-9-]{1,30}", fullmatch=True),
        _TEXT | st.sampled_from(["Subject", "to", "Bcc", "Content-Type"]),
    ),
    _mostly(st.text(st.characters(exclude_categories=["C", "Z"]), max_size=200), _TEXT),
    max_size=2,
)
_SUBSTITUTIONS = st.dictionaries(
    _mostly(st.just(MARK), st.sampled_from(["<b>", "", "a b"])), _TEXT, max_size=2
)
_RECIPIENTS = st.lists(
    st.builds(
        Recipient,
        email=_ADDRESS,
        name=_TEXT,
        delivery_id=st.text("abc0123", min_size=1, max_size=8),
        substitutions=_SUBSTITUTIONS,
        headers=_HEADERS,
    ),
    min_size=1,
    max_size=3,
).map(tuple)
_BATCHES = st.builds(
    lambda recipients, changes: batch(recipients, **changes),
    _RECIPIENTS,
    st.fixed_dictionaries(
        {"sender_name": _TEXT},
        optional={
            "sender_email": _ADDRESS,
            "reply_to": _ADDRESS,
            "subject": _TEXT,
            "text": _mostly(st.text(min_size=1), _TEXT),
            "html": _mostly(st.text(min_size=1), _TEXT),
            "headers": _HEADERS,
            "categories": st.lists(st.text(min_size=1), max_size=11).map(tuple),
        },
    ),
)


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
@given(outgoing=_BATCHES)
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
@given(outgoing=_BATCHES)
def test_a_glance_at_all_readers_passes_only_what_a_look_at_each_would(outgoing: OutgoingBatch) -> None:
    seen = payload._at_a_glance(outgoing)
    event("in need of a look at each" if seen is None else "passed at a glance")
    assert seen is None or seen == payload._one_by_one(outgoing)


@settings(max_examples=60)
@given(outgoing=_BATCHES)
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
