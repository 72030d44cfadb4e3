"""The events that the stand-in tells, as they arrive, and every way in which they go astray."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from roundup.providers.sendgrid.bounces import Bounce
from roundup.providers.sendgrid.settings import WEBHOOK_KEY
from roundup.providers.sendgrid.signature import is_signed, read_public_keys
from roundup.providers.sendgrid.standin import StandIn
from roundup.providers.sendgrid.webhook import parse_events
from tests.providers.samples import PEOPLE, batch, many, readers
from tests.providers.sendgrid.standin.calls import send
from tests.providers.sendgrid.standin.receiver import Receiver, receiving


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


@pytest.fixture
def standin(receiver: Receiver) -> Iterator[StandIn]:
    with StandIn(webhook=receiver.url) as running:
        yield running


def told(standin: StandIn, *emails: str) -> None:
    """Send to `emails`, or to the usual three, and wait until all is told."""
    assert send(standin, batch(readers(*emails))).status_code == 202
    assert standin.webhook.flush()


def test_every_copy_is_processed_and_then_delivered(standin: StandIn, receiver: Receiver) -> None:
    told(standin)
    assert [receiver.kinds(email) for email in PEOPLE] == [["processed", "delivered"]] * 3


def test_every_page_bears_a_signature_that_the_real_check_passes(
    standin: StandIn, receiver: Receiver
) -> None:
    told(standin)
    [(timestamp, signature, body)] = receiver.bodies
    keys = read_public_keys(WEBHOOK_KEY, standin.webhook_key)
    assert is_signed(keys, timestamp, signature, body)
    assert not is_signed(keys, timestamp, signature, body + b" ")


def test_events_bring_back_the_attempt_and_the_delivery(standin: StandIn, receiver: Receiver) -> None:
    told(standin)
    events = parse_events(receiver.bodies[0][2])
    assert {event.attempt for event in events} == {"4f0c9a"}
    assert [event.delivery_id for event in events] == ["d1", "d2", "d3"] * 2
    assert {event.categories for event in events} == {("weekly",)}
    assert len({event.event_id for event in events}) == 6
    requests = {mail.request_id for mail in standin.inbox.mails()}
    assert {event.message_id.partition(".")[0] for event in events} == requests


def test_a_page_holds_at_most_a_thousand_events(standin: StandIn, receiver: Receiver) -> None:
    send(standin, batch(many(1000)))
    assert standin.webhook.flush()
    assert [len(page) for page in receiver.pages()] == [1000, 1000]


def test_a_page_holds_at_most_768_kb(standin: StandIn, receiver: Receiver) -> None:
    long = batch(tuple(many(200)), categories=tuple(f"{n}{'c' * 250}" for n in range(10)), attempt="4" * 5000)
    send(standin, long)
    assert standin.webhook.flush()
    assert len(receiver.events()) == 400
    assert max(len(body) for _, _, body in receiver.bodies) <= 768 * 1024


@pytest.mark.parametrize(
    ("word", "kinds"),
    [
        ("bounce", ["processed", "bounce"]),
        ("invalid", ["processed", "bounce"]),
        ("full", ["processed", "bounce"]),
        ("block", ["processed", "bounce"]),
        ("async", ["processed", "delivered", "bounce"]),
        ("defer", ["processed", "deferred", "deferred", "delivered"]),
        ("stuck", ["processed", "deferred"]),
        ("complain", ["processed", "delivered", "spamreport"]),
        ("unsub", ["processed", "delivered", "unsubscribe"]),
        ("open", ["processed", "delivered", "open"]),
        ("click", ["processed", "delivered", "open", "click"]),
        ("drop", ["dropped"]),
        ("quota", ["dropped"]),
    ],
)
def test_a_word_in_the_address_tells_what_becomes_of_it(
    standin: StandIn, receiver: Receiver, word: str, kinds: list[str]
) -> None:
    told(standin, f"ada+{word}@example.org", "ben@example.org")
    assert receiver.kinds(f"ada+{word}@example.org") == kinds
    assert receiver.kinds("ben@example.org") == ["processed", "delivered"]


@pytest.mark.parametrize(
    ("word", "bounce"),
    [
        ("bounce", Bounce.HARD),
        ("invalid", Bounce.SOFT),
        ("async", Bounce.HARD),
        ("full", Bounce.SOFT),
        ("block", Bounce.BLOCK),
    ],
)
def test_bounces_are_told_apart(standin: StandIn, receiver: Receiver, word: str, bounce: Bounce) -> None:
    told(standin, f"{word}@example.org")
    assert parse_events(receiver.bodies[-1][2])[-1].bounce is bounce


def test_some_fields_are_missing_as_they_are_with_sendgrid(standin: StandIn, receiver: Receiver) -> None:
    told(standin, "async@example.org", "invalid@example.org")
    bounces = {event["email"]: event for event in receiver.events() if event["event"] == "bounce"}
    assert "sg_message_id" not in bounces["async@example.org"]
    assert "status" not in bounces["invalid@example.org"]


def test_a_machine_is_not_a_person(standin: StandIn, receiver: Receiver) -> None:
    told(standin, "machine@example.org", "open@example.org")
    opens = [event for event in parse_events(receiver.bodies[-1][2]) if event.kind == "open"]
    assert {event.email: event.machine for event in opens} == {
        "machine@example.org": True,
        "open@example.org": False,
    }


def test_who_bounced_or_complained_is_dropped_the_next_time(standin: StandIn, receiver: Receiver) -> None:
    told(standin, "bounce@example.org", "complain@example.org", "block@example.org")
    receiver.bodies.clear()
    told(standin, "Bounce@example.org", "complain@example.org", "block@example.org")
    reasons = {
        event["email"]: event.get("reason") for event in receiver.events() if event["event"] == "dropped"
    }
    assert reasons == {
        "Bounce@example.org": "Bounced Address",
        "complain@example.org": "Spam Reporting Address",
    }


@pytest.mark.parametrize("status", [500, 404, 302, 429])
def test_what_is_not_taken_is_told_again(standin: StandIn, receiver: Receiver, status: int) -> None:
    receiver.answers.extend([status, status])
    told(standin)
    assert receiver.calls == 3
    assert len(receiver.events()) == 6


def test_events_wait_for_a_place_that_cannot_be_reached(standin: StandIn, receiver: Receiver) -> None:
    standin.webhook.aim("http://127.0.0.1:9/")
    send(standin, batch())
    assert not standin.webhook.flush(0)
    standin.webhook.aim(receiver.url)
    assert standin.webhook.flush()
    assert len(receiver.events()) == 6


def test_duplicates_come_under_other_event_ids(standin: StandIn, receiver: Receiver) -> None:
    standin.webhook.duplicate(46)
    told(standin, "ada@example.org")
    assert len({event["sg_event_id"] for event in receiver.events()}) == 92
    contents = {
        tuple(sorted((k, str(v)) for k, v in e.items() if k != "sg_event_id")) for e in receiver.events()
    }
    assert len(contents) == 2


def test_shuffled_events_are_the_same_ones_in_another_order(standin: StandIn, receiver: Receiver) -> None:
    standin.webhook.shuffle()
    send(standin, batch(many(100)))
    assert standin.webhook.flush()
    kinds = [event["event"] for event in receiver.events()]
    assert sorted(kinds) == ["delivered"] * 100 + ["processed"] * 100
    assert kinds != ["processed"] * 100 + ["delivered"] * 100


def test_late_events_come_when_they_are_released(standin: StandIn, receiver: Receiver) -> None:
    standin.webhook.delay(0.5)
    send(standin, batch(many(200)))
    assert standin.webhook.flush()
    early = len(receiver.events())
    assert 0 < early < 400
    standin.webhook.release()
    assert standin.webhook.flush()
    assert len({(event["email"], event["event"]) for event in receiver.events()}) == 400


def test_lost_events_never_come(standin: StandIn, receiver: Receiver) -> None:
    standin.webhook.lose(0.5)
    send(standin, batch(many(200)))
    assert standin.webhook.flush()
    standin.webhook.behave()
    assert standin.webhook.flush()
    assert 0 < len(receiver.events()) < 400


def test_all_events_of_a_request_can_share_their_luck(standin: StandIn, receiver: Receiver) -> None:
    standin.webhook.lose(0.5, whole=True)
    for _ in range(20):
        send(standin, batch())
    assert standin.webhook.flush()
    by_request = {event["sg_message_id"].partition(".")[0] for event in receiver.events()}
    assert 0 < len(by_request) < 20
    assert len(receiver.events()) == 6 * len(by_request)


def test_in_an_outage_nothing_is_called_until_it_ends(standin: StandIn, receiver: Receiver) -> None:
    standin.webhook.outage()
    send(standin, batch())
    assert not standin.webhook.flush(0)
    assert receiver.calls == 0
    standin.webhook.release()
    assert standin.webhook.flush()
    assert len(receiver.events()) == 6


def test_what_is_forgotten_is_never_told(standin: StandIn, receiver: Receiver) -> None:
    standin.webhook.outage()
    send(standin, batch())
    standin.webhook.forget()
    standin.webhook.release()
    assert standin.webhook.flush()
    assert receiver.calls == 0


def test_what_was_refused_or_only_checked_is_not_told(standin: StandIn, receiver: Receiver) -> None:
    standin.faults.server_error(accepted=False)
    standin.faults.refuse("ben@example.org")
    send(standin, batch())
    send(standin, batch())
    assert standin.webhook.flush()
    assert receiver.calls == 0


def test_what_was_taken_is_told_whatever_was_answered(standin: StandIn, receiver: Receiver) -> None:
    standin.faults.server_error(accepted=True)
    assert send(standin, batch()).status_code == 503
    assert standin.webhook.flush()
    assert len(receiver.events()) == 6


def test_a_share_that_is_none_is_refused(standin: StandIn) -> None:
    with pytest.raises(ValueError, match="0 to 1"):
        standin.webhook.lose(2)
