"""A mailing of the newsroom's edition, and batches in whatever state a test wants to see."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NoReturn

import orjson
from django.utils import timezone

from roundup.core.batches import OutgoingBatch
from roundup.core.errors import ProviderUncertain
from roundup.editions.models import Edition
from roundup.events import notices
from roundup.events.applying import apply_next
from roundup.sending.handing_over.claim import claim_batch
from roundup.sending.handing_over.provider_reach import Reach
from roundup.sending.models import Batch, Mailing
from roundup.sending.preparing.freeze import prepare_step, start_due_mailings
from roundup.sending.settling.finishing import finish_mailings
from tests.making import FRIDAY, approved
from tests.sending.post import Post
from tests.sending.steps import submit_batch


def lost(batch: OutgoingBatch) -> NoReturn:
    raise ProviderUncertain("SendGrid answered 502: the batch may have been taken.")


def begin(edition: Edition, now: datetime = FRIDAY) -> Mailing:
    """Approve the edition and write its readers down."""
    approved(edition)
    (mailing,) = start_due_mailings(now)
    while not prepare_step(mailing.pk, now):
        pass
    mailing.refresh_from_db()
    return mailing


def go(post: Post, now: datetime = FRIDAY) -> None:
    """Hand over whatever may leave."""
    while lease := claim_batch(now):
        submit_batch(lease, post, now)
    finish_mailings(now)


def uncertain(edition: Edition) -> Batch:
    """Return the one batch of the edition, whose answer was lost on Friday at 7:00 UTC."""
    mailing = begin(edition)
    go(Post(lost))
    batch = mailing.batches.get()
    assert batch.state == Batch.State.UNCERTAIN
    return batch


LATER = FRIDAY + timedelta(minutes=5)


def dropped(edition: Edition) -> None:
    """Let the edition go out, and the mailer drop the first reader's copy for want of quota."""
    begin(edition)
    post = Post()
    go(post)
    given = post.given[0]
    row = {
        "email": given.recipients[0].email,
        "timestamp": int(FRIDAY.timestamp()),
        "event": "dropped",
        "reason": "Recipient List over Package Quota",
        "rb": given.attempt,
        "rd": given.recipients[0].delivery_id,
    }
    notices.keep_notice("sendgrid", orjson.dumps([row]), LATER)
    apply_next(LATER)


def lose_the_way() -> None:
    """Let a worker find out that it cannot reach the provider."""
    lost = Reach()
    for _ in range(3):
        lost.missed("No route to host.", timezone.now())
