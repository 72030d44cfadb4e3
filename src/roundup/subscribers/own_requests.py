"""A reader's change of name or address, and their request for their data.

Anybody to whom an email was forwarded can open its reader's page. So nothing personal is shown, and no mail
moved, before somebody has followed a link that was mailed to the right mailbox.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.db import IntegrityError, transaction

from roundup.core.email_addresses import Address, mailbox_of, normalise_address
from roundup.core.errors import Refused
from roundup.core.language import say_later
from roundup.core.lines import plain_line
from roundup.core.suppression import BY_CONFIRMING
from roundup.core.tokens import NEWEST_GENERATION
from roundup.subscribers import consent_wording, departures, journal_of_leaves, objections
from roundup.subscribers.consent_anew import is_mailed, reopen_address
from roundup.subscribers.consents import note_consent
from roundup.subscribers.models import Consent, OwnRequest, Subscriber
from roundup.subscribers.sign_up_limits import REMEMBERED, may_mail_again
from roundup.subscribers.suppressions import hash_of

Kind = OwnRequest.Kind

# The mails promise a shorter time, because they may have to wait before they leave.
PROMISED: Final = timedelta(hours=72)
_WITHIN: Final = timedelta(days=7)
_LONGEST_NAME: Final = 200
_TOO_OLD: Final = say_later("This link is too old: ask for a new one on your page.")
_TAKEN: Final = say_later(
    "This address has a subscription of its own, or had one. Subscribe with it on the subscribe page, and "
    "leave with the old one."
)


def set_name(subscriber: Subscriber, name: str, now: datetime) -> None:
    """Store the name to which mails are addressed; an empty one removes it."""
    name = plain_line(name)[:_LONGEST_NAME]
    with transaction.atomic():
        if Subscriber.objects.filter(pk=subscriber.pk, erased_at=None).exclude(name=name).update(name=name):
            note_consent(subscriber, Consent.Act.CHANGED, now, "link")


def ask_for_address(subscriber: Subscriber, email: str, now: datetime) -> None:
    """Have a mail ask at `email` whether the reader's mail should go there from now on.

    It does the same whether or not we know that address or may mail it. Raises Refused for a bad address
    and for the reader's own one.
    """
    address = normalise_address(email)
    if address.key == subscriber.email_key:
        raise Refused(say_later("Your mail goes to this address already."))
    _ask(subscriber, Kind.ADDRESS, now, address)


def ask_for_data(subscriber: Subscriber, now: datetime) -> None:
    """Have a link mailed to the reader that leads to all data held about them."""
    _ask(subscriber, Kind.DATA, now, Address(subscriber.email, subscriber.email_key))


def _ask(subscriber: Subscriber, kind: Kind, now: datetime, address: Address) -> None:
    mailbox = hash_of(mailbox_of(address.key))
    earlier = OwnRequest.objects.filter(kind=kind, asked_at__gt=now - REMEMBERED)
    by_reader = list(earlier.filter(subscriber=subscriber).values_list("asked_at", flat=True))
    at_mailbox = list(earlier.filter(mailbox_hash=mailbox).values_list("asked_at", flat=True))
    if may_mail_again(by_reader, now) and may_mail_again(at_mailbox, now):
        email = address.email if kind == Kind.ADDRESS else ""
        OwnRequest.objects.create(
            subscriber=subscriber, kind=kind, asked_at=now, email=email, mailbox_hash=mailbox
        )


def is_open(request: OwnRequest, now: datetime) -> bool:
    """Say whether the link of a request still works."""
    return request.subscriber.erased_at is None and now - request.asked_at <= _WITHIN


def move_to_address(request: OwnRequest, now: datetime, *, network: str = "") -> Subscriber:
    """Send the reader's mail to the new address from now on, and tell the old one. Safe to repeat.

    All earlier links can then only unsubscribe. Raises Refused, and changes nothing, if the request is too
    old, the reader has left since, or the address cannot be mailed or has its own subscription.
    """
    with transaction.atomic():
        reader = Subscriber.objects.select_for_update(of=("self",)).select_related("publication")
        subscriber = reader.filter(pk=request.subscriber_id).first()
        # Read under the lock: somebody may have pressed, or erased everything, at this moment.
        asked = subscriber.requests.filter(pk=request.pk).first() if subscriber else None
        if subscriber is None or asked is None:
            raise Refused(_TOO_OLD)
        if asked.done_at:
            return subscriber
        if not asked.email or not is_open(asked, now) or not is_mailed(subscriber):
            raise Refused(_TOO_OLD)
        if subscriber.link_generation >= NEWEST_GENERATION:
            raise Refused("Your links were replaced too often: please write to us.")
        _move(subscriber, normalise_address(asked.email), now, network)
        OwnRequest.objects.filter(pk=asked.pk).update(done_at=now)
        return subscriber


def _move(subscriber: Subscriber, to: Address, now: datetime, network: str) -> None:
    publication, old_email, old_hash = subscriber.publication, subscriber.email, subscriber.email_hash
    # Restored databases must not mail the old address, and imports must not bring it back.
    left = journal_of_leaves.Entry(now, journal_of_leaves.Act.LEFT, publication.slug, old_hash)
    transaction.on_commit(partial(journal_of_leaves.append, [left], now))
    departures.remember(publication, [old_hash], now)
    Subscriber.objects.filter(
        publication=publication, email_key=to.key, status=Subscriber.Status.PENDING
    ).delete()
    subscriber.email, subscriber.email_key, subscriber.email_hash = to.email, to.key, hash_of(to.key)
    subscriber.link_generation += 1
    try:
        with transaction.atomic():
            subscriber.save(update_fields=["email", "email_key", "email_hash", "link_generation"])
    except IntegrityError:
        raise Refused(_TAKEN) from None
    reopen_address(subscriber, BY_CONFIRMING, now)
    departures.forget(publication, subscriber.email_hash)
    objections.withdraw_for(subscriber)
    words = consent_wording.moving(publication, subscriber.language)
    note_consent(subscriber, Consent.Act.CONFIRMED, now, "address", wording=words, network=network)
    OwnRequest.objects.create(subscriber=subscriber, kind=Kind.MOVED, asked_at=now, email=old_email)


def forget_old_requests(now: datetime) -> None:
    """Forget the addresses of requests that are over, and, once no limit needs them, the requests."""
    over = OwnRequest.objects.filter(asked_at__lte=now - _WITHIN).exclude(email="")
    over.update(email="")
    OwnRequest.objects.filter(asked_at__lte=now - REMEMBERED).delete()
