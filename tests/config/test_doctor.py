"""The doctor finds what is wrong, says what to do, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from roundup.articles.models import Source
from roundup.editions.due_drafts import assemble_due_edition
from roundup.editions.models import Edition
from roundup.events import notices
from roundup.publications.models import Publication
from roundup.sending.handing_over import gate, journal
from roundup.sending.handing_over.provider_reach import Reach
from roundup.sending.handing_over.rejection import refuse_reader, split_batch
from roundup.sending.models import Attempt, Batch, Delivery, Exclusion, Installation, Mailing, Marker
from roundup.sending.safety import fence
from roundup.sending.settling.resolve import decide_uncertain, prove_taken
from roundup.subscribers import journal_of_leaves
from roundup.subscribers.models import Subscriber
from tests.config.commands import Terminal
from tests.config.verdicts import bad, told
from tests.making import approved
from tests.newsroom.mailings import LATER, begin, go, lose_the_way, uncertain
from tests.sending.post import Post

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _installed(settings: Settings) -> None:
    """A data folder, and a broker that `roundup up` brings along."""
    settings.DATA.mkdir()
    settings.REDIS_URL = ""
    looked(timezone.now())


def looked(at: datetime | None) -> None:
    """Let that be when a worker last looked for work."""
    Installation.objects.update_or_create(pk=1, defaults={"ticked_at": at})


def nothing_else_is_due() -> None:
    """Let the draft of the week be made, or told to be lost, and the sources wait for their hour."""
    Source.objects.update(next_fetch_at=timezone.now() + timedelta(hours=1))
    for publication in Publication.objects.all():
        assemble_due_edition(publication, timezone.now())


@pytest.fixture
def sent(edition: Edition) -> Mailing:
    """The mailing of the edition, gone out to its three readers."""
    mailing = begin(edition)
    go(Post())
    return mailing


def test_a_fresh_installation_is_fit(terminal: Terminal, edition: Edition) -> None:
    document = terminal.json("doctor")

    assert document["ok"]
    assert all(verdict["ok"] for verdict in document["checks"])


def test_after_a_mailing_its_ledger_holds(sent: Mailing) -> None:
    assert bad() == set()


def test_halves_and_refused_readers_are_part_of_what_was_planned(edition: Edition) -> None:
    mailing = begin(edition)
    batch = mailing.batches.get()
    refuse_reader(batch.pk, batch.deliveries.order_by("subscriber_id")[0].subscriber_id)
    split_batch(batch.pk)
    go(Post())

    assert bad() == set()


def _one_more_candidate(mailing: Mailing) -> None:
    Mailing.objects.filter(pk=mailing.pk).update(candidates=4)


def _lost_delivery(mailing: Mailing) -> None:
    mailing.deliveries.all()[:1].get().delete()


def _wrong_plan(mailing: Mailing) -> None:
    mailing.batches.update(planned=2)


def _excluded_too(mailing: Mailing) -> None:
    first = mailing.deliveries.all()[0]
    Exclusion.objects.create(mailing=mailing, subscriber_id=first.subscriber_id, reason="paused")


def _no_attempt(mailing: Mailing) -> None:
    Attempt.objects.all().delete()


def _never_mailed(mailing: Mailing) -> None:
    Edition.objects.update(mailed_at=None)


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        (_one_more_candidate, {"accounts", "candidates"}),
        (_lost_delivery, {"accounts", "candidates", "batches"}),
        (_wrong_plan, {"batches"}),
        (_excluded_too, {"accounts", "candidates", "exclusive"}),
        (_no_attempt, {"attempts"}),
        (_never_mailed, {"articles"}),
    ],
)
def test_a_ledger_that_does_not_hold_is_found(
    spoil: Callable[[Mailing], None], found: set[str], sent: Mailing
) -> None:
    spoil(sent)

    assert bad() == found


def test_a_delivery_in_a_batch_of_another_mailing_is_found(sent: Mailing) -> None:
    other = Edition.objects.get()
    other.pk, other.number, other.period = None, 99, other.period - timedelta(days=7)
    other.save()
    astray = Mailing.objects.create(edition=other, audience_bound=9, started_at=sent.started_at)
    Delivery.objects.create(mailing=astray, subscriber_id=1, batch=sent.batches.get())

    assert "exclusive" in bad()


def test_nobody_looks_while_work_waits(edition: Edition) -> None:
    begin(edition)
    looked(timezone.now() - timedelta(minutes=3))

    assert told("worker").startswith(
        "BAD No worker has looked for work for 3 minutes. Is `roundup up` running?"
    )


def test_work_that_was_just_asked_for_may_wait_for_a_worker_to_start(edition: Edition) -> None:
    Edition.objects.filter(pk=approved(edition).pk).update(send_at=timezone.now())
    nothing_else_is_due()
    looked(None)

    assert told("worker").endswith("Is `roundup up` running? Work has begun to wait.")
    assert told("worker").startswith("see ")


def test_nobody_looks_and_nothing_waits() -> None:
    looked(None)
    assert told("worker").startswith("see No worker has looked for work yet.")


def test_a_draft_that_nobody_made_and_a_source_that_nobody_looked_at_wait_too(edition: Edition) -> None:
    edition.publication.send_weekdays = [timezone.now().weekday()]
    looked(None)
    edition.publication.save()
    assert told("worker").startswith("BAD ")

    nothing_else_is_due()
    assert told("worker").startswith("see ")

    Source.objects.update(next_fetch_at=timezone.now() - timedelta(hours=1))
    assert told("worker").startswith("BAD " if Source.objects.exists() else "see ")


def test_somebody_looks() -> None:
    assert told("worker").startswith("ok a worker looked")


def test_an_uncertain_batch_is_told_with_its_edition(edition: Edition) -> None:
    uncertain(edition)

    assert told("uncertain").startswith(f"BAD 1 batch is uncertain, of edition quay {edition.number}:")


def test_what_was_accepted_twice_is_reported_but_is_not_a_fault_of_today(edition: Edition) -> None:
    batch = uncertain(edition)
    decide_uncertain(batch.pk, taken=False, who="Somebody", now=LATER)
    go(Post(), LATER)
    prove_taken(Attempt.objects.values_list("nonce", flat=True), LATER)

    assert told("twice").startswith("see 1 batch was accepted twice")


def test_a_pause_is_told_and_an_open_breaker_is_a_fault() -> None:
    now = timezone.now()
    assert told("gate") == "ok open"

    gate.pause(now + timedelta(hours=1), "SendGrid asked to wait.")
    assert told("gate").startswith("see SendGrid asked to wait.")

    for _ in range(3):
        gate.doubted(now)
    assert told("gate").startswith("BAD 3 uncertain answers in a row")


def test_no_way_to_the_provider_is_a_fault_while_batches_wait(edition: Edition) -> None:
    begin(edition)
    Batch.objects.update(not_before=None)
    Reach().missed("", timezone.now())
    assert told("gate") == "ok open"

    lose_the_way()
    assert told("gate").startswith("BAD Batches are waiting to be handed over. The worker on ")

    Batch.objects.update(state=Batch.State.ACCEPTED)
    assert told("gate") == "ok open"


def test_the_days_cap_is_told(edition: Edition, settings: Settings) -> None:
    settings.DAILY_CAP = 100
    batch = uncertain(edition)
    Attempt.objects.filter(batch=batch).update(readers=40, posting_at=timezone.now())

    assert told("gate") == "ok open; 40 of today's 100 messages have left"


def test_a_result_in_the_journal_is_told() -> None:
    journal.keep(journal.Result(1, 1, Batch.State.ACCEPTED))

    assert told("results") == "see 1 result waits for the next tick to write them."


def test_notices_that_wait_too_long_are_a_fault() -> None:
    now = timezone.now()
    assert told("notices") == "ok everything that the provider reported has been applied"

    notices.keep_notice("sendgrid", b"[]", now - timedelta(minutes=5))
    assert (
        told("notices") == "ok 1 notice from the provider is waiting to be applied, the oldest for 5 minutes."
    )

    notices.keep_notice("sendgrid", b"[{}]", now - timedelta(hours=1))
    assert told("notices").startswith("BAD 2 notices from the provider are waiting")


def test_a_restored_database_is_noticed_before_and_after_a_worker_looks(edition: Edition) -> None:
    fence.note(Marker(1, 7))
    assert told("restored").startswith("BAD The database is older than the marker")

    fence.check(timezone.now())
    assert "roundup doctor --accept-restore" in told("restored")


@pytest.mark.parametrize("looked", [False, True])
def test_a_person_accepts_the_restore_and_what_was_held_stays_held(
    looked: bool, edition: Edition, terminal: Terminal
) -> None:
    mailing = begin(edition)
    Marker.objects.update(value=0)
    if looked:
        fence.check(timezone.now())

    terminal.run("doctor", "--accept-restore", code=1)  # A batch is uncertain now.

    assert not fence.is_up()
    mailing.refresh_from_db()
    assert mailing.status == Mailing.Status.HELD
    assert told("restored").startswith("ok")


def test_who_left_before_the_database_was_restored_is_told_and_taken_off(
    edition: Edition, terminal: Terminal
) -> None:
    reader = Subscriber.objects.first()
    assert reader
    journal_of_leaves.append(
        [journal_of_leaves.Entry(timezone.now(), journal_of_leaves.Act.LEFT, "quay", reader.email_hash)],
        timezone.now(),
    )
    fence.note(Marker(1, 7))
    assert told("left").startswith("see 1 line of leaves.jsonl")

    terminal.run("doctor", "--accept-restore")

    assert "1 reader left since the backup: unsubscribed again." in terminal.err
    assert told("left").startswith("ok")


def test_a_journal_of_leaves_that_cannot_be_read_keeps_the_fence_up(
    edition: Edition, terminal: Terminal, settings: Settings
) -> None:
    (settings.DATA / "leaves.jsonl").mkdir()
    fence.note(Marker(1, 7))

    terminal.run("doctor", "--accept-restore", code=1)

    assert "cannot be read" in terminal.err
    assert told("left").startswith("BAD")


def test_there_is_nothing_to_accept_without_a_restore(terminal: Terminal, db: None) -> None:
    terminal.run("doctor", "--accept-restore", code=1)

    assert "There is no fence to lift" in terminal.err


def test_quiet_says_only_what_is_wrong(edition: Edition, terminal: Terminal) -> None:
    uncertain(edition)

    (line,) = terminal.run("doctor", "--quiet", code=1).splitlines()
    assert line.startswith("BAD uncertain:")
