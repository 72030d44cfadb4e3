"""Mails tests of a proof, with the same renderer and the same way out, but without any reader's links."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db.models import Model

from roundup.core.batches import OutgoingBatch, Recipient, unsubscribe_headers
from roundup.core.email_addresses import LONGEST, Address, masked_address, normalise_address
from roundup.core.errors import ProviderError, ProviderRefused, Refused, RoundupError
from roundup.core.newsroom_language import tell, tell_count
from roundup.core.tokens import PersonalTokens
from roundup.editions.models import Edition
from roundup.editions.proof import Proof, proof_of
from roundup.providers import Provider
from roundup.publications.headers import publication_headers
from roundup.publications.outgoing import Words, compose_batch, sender_of
from roundup.sending.handing_over import gate
from roundup.sending.handing_over.transactional_mail import (
    LOST_AFTER,
    ProvidersDoor,
    give_up_mail,
    hand_over_mail,
)
from roundup.sending.models import Trial
from roundup.sending.transactions import write_transaction
from roundup.subscribers.links import nobodys_links
from roundup.subscribers.suppressions import hash_of, reason_of

IN_AN_HOUR = 60
AT_ONCE = 10
_BETWEEN = re.compile(r"[\s,;]+")
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class TrialOutcome:
    """What became of the test to one address; `problem` is empty if the provider took it."""

    email: str
    problem: str = ""


def read_trial_addresses(typed: str) -> list[Address]:
    """Return the addresses in what was typed, with commas, spaces or lines between them, each once.

    Raises Refused if one is not an address, and names it; also if there is none, or more than AT_ONCE.
    """
    found: dict[str, Address] = {}
    for word in filter(None, _BETWEEN.split(typed)):
        try:
            address = normalise_address(word)
        except Refused as refused:
            raise Refused(
                tell(
                    "“%(typed)s”: %(reason)s Nothing was sent.",
                    typed=word[:LONGEST],
                    reason=tell(str(refused)),
                )
            ) from None
        found.setdefault(address.key, address)
    if not found:
        raise Refused(tell("Type at least one address for the test."))
    if len(found) > AT_ONCE:
        raise Refused(
            tell_count(
                "A test goes to at most %(most)s addresses at once; you typed %(n)s.",
                "A test goes to at most %(most)s addresses at once; you typed %(n)s.",
                len(found),
                most=AT_ONCE,
            )
        )
    return list(found.values())


def send_trials(
    edition: Edition,
    addresses: Sequence[Address],
    provider: Provider,
    now: datetime,
    *,
    by: Model | None = None,
) -> Iterator[TrialOutcome]:
    """Mail the proof as it is now to each address by itself, and yield what became of each (`send_trial`).

    If the provider does not answer or lets nothing in, the rest is not tried. Raises RoundupError for an
    edition that does not render.
    """
    shown = proof_of(edition)
    trouble = ""
    for to in addresses:
        if trouble:
            yield TrialOutcome(to.email, tell("Not tried, because of this: %(trouble)s", trouble=trouble))
            continue
        try:
            _send(edition, shown, to, provider, now, by)
        except RoundupError as error:
            yield TrialOutcome(to.email, str(error))
            if isinstance(error, ProviderError) and not isinstance(error, ProviderRefused):
                trouble = str(error)
        else:
            yield TrialOutcome(to.email)


def send_trial(
    edition: Edition, address: str, provider: Provider, now: datetime, *, by: Model | None = None
) -> Trial:
    """Mail the proof as it is now to one address, and return its record.

    It leaves now or never: nobody waits for a test that comes later. Raises Refused for an invalid address
    or one that must not be mailed, for too many tests within the hour, for an edition that does not render,
    and if the gate lets nothing leave; raises ProviderError unless the provider certainly took it.
    """
    return _send(edition, proof_of(edition), normalise_address(address), provider, now, by)


def _send(
    edition: Edition, shown: Proof, to: Address, provider: Provider, now: datetime, by: Model | None
) -> Trial:
    if reason_of(hash_of(to.key)):
        raise Refused(tell("This address is on the list of those that must not be mailed: use another one."))
    trial = _record(edition, to, shown, now, by)
    write = partial(_message, edition, shown, to, trial)
    status, error = hand_over_mail(trial, write, ProvidersDoor(provider), now)
    if status == Trial.Status.WAITING:
        why = error or Refused(" ".join((gate.why_shut(now), tell("Try again later."))))
        give_up_mail(trial, str(why))
        raise why
    if error:
        raise error
    trial.refresh_from_db()
    return trial


def give_up_lost_trials(now: datetime) -> None:
    """End tests whose web server vanished before it asked the provider, because they leave now or never."""
    lost = Trial.objects.filter(status=Trial.Status.WAITING, at__lte=now - LOST_AFTER)
    lost.update(status=Trial.Status.REFUSED, error=tell("It was interrupted before it left."))


def _record(edition: Edition, to: Address, shown: Proof, now: datetime, by: Any) -> Trial:
    """Record the test before it leaves, so that several at once are counted, too."""
    with write_transaction():
        Edition.objects.select_for_update().get(pk=edition.pk)
        if Trial.objects.filter(edition=edition, at__gt=now - _HOUR).count() >= IN_AN_HOUR:
            raise Refused(
                tell(
                    "%(most)s tests of this edition were sent within an hour: wait a while.", most=IN_AN_HOUR
                )
            )
        return Trial.objects.create(
            edition=edition, at=now, by=by, to=masked_address(to.email), hash=shown.hash
        )


def _message(edition: Edition, shown: Proof, to: Address, trial: Trial, attempt: str) -> OutgoingBatch:
    publication = edition.publication
    return compose_batch(
        sender_of(publication),
        Words(
            tell("[Test] %(subject)s", subject=shown.rendered.subject),
            shown.rendered.html,
            shown.rendered.text,
        ),
        [_nobody(edition, to, trial)],
        key=f"test-{trial.pk}",
        attempt=attempt,
        headers=publication_headers(publication.name, publication.slug),
    )


def _nobody(edition: Edition, to: Address, trial: Trial) -> Recipient:
    """Return the recipient of the test, with links that are well formed but affect nobody."""
    links = nobodys_links(edition.publication_id)
    return Recipient(
        email=to.email,
        name="",
        delivery_id=f"test-{trial.pk}",
        substitutions=PersonalTokens(edition.token_prefix).values_for_nobody(links),
        headers=unsubscribe_headers(links["unsubscribe"], edition.publication.leave_domain),
    )
