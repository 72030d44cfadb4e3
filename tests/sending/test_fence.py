"""A database restored from yesterday sends nothing by itself, and a result is never forgotten."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.db.models import F
from pytest_django import Settings

from roundup.core.batches import OutgoingBatch, Receipt
from roundup.core.errors import ProviderRefused, ProviderUncertain, Refused
from roundup.editions.models import Edition
from roundup.publications.models import Alarm
from roundup.sending import control, tasks
from roundup.sending.account import account_of
from roundup.sending.handing_over import journal, results
from roundup.sending.handing_over.claim import claim_batch
from roundup.sending.models import Batch, Mailing, Marker
from roundup.sending.preparing.freeze import start_due_mailings
from roundup.sending.safety import fence
from roundup.sending.settling.resolve import settle_uncertain
from tests.making import FRIDAY
from tests.sending.post import Post, raising, takes
from tests.sending.steps import LATER, prepare, send_all, submit_batch, sums

pytestmark = pytest.mark.django_db


def restore(marker: int = 0) -> None:
    """Let the database forget what it has posted."""
    Marker.objects.update(value=marker)


def note(value: int) -> None:
    """Let the copy say that a marker is at this value."""
    marker = Marker.objects.first() or Marker(1)
    fence.note(Marker(marker.pk, value))


def test_a_database_that_knows_all_it_posted_is_trusted(edition: Edition) -> None:
    prepare()
    send_all(Post())

    assert not fence.check(LATER)


def test_a_restored_database_holds_what_was_going(edition: Edition) -> None:
    prepare()
    restore()

    assert fence.check(LATER)
    assert claim_batch(LATER) is None
    assert sums(edition) == {"candidates": 5, "uncertain": 5}
    assert "restored from a backup" in Alarm.objects.get(about="installation:restored").message


def test_a_restored_database_begins_nothing(edition: Edition) -> None:
    note(7)

    assert fence.check(LATER)
    assert start_due_mailings(FRIDAY) == []
    fence.lift(LATER)
    edition.refresh_from_db()
    assert edition.held_at


def test_a_wake_up_from_before_the_restore_sends_nothing(
    edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = Post()
    monkeypatch.setattr(tasks, "provider", lambda: post)
    prepare()
    note(1000)

    tasks.work()

    assert post.given == []
    assert fence.is_up()


def test_a_result_is_kept_when_the_database_is_gone_as_the_answer_comes(edition: Edition) -> None:
    prepare()
    lease = claim_batch(LATER)
    assert lease
    gone = []

    def answer(batch: OutgoingBatch) -> Receipt:
        gone.append(True)
        return takes(batch)

    def away(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if gone:
            raise OperationalError("gone")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(away), contextlib.suppress(OperationalError):
        submit_batch(lease, Post(answer), LATER)
    gone.clear()

    assert journal.waiting() == 1


def test_a_batch_of_which_no_marker_can_be_noted_has_not_left_and_is_taken_again(edition: Edition) -> None:
    prepare()
    lease, post = claim_batch(LATER), Post()
    assert lease
    full = OSError(28, "No space left on device")
    with (
        patch("roundup.sending.safety.fence.note", side_effect=full),
        pytest.raises(OSError, match="No space"),
    ):
        submit_batch(lease, post, LATER)

    assert Batch.objects.get().state == Batch.State.READY
    assert claim_batch(LATER) is None
    again = claim_batch(LATER + timedelta(minutes=1))
    assert again
    submit_batch(again, post, LATER + timedelta(minutes=1))
    assert Batch.objects.get().state == Batch.State.ACCEPTED
    assert len(post.given) == 1


def test_the_marker_never_sinks_when_the_fence_is_lifted(edition: Edition) -> None:
    prepare()
    note(1000)
    assert fence.check(LATER)
    (Path(settings.DATA) / "marker").unlink()

    fence.lift(LATER)

    assert Marker.objects.get().value >= 1000


def test_the_fence_is_lifted_by_a_person_only(edition: Edition) -> None:
    note(7)
    fence.check(LATER)

    assert fence.check(LATER)
    fence.lift(LATER)
    assert not fence.check(LATER)
    with pytest.raises(Refused, match="no fence"):
        fence.lift(LATER)


def test_a_result_that_the_database_does_not_take_is_kept_and_written_later(edition: Edition) -> None:
    prepare()
    lease = claim_batch(LATER)
    assert lease
    with patch("roundup.sending.handing_over.submit.write_result", side_effect=OperationalError("gone")):
        submit_batch(lease, Post(), LATER)
    assert Batch.objects.get().state == Batch.State.POSTING

    assert journal.replay(results.write_result) == 1
    assert journal.replay(results.write_result) == 0
    assert sums(edition) == {"candidates": 5, "accepted": 5}


def test_a_refusal_that_the_database_does_not_take_makes_nothing_uncertain(edition: Edition) -> None:
    prepare()
    lease = claim_batch(LATER)
    assert lease
    refused = Post(raising(ProviderRefused("No.", index=0)))
    with patch("roundup.sending.handing_over.submit.write_result", side_effect=OperationalError("gone")):
        submit_batch(lease, refused, LATER)

    journal.replay(results.write_result)
    send_all(Post(raising(ProviderRefused("No.", index=0))))

    assert sums(edition) == {"candidates": 5, "accepted": 4, "refused": 1}


def test_a_kept_result_of_an_older_epoch_changes_nothing(edition: Edition) -> None:
    prepare()
    lease = claim_batch(LATER)
    assert lease
    journal.keep(journal.Result(lease.batch_id, lease.epoch - 1, Batch.State.ACCEPTED))

    journal.replay(results.write_result)

    assert Batch.objects.get().state == Batch.State.LEASED


def test_a_torn_line_of_the_journal_is_passed_over_and_takes_no_other_with_it(settings: Settings) -> None:
    journal.keep(journal.Result(1, 1, Batch.State.ACCEPTED))
    with (Path(settings.DATA) / "journal.jsonl").open("ab") as file:
        file.write(b'{"batch_id": 2, "ep')
    journal.keep(journal.Result(3, 1, Batch.State.ACCEPTED))

    found: list[journal.Result] = []
    assert journal.replay(found.append) == 2
    assert [result.batch_id for result in found] == [1, 3]


def test_a_journal_that_cannot_be_written_yet_stays(edition: Edition) -> None:
    journal.keep(journal.Result(1, 1, Batch.State.ACCEPTED))

    with (
        patch("roundup.sending.handing_over.results.write_transaction", side_effect=OperationalError("gone")),
        pytest.raises(OperationalError),
    ):
        journal.replay(results.write_result)

    assert journal.replay(results.write_result) == 1


def test_a_mailing_that_begins_moves_the_marker(edition: Edition) -> None:
    prepare()

    assert Marker.objects.get().value == 1
    assert Mailing.objects.count() == 1


def test_what_a_restored_database_leaves_uncertain_is_listed(edition: Edition) -> None:
    prepare()
    restore()
    fence.check(LATER)

    (batch,) = account_of(edition)["uncertain"]
    assert (batch["batch"], batch["readers"]) == (1, 5)
    assert "restored from a backup" in batch["evidence"]


@pytest.mark.parametrize("state", [Batch.State.READY, Batch.State.UNCERTAIN])
def test_a_restored_database_does_not_send_again_what_it_forgot_to_have_sent(
    edition: Edition, state: Batch.State
) -> None:
    prepare()
    lease = claim_batch(LATER)
    assert lease
    submit_batch(lease, Post(raising(ProviderUncertain("time-out"))), LATER)
    Batch.objects.update(state=state)
    note(9)

    fence.check(LATER)
    fence.lift(LATER)
    control.resume_sending(edition, LATER)
    settle_uncertain(Post(knows=False), LATER + timedelta(days=1))
    post = Post()
    send_all(post)

    assert post.given == []
    assert sums(edition) == {"candidates": 5, "uncertain": 5}


def test_a_mailing_that_was_held_before_the_backup_is_uncertain_too(edition: Edition) -> None:
    prepare()
    Mailing.objects.update(status=Mailing.Status.HELD)
    restore()
    fence.check(LATER)

    assert sums(edition) == {"candidates": 5, "uncertain": 5}


def test_whoever_notes_a_marker_late_does_not_take_back_a_greater_one(edition: Edition) -> None:
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda n: fence.note(Marker(1, n)), [*range(400, 0, -1), *range(1, 401)]))

    Marker.objects.update_or_create(pk=1, defaults={"value": 400})
    assert not fence.check(LATER)
    restore(399)
    assert fence.check(LATER)


def test_a_posting_while_we_look_is_not_a_restore(edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare()
    look = fence._copy

    def look_while_another_posts() -> Mapping[int, int]:
        kept = look()
        fence.note(fence.advance())
        return kept

    monkeypatch.setattr(fence, "_copy", look_while_another_posts)

    assert not fence.check(LATER)


@pytest.mark.parametrize("forgotten", [0, 1, 2])
def test_each_marker_reveals_a_restore(edition: Edition, forgotten: int) -> None:
    prepare()
    markers = [Marker.objects.get(), Marker.objects.create(value=5), Marker.objects.create(value=5)]
    for marker in markers:
        fence.note(marker)
    assert not fence.check(LATER)

    Marker.objects.filter(pk=markers[forgotten].pk).update(value=F("value") - 1)

    assert fence.check(LATER)
    fence.lift(LATER)
    assert not fence.check(LATER)


def test_a_marker_that_a_restored_database_has_not_yet_is_known_outside(edition: Edition) -> None:
    prepare()
    later = Marker.objects.get().pk + 3
    fence.note(Marker(later, 1))

    assert fence.check(LATER)
    fence.lift(LATER)
    assert not fence.check(LATER)
    assert Marker.objects.create(value=0).pk == later + 1


def test_the_copy_of_an_earlier_version_is_the_first_marker(edition: Edition) -> None:
    prepare()
    (Path(settings.DATA) / "marker").write_text(f"{7:020}")

    assert fence.check(LATER)
    fence.lift(LATER)
    assert Marker.objects.get(pk=1).value == 7
