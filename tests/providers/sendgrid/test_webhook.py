from __future__ import annotations

import base64
from datetime import UTC, datetime

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from roundup.core.errors import Refused
from roundup.providers.sendgrid.bounces import Bounce
from roundup.providers.sendgrid.settings import WEBHOOK_KEY
from roundup.providers.sendgrid.signature import is_signed, read_public_keys
from roundup.providers.sendgrid.webhook import parse_events

PRIVATE = ec.generate_private_key(ec.SECP256R1())
BODY = b'[{"event":"delivered"}]\r\n'


def public(key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey) -> str:
    return base64.b64encode(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


KEY = public(PRIVATE.public_key())


def signed(body: bytes, timestamp: str = "1700000000") -> str:
    return base64.b64encode(PRIVATE.sign(timestamp.encode() + body, ec.ECDSA(SHA256()))).decode()


def verify(keys: str, timestamp: str, signature: str, body: bytes) -> bool:
    return is_signed(read_public_keys(WEBHOOK_KEY, keys), timestamp, signature, body)


def test_what_sendgrid_signed_passes() -> None:
    assert verify(KEY, "1700000000", signed(BODY), BODY)


def test_the_very_bytes_count_not_what_they_mean() -> None:
    assert not verify(KEY, "1700000000", signed(BODY), BODY.rstrip())


def test_bytes_that_are_not_text_can_be_signed_too() -> None:
    assert verify(KEY, "1700000000", signed(b"\xff\xfe"), b"\xff\xfe")


def test_another_timestamp_does_not_pass() -> None:
    assert not verify(KEY, "1700000001", signed(BODY), BODY)


def test_anothers_signature_does_not_pass() -> None:
    other = public(ec.generate_private_key(ec.SECP256R1()).public_key())
    assert not verify(other, "1700000000", signed(BODY), BODY)


@pytest.mark.parametrize("signature", ["", "x", "not base64!", "AAAA", "é"])
def test_a_signature_that_is_none_does_not_pass(signature: str) -> None:
    assert not verify(KEY, "1700000000", signature, BODY)


@pytest.mark.parametrize(
    "key", ["", "AAAA", "no key", public(rsa.generate_private_key(65537, 1024).public_key())]
)
def test_a_public_key_that_is_none_is_the_operators_fault_and_named_so(key: str) -> None:
    with pytest.raises(Refused, match="SENDGRID_WEBHOOK_KEY"):
        verify(key, "1700000000", signed(BODY), BODY)


def test_an_event_brings_our_ids_back() -> None:
    row = {
        "email": "ada@example.org",
        "event": "bounce",
        "timestamp": 1700000000,
        "rb": "4f0c9a",
        "rd": "d1",
        "sg_event_id": "e1",
        "sg_message_id": "m1.recvd-x",
        "type": "blocked",
        "status": "5.7.1",
        "reason": "no such user",
        "category": ["weekly"],
        "something_new": {"deep": 1},
    }
    [event] = parse_events(orjson.dumps([row]))
    assert (event.kind, event.email, event.attempt, event.delivery_id) == (
        "bounce",
        "ada@example.org",
        "4f0c9a",
        "d1",
    )
    assert event.at == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert (event.subtype, event.status, event.reason) == ("blocked", "5.7.1", "no such user")
    assert (event.event_id, event.message_id) == ("e1", "m1.recvd-x")


def test_the_answer_of_the_other_server_is_a_reason() -> None:
    [event] = parse_events(b'[{"event":"deferred","timestamp":1,"email":"a@b.org","response":"try later"}]')
    assert event.reason == "try later"


def test_an_open_by_a_machine_is_told_apart() -> None:
    machine, person = parse_events(
        b'[{"event":"open","timestamp":1,"sg_machine_open":true},{"event":"open","timestamp":1}]'
    )
    assert (machine.machine, person.machine) == (True, False)


def test_what_says_no_kind_or_no_moment_is_left_out() -> None:
    rows = [1, None, {}, {"event": "open"}, {"timestamp": 1}, {"event": "open", "timestamp": True}]
    assert parse_events(orjson.dumps(rows)) == []
    assert parse_events(b'[{"event": "open", "timestamp": 1e30}]') == []


@pytest.mark.parametrize("body", [b"", b"{}", b"null", b"[", b"\xff", b"[1,", b'"x"'])
def test_a_body_that_is_not_an_array_is_refused(body: bytes) -> None:
    with pytest.raises(Refused):
        parse_events(body)


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False)
    | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
_FIELD = st.sampled_from(
    [
        "event",
        "timestamp",
        "email",
        "rb",
        "rd",
        "sg_event_id",
        "type",
        "status",
        "reason",
        "url",
        "sg_machine_open",
    ]
)


@given(st.lists(st.dictionaries(_FIELD, _JSON) | _JSON, max_size=6))
def test_no_event_however_odd_breaks_the_reading_of_the_others(rows: list[object]) -> None:
    good = {"event": "delivered", "timestamp": 5, "rd": "d9"}
    events = parse_events(orjson.dumps([*rows, good]))
    assert events[-1].delivery_id == "d9"


@given(st.binary(max_size=60))
def test_bytes_that_are_not_text_spoil_only_the_field_that_contains_them(junk: bytes) -> None:
    junk = junk.translate(None, bytes(range(32)) + b'"\\')
    body = b'[{"event":"open","timestamp":5,"useragent":"' + junk + b'","rb":"4f0c9a"}]'
    [event] = parse_events(body)
    assert (event.kind, event.attempt) == ("open", "4f0c9a")


def test_half_a_character_and_a_nul_are_left_out_of_texts() -> None:
    [event] = parse_events(b'[{"event":"open","timestamp":5,"reason":"a\\ud800b\\u0000c","rd":"d1"}]')
    assert (event.reason, event.delivery_id) == ("abc", "d1")


def test_a_number_that_is_none_spoils_only_its_own_event() -> None:
    body = (
        b'[{"event":"open","timestamp":NaN},{"event":"open","timestamp":5},{"event":"x","timestamp":1e999}]'
    )
    assert [event.at.timestamp() for event in parse_events(body)] == [5]


@pytest.mark.parametrize("body", [b"[" * 100_000, b"[1" + b"0" * 10_000 + b"x]"])
def test_a_body_that_would_exhaust_a_reader_is_refused(body: bytes) -> None:
    with pytest.raises(Refused):
        parse_events(body)


def test_a_kind_that_nobody_knows_yet_is_handed_on() -> None:
    [event] = parse_events(b'[{"event":"teleported","timestamp":5}]')
    assert (event.kind, event.bounce) == ("teleported", None)


@pytest.mark.parametrize(
    ("category", "expected"),
    [("weekly", ("weekly",)), (["a", "b", 1, None], ("a", "b", "1")), (None, ()), ({"a": 1}, ()), ([], ())],
)
def test_categories_come_as_one_text_or_many(category: object, expected: tuple[str, ...]) -> None:
    [event] = parse_events(orjson.dumps([{"event": "open", "timestamp": 5, "category": category}]))
    assert event.categories == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"type": "bounce", "status": "5.1.1", "reason": "550 5.1.1 unknown"}, Bounce.HARD),
        ({"type": "bounce", "reason": "Unable to resolve MX host nowhere.example"}, Bounce.SOFT),
        ({"type": "bounce", "status": "5.0.0"}, Bounce.HARD),
        ({"status": "5.2.2", "reason": "mailbox full"}, Bounce.SOFT),
        ({"reason": "552 5.2.2 mailbox full"}, Bounce.SOFT),
        ({"status": "4.2.1"}, Bounce.SOFT),
        ({"reason": "451 try later"}, Bounce.SOFT),
        ({"status": "5.3.4"}, Bounce.SOFT),
        ({"status": "5.7.1"}, Bounce.BLOCK),
        ({"type": "blocked", "status": "5.1.1"}, Bounce.SOFT),
        ({"type": "bounce", "status": "5.0.0", "bounce_classification": "Reputation"}, Bounce.BLOCK),
        ({"type": "expired", "status": "5.1.1"}, Bounce.SOFT),
        ({"status": 5}, Bounce.HARD),
        ({"reason": "host 10.5.1.1 said no"}, Bounce.HARD),
        ({}, Bounce.HARD),
    ],
)
def test_a_bounce_is_hard_soft_or_a_block(facts: dict[str, object], expected: Bounce) -> None:
    [event] = parse_events(orjson.dumps([{"event": "bounce", "timestamp": 5} | facts]))
    assert event.bounce is expected


def test_only_a_bounce_is_one() -> None:
    [event] = parse_events(b'[{"event":"dropped","timestamp":5,"status":"5.0.0"}]')
    assert event.bounce is None


def test_a_hundred_thousand_events_are_read_in_one_go() -> None:
    row = {"event": "delivered", "timestamp": 5, "rb": "4f0c9a", "rd": "d1", "email": "ada@example.org"}
    assert len(parse_events(orjson.dumps([row] * 100_000))) == 100_000
