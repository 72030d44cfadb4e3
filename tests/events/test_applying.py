"""Applying a page: what is kept, what is passed over, and what comes of repeats and mistakes."""

from __future__ import annotations

from typing import Any

import pytest

from roundup.events import applying, notices
from roundup.events.applying import Applied, apply_next
from roundup.events.mailing_totals import totals_of
from roundup.events.models import Event, Notice, Tally
from roundup.sending.handing_over import nonces
from roundup.sending.models import Attempt, Batch
from roundup.sending.safety import installation
from roundup.sending.settling import resolve
from roundup.subscribers import subscriptions
from roundup.subscribers.models import Suppression
from tests.events.mailed import LATER, Mailed, report, report_page
from tests.events.provider import Row, page
from tests.making import FRIDAY

pytestmark = pytest.mark.django_db


def some(counts: dict[str, int]) -> dict[str, int]:
    return {word: count for word, count in counts.items() if count}


def test_each_delivery_counts_once_by_how_it_ended_and_acts_beside_that(mailing: Mailed) -> None:
    report(
        mailing.row(0, "processed"),
        mailing.row(0, "delivered", 1),
        mailing.row(0, "open", 5),
        mailing.row(0, "open", 9),
        mailing.row(0, "click", 9, url="https://quay.example.org/1"),
        mailing.row(1, "open", 2, sg_machine_open=True),
        mailing.row(2, "bounce", 3, type="bounce", status="5.1.1"),
        mailing.row(3, "deferred", 3, attempt="1"),
        mailing.row(4, "bounce", 3, type="blocked", status="5.7.1"),
    )

    assert some(totals_of(mailing.id)) == {
        "delivered": 2,
        "opened": 1,
        "opened-by-machine": 1,
        "clicked": 1,
        "bounced": 1,
        "deferred": 1,
        "blocked": 1,
    }


def test_an_event_is_kept_without_the_address_and_under_its_batch(mailing: Mailed) -> None:
    report(mailing.row(0, "delivered", reason="250 ok ada@example.org"))

    [row] = Event.objects.values()
    assert (row["batch_id"], row["nonce"]) == (mailing.batch.pk, mailing.nonce)
    assert not [value for value in row.values() if "@" in str(value)]


def test_a_copy_with_another_id_of_sendgrids_is_the_same_event(mailing: Mailed) -> None:
    report(mailing.row(0, "delivered", sg_event_id="one"), mailing.row(0, "delivered", sg_event_id="two"))
    applied = report(mailing.row(0, "delivered", sg_event_id="three"))

    assert (Event.objects.count(), applied.stored, applied.copies) == (1, 0, 1)


@pytest.mark.parametrize(
    "different", [{"url": "https://b"}, {"attempt": "2"}, {"reason": "b"}, {"rb": "b"}, {"timestamp": 5}]
)
def test_what_differs_in_content_is_another_event(mailing: Mailed, different: Row) -> None:
    row = mailing.row(0, "click", url="https://a", attempt="1", reason="a")
    report(row, row | different)

    assert Event.objects.count() == 2


def test_any_event_with_its_nonce_settles_an_uncertain_batch(mailing: Mailed) -> None:
    Batch.objects.update(state=Batch.State.UNCERTAIN)

    report(mailing.row(0, "something-new"))

    assert Batch.objects.get().state == Batch.State.ACCEPTED
    assert Attempt.objects.get().proven_at == LATER


def test_the_nonce_of_a_confirmation_proves_nothing_about_mailings(
    mailing: Mailed, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[set[str]] = []
    monkeypatch.setattr(resolve, "prove_taken", lambda nonces, now: seen.append(set(nonces)))

    report(mailing.row(0, "delivered", rd="confirmation-7"))
    report(mailing.row(0, "delivered"))

    assert seen == [{mailing.nonce}]


@pytest.mark.parametrize(
    "odd",
    [
        {"event": "account_status_change"},
        {"event": "processed", "rd": "7"},
        {"event": "delivered", "rd": "1-99999999999999999999"},
        {"event": "delivered", "rd": "١-٢"},
        {"event": "delivered", "rd": None},
        {"event": "group_resubscribe"},
    ],
)
def test_what_says_nothing_to_us_is_counted_and_does_not_stop_the_others(mailing: Mailed, odd: Row) -> None:
    report(mailing.row(1, "delivered") | odd, mailing.row(0, "delivered"))

    assert Event.objects.count() == 1
    assert Notice.objects.get().passed_over == 1
    assert Tally.objects.get(pk="passed-over").count == 1


@pytest.mark.parametrize(
    "row",
    [
        {"type": "bounce", "status": "5.0.0", "sg_message_id": None},
        {"type": "bounce", "reason": "there is no such person here"},
        {"email": None},
        {"sg_event_id": None, "rb": None},
        {"category": ["weekly", "quay"]},
        {"status": 500, "reason": {"deep": 1}, "timestamp": str(int(FRIDAY.timestamp()))},
        {"sg_event_id": "x" * 500, "rb": "n" * 500},
        {"sg_event_id": "a\0b", "rb": "\0"},
    ],
)
def test_an_event_with_fields_missing_or_odd_counts_all_the_same(mailing: Mailed, row: Row) -> None:
    report(mailing.row(0, "bounce", **row))

    assert some(totals_of(mailing.id)) == {"bounced": 1}
    assert Suppression.objects.get().reason == "bounced"


@pytest.mark.parametrize("body", [b"", b"{}", b"no json", b"[1, null, {}, []]", b"[" * 100_000])
def test_a_body_that_makes_no_sense_is_done_with_and_does_not_come_back(mailing: Mailed, body: bytes) -> None:
    assert report_page(body).stored == 0
    assert apply_next(LATER).notices == 0


def of_a_life_before(mailing: Mailed) -> str:
    """Return the nonce of an attempt of ours that a restore has forgotten."""
    identity = installation.state_installation(LATER, others_at_work=False).identity
    return nonces.fresh_nonce(mailing.edition.publication_id, mailing.edition.period_name, identity)


def test_events_of_mailings_and_readers_that_nobody_knows_are_kept_as_evidence(mailing: Mailed) -> None:
    report(
        mailing.row(0, "delivered", rd="987654-1", rb=of_a_life_before(mailing)),
        mailing.row(0, "bounce", rd=f"{mailing.id}-987654", email="gone@example.org"),
    )

    assert set(Event.objects.values_list("mailing_id", "subscriber_id", "batch_id")) == {
        (987654, 1, None),
        (mailing.id, 987654, mailing.batch.pk),
    }


def test_events_count_alike_before_and_after_their_reader_was_forgotten(mailing: Mailed) -> None:
    report(mailing.row(0, "delivered"))
    subscriptions.erase(mailing.readers[0], LATER)
    report(mailing.row(0, "open", 60), mailing.row(0, "unsubscribe", 61), mailing.row(0, "spamreport", 62))

    assert some(totals_of(mailing.id)) == {"delivered": 1, "opened": 1, "unsubscribed": 1, "complained": 1}
    # Erased with a weaker reason; what the old address did outranks it.
    assert Suppression.objects.get().reason == "complained"


def test_a_notice_that_cannot_be_applied_does_not_stop_the_others_and_is_tried_again(
    mailing: Mailed, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def trips(facts: Any, now: Any) -> None:
        if any(fact.reason for fact in facts):
            raise ValueError("ada@example.org")

    notices.keep_notice("sendgrid", page([mailing.row(0, "bounce"), mailing.row(1, "delivered")]), LATER)
    notices.keep_notice("sendgrid", page([mailing.row(2, "delivered")]), LATER)
    with monkeypatch.context() as patch:
        patch.setattr(applying, "follow_events", trips)
        assert apply_next(LATER).notices == 2
        assert apply_next(LATER).notices == 0

    assert some(totals_of(mailing.id)) == {"delivered": 1}
    assert "ada@" not in caplog.text
    assert apply_next(LATER + notices.RETRY).notices == 1
    assert some(totals_of(mailing.id)) == {"delivered": 2, "bounced": 1}


def test_bodies_are_erased_some_days_after_they_were_applied_and_only_then(mailing: Mailed) -> None:
    report(mailing.row(0, "delivered"))
    notices.keep_notice("sendgrid", b"[]", LATER)

    assert notices.erase_applied(LATER + notices.KEEP / 2) == 0
    assert notices.erase_applied(LATER + notices.KEEP) == 1
    assert Notice.objects.get().applied_at is None


def test_a_large_backlog_is_applied_in_bounded_steps(mailing: Mailed) -> None:
    for number in range(3):
        notices.keep_notice("sendgrid", page([mailing.row(number, "delivered")]) + b" " * 600_000, LATER)

    steps = []
    while (applied := apply_next(LATER)) != Applied():
        steps.append(applied.notices)

    assert steps == [1, 1, 1]
    assert some(totals_of(mailing.id)) == {"delivered": 3}
