"""The steps of a mailing, one after the other, as the tick and the workers take them."""

from __future__ import annotations

from datetime import timedelta

from roundup.editions.models import Edition
from roundup.providers import Provider
from roundup.sending.claim import claim
from roundup.sending.finishing import finish_mailings
from roundup.sending.models import Mailing
from roundup.sending.prepare import prepare_step, start_due
from roundup.sending.progress import account
from roundup.sending.submit import submit
from tests.making import FRIDAY

LATER = FRIDAY + timedelta(hours=1)


def prepare() -> Mailing:
    (mailing,) = start_due(FRIDAY)
    while not prepare_step(mailing.pk, FRIDAY):
        pass
    mailing.refresh_from_db()
    return mailing


def send_all(provider: Provider) -> None:
    while lease := claim(LATER):
        submit(lease, provider, LATER)
    finish_mailings(LATER)


def sums(edition: Edition) -> dict[str, object]:
    """Return what is not zero in the account, which closes."""
    found = account(edition)["account"]
    parts = [found[word] for word in ("accepted", "refused", "uncertain", "pending")]
    assert sum(parts) + sum(found["excluded"].values()) == found["candidates"]
    return {word: value for word, value in found.items() if value}
