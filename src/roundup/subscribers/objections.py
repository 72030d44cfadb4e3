"""Objections: somebody who did not ask for the newsletter is not asked to confirm again for a year.

Only somebody with the mail that asked can object, and the same mail takes the objection back. Every way of
subscribing that proves the mailbox takes it back, too: a confirmation, a page of a leave, a preferences link,
a move.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Final

from roundup.core.email_addresses import mailbox_of
from roundup.core.tokens import LinkClaim
from roundup.publications.models import Publication
from roundup.subscribers.consent_anew import is_mailed
from roundup.subscribers.models import Confirmation, Objection, Subscriber
from roundup.subscribers.suppressions import hash_of

_STANDS: Final = timedelta(days=365)


def note_objection(asked: Confirmation, now: datetime) -> None:
    """Stop asking the mailbox of this confirmation (`leaves.object_to` does the rest). Safe to repeat."""
    Objection.objects.update_or_create(
        publication=asked.subscriber.publication,
        mailbox_hash=_mailbox_hash(asked.subscriber),
        defaults={"confirmation_id": asked.pk, "at": now},
    )


def objection_by(claim: LinkClaim, now: datetime) -> Objection | None:
    """Return the objection that was made with the link of a confirmation, even if its reader is gone."""
    made = Objection.objects.filter(confirmation_id=claim.mailing_id, publication=claim.publication_id)
    return made.filter(at__gt=now - _STANDS).select_related("publication").first()


def forbids_asking(publication: Publication | None, mailbox_hash: str, now: datetime) -> bool:
    """Say whether the mailbox must not be asked to confirm. A reader who is mailed is not asked anyway."""
    return bool(publication and objecting_hashes(publication, [mailbox_hash], now))


def objecting_hashes(publication: Publication, mailbox_hashes: Collection[str], now: datetime) -> set[str]:
    """Return which of these mailboxes object to this publication. It takes at most a thousand at once."""
    made = Objection.objects.filter(publication=publication, mailbox_hash__in=mailbox_hashes)
    return set(made.filter(at__gt=now - _STANDS).values_list("mailbox_hash", flat=True))


def forbids_mail_to(subscriber: Subscriber, now: datetime) -> bool:
    """Say whether a mail that asks to confirm must not leave."""
    if is_mailed(subscriber):
        return False
    return forbids_asking(subscriber.publication, _mailbox_hash(subscriber), now)


def last_day_of(objection: Objection) -> date:
    """Return the last day on which the objection certainly stands, in the publication's zone."""
    return (objection.at + _STANDS).astimezone(objection.publication.zone).date() - timedelta(days=1)


def withdraw_for(subscriber: Subscriber) -> None:
    """Take back the objection of a mailbox whose owner has just subscribed."""
    Objection.objects.filter(
        publication=subscriber.publication, mailbox_hash=_mailbox_hash(subscriber)
    ).delete()


def forget_old_objections(now: datetime) -> int:
    """Delete objections of more than a year ago; return how many."""
    return Objection.objects.filter(at__lte=now - _STANDS).delete()[0]


def _mailbox_hash(subscriber: Subscriber) -> str:
    return hash_of(mailbox_of(subscriber.email_key))
