"""The steps of a mailing, one after the other, as the tick and the workers take them."""

from __future__ import annotations

from datetime import datetime, timedelta

from roundup.editions.models import Edition
from roundup.providers import Provider
from roundup.sending.account import account_of
from roundup.sending.handing_over.claim import Lease, claim_batch
from roundup.sending.handing_over.submit import begin_post, conclude_post, hand_over_post
from roundup.sending.models import Mailing
from roundup.sending.preparing.freeze import prepare_step, start_due_mailings
from roundup.sending.settling.finishing import finish_mailings
from tests.making import FRIDAY

LATER = FRIDAY + timedelta(hours=1)


def prepare() -> Mailing:
    (mailing,) = start_due_mailings(FRIDAY)
    while not prepare_step(mailing.pk, FRIDAY):
        pass
    mailing.refresh_from_db()
    return mailing


def submit_batch(lease: Lease, provider: Provider, now: datetime) -> None:
    """Hand a leased batch over and write down what became of it, as a thread does with several at once."""
    if posting := begin_post(lease, now, provider):
        conclude_post(posting, hand_over_post(posting, provider))


def send_all(provider: Provider) -> None:
    while lease := claim_batch(LATER):
        submit_batch(lease, provider, LATER)
    finish_mailings(LATER)


def sums(edition: Edition) -> dict[str, object]:
    """Return what is not zero in the account, which closes."""
    found = account_of(edition)["account"]
    parts = [found[word] for word in ("accepted", "refused", "uncertain", "pending")]
    assert sum(parts) + sum(found["excluded"].values()) == found["candidates"]
    return {word: value for word, value in found.items() if value}
