"""What is kept of an event, and how a copy of it is known, also one that an earlier version stored."""

from __future__ import annotations

from roundup.events.facts import facts_in
from tests.events.provider import page

KEY = b"k" * 32
BODY = page(
    [
        {"event": "delivered", "timestamp": 1795158000, "email": "ada@example.org", "rb": "n1", "rd": "7-1"}
        | {"response": "250 OK", "sg_event_id": "e1"},
        {"event": "bounce", "timestamp": 1795158001, "email": "bo@example.org", "rb": "n1", "rd": "7-2"}
        | {"type": "blocked", "status": "5.2.2", "reason": "552 mailbox full"},
        {"event": "deferred", "timestamp": 1795158002, "email": "cleo@example.org", "rb": "n1", "rd": "7-3"}
        | {"attempt": "4", "response": "try later"},
        {"event": "click", "timestamp": 1795158003, "email": "dag@example.org", "rb": "n1", "rd": "7-4"}
        | {"url": "https://quay.example.org/a", "useragent": "Mail/1"},
        {"event": "spamreport", "timestamp": 1795158005, "email": "edda@example.org", "rb": "n2"}
        | {"rd": "confirmation-9"},
        {"event": "dropped", "timestamp": 1795158006, "email": "fay@example.org"}
        | {"reason": "Unsubscribed Address"},
    ]
)
# Written down by the version before providers owned their folders.
STORED = [
    (7, 1, 3, 1795158000, -4205408626783823743),
    (7, 2, 10, 1795158001, -1138810490281232079),
    (7, 3, 2, 1795158002, -7530704102303384675),
    (7, 4, 6, 1795158003, 4156288800140106700),
    (0, 0, 13, 1795158005, -8256889354002628122),
    (0, 0, 7, 1795158006, -5478455928397039196),
]


def test_an_event_has_the_key_under_which_earlier_versions_stored_it() -> None:
    assert list(facts_in("sendgrid", BODY, KEY).facts) == STORED


def test_a_fact_names_the_provider_that_told_it() -> None:
    assert {fact.source for fact in facts_in("sendgrid", BODY, KEY).facts.values()} == {"sendgrid"}


def test_a_body_of_a_provider_that_is_gone_says_nothing_and_breaks_nothing() -> None:
    for gone in ("pigeon", "outbox", ""):
        reading = facts_in(gone, BODY, KEY)
        assert (reading.facts, reading.nonces) == ({}, set())
        assert "reports nothing here" in reading.error
