"""What readers do after `sign_ups`: confirm, choose, leave, come back, be forgotten."""

from __future__ import annotations

from collections.abc import Set
from datetime import datetime, timedelta

from django.db import transaction

from roundup.core.email_addresses import normalise_address
from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell
from roundup.core.preferences import Preferences
from roundup.core.suppression import BY_CONFIRMING, BY_RETURNING, SuppressionReason
from roundup.publications.models import Publication
from roundup.subscribers import consent_wording, departures, objections, welcomes
from roundup.subscribers.consent_anew import is_mailed, reopen_address
from roundup.subscribers.consents import note_consent
from roundup.subscribers.models import (
    Clearing,
    Confirmation,
    Consent,
    Leave,
    OwnRequest,
    Subscriber,
    Welcome,
)
from roundup.subscribers.preference_columns import to_columns
from roundup.subscribers.preference_rules import kept_preferences, offer_of
from roundup.subscribers.suppressions import suppress_hash

Act = Consent.Act
Status = Subscriber.Status

# The mail promises a shorter time (`confirmations.PROMISED`), because it may have to wait before it leaves.
CONFIRM_WITHIN = timedelta(days=7)
# These end the mail of all publications, but a reader who comes back agrees to only one of them.
_ENDS_ALL = (SuppressionReason.UNSUBSCRIBED, SuppressionReason.COMPLAINED)


def find_subscriber(publication: Publication, email: str) -> Subscriber:
    """Return the subscriber with this address, in whatever state. Raises Refused if there is none."""
    found = Subscriber.objects.filter(publication=publication, email_key=normalise_address(email).key).first()
    if found is None:
        raise Refused(tell("Nobody is subscribed with this address."))
    return found


def confirm(confirmation: Confirmation, now: datetime, *, network: str = "") -> Subscriber:
    """Make the subscriber of a confirmation active, and lift what keeps mail from them. Safe to repeat.

    Raises Refused if it was asked for too long ago or before the reader last left, or if the address stays
    closed: a link from an old mail brings nobody back.
    """
    with transaction.atomic():
        subscriber = _locked(confirmation.subscriber_id)
        if is_confirmed(confirmation, subscriber):
            return subscriber
        if is_over(confirmation, subscriber, now):
            raise Refused("This link is too old: ask for a new one.")
        words = consent_wording.confirming(subscriber.publication, subscriber.language)
        was_mailed = is_mailed(subscriber)
        _activate(subscriber, BY_CONFIRMING, now, words, network)
        if not was_mailed:
            welcomes.want_welcome(subscriber)
        return subscriber


def is_confirmed(confirmation: Confirmation, subscriber: Subscriber) -> bool:
    """Say whether the reader is mailed, and has agreed since this confirmation was asked for."""
    agreed = subscriber.confirmed_at
    return is_mailed(subscriber) and bool(agreed and agreed >= confirmation.asked_at)


def is_over(confirmation: Confirmation, subscriber: Subscriber, now: datetime) -> bool:
    """Say whether a confirmation is too old, or was asked for before the reader last left."""
    left = subscriber.unsubscribed_at
    return now - confirmation.asked_at > CONFIRM_WITHIN or bool(left and left > confirmation.asked_at)


def come_back(
    subscriber: Subscriber,
    now: datetime,
    *,
    network: str = "",
    lifting: Set[SuppressionReason] = BY_RETURNING,
) -> Subscriber:
    """Take back a reader who has left and has a link from an email that they got. Safe to repeat.

    Raises Refused if the address was never confirmed, or is suppressed for a reason that this link cannot
    lift.
    """
    with transaction.atomic():
        subscriber = _locked(subscriber.pk)
        if is_mailed(subscriber):
            return subscriber
        if subscriber.confirmed_at is None:
            raise Refused("This address was never confirmed: subscribe with the form.")
        words = consent_wording.coming_back(subscriber.publication, subscriber.language)
        return _activate(subscriber, lifting, now, words, network)


def _activate(
    subscriber: Subscriber, lifting: Set[SuppressionReason], now: datetime, words: str, network: str
) -> Subscriber:
    if subscriber.erased_at:
        raise Refused("We have erased this address: subscribe with the form.")
    if reopen_address(subscriber, lifting, now) in _ENDS_ALL:
        elsewhere = Subscriber.objects.filter(email_hash=subscriber.email_hash, status=Status.ACTIVE)
        for other in elsewhere.exclude(pk=subscriber.pk):
            unsubscribe(other, "provider", now)
    if subscriber.unsubscribed_at:
        # Another machine's clock may be ahead, and coming back must be later than the leave.
        now = max(now, subscriber.unsubscribed_at + timedelta(microseconds=1))
    subscriber.status, subscriber.confirmed_at, subscriber.unsubscribed_at = Status.ACTIVE, now, None
    subscriber.save(update_fields=["status", "confirmed_at", "unsubscribed_at"])
    departures.forget(subscriber.publication, subscriber.email_hash)
    objections.withdraw_for(subscriber)
    note_consent(subscriber, Act.CONFIRMED, now, "link", wording=words, network=network)
    return subscriber


def set_preferences(subscriber: Subscriber, preferences: Preferences, now: datetime) -> Subscriber:
    """Store the reader's preferences as `preference_rules` keeps them. Raises Refused if a rule refuses."""
    with transaction.atomic():
        subscriber = _locked(subscriber.pk)
        if subscriber.erased_at:
            raise Refused("We have erased this address: subscribe with the form.")
        offer = offer_of(subscriber.publication, now)
        wanted = kept_preferences(preferences, subscriber.preferences, offer)
        if wanted != subscriber.preferences:
            columns = to_columns(wanted)
            for name, value in columns.items():
                setattr(subscriber, name, value)
            subscriber.save(update_fields=list(columns))
            note_consent(subscriber, Act.CHANGED, now, "link")
        return subscriber


def unsubscribe(
    subscriber: Subscriber, channel: str, now: datetime, *, mailing_id: int | None = None
) -> bool:
    """Mail this subscriber nothing more from now on; return whether that changes anything.

    Safe to repeat, even after erasure.
    """
    with transaction.atomic():
        still_here = Subscriber.objects.filter(pk=subscriber.pk).exclude(status=Status.UNSUBSCRIBED)
        if still_here.update(status=Status.UNSUBSCRIBED, unsubscribed_at=now):
            note_consent(subscriber, Act.UNSUBSCRIBED, now, channel, mailing_id=mailing_id)
            return True
        return False


def erase(subscriber: Subscriber, now: datetime) -> None:
    """Forget the reader, except the fact that somebody agreed and left, and a hash that keeps mail away.

    Safe to repeat. Links already mailed still open, but change nothing.
    """
    with transaction.atomic():
        subscriber = _locked(subscriber.pk)
        if subscriber.erased_at:
            return
        suppress_hash(subscriber.email_hash, SuppressionReason.UNSUBSCRIBED, now, "erased")
        departures.remember(subscriber.publication, [subscriber.email_hash], now)
        unsubscribe(subscriber, "erasure", now)
        Confirmation.objects.filter(subscriber=subscriber).delete()
        Clearing.objects.filter(subscriber=subscriber).delete()
        Leave.objects.filter(subscriber=subscriber).delete()
        OwnRequest.objects.filter(subscriber=subscriber).delete()
        Welcome.objects.filter(subscriber=subscriber).delete()
        Consent.objects.filter(subscriber=subscriber).update(network="", page="")
        Subscriber.objects.filter(pk=subscriber.pk).update(
            email="",
            email_key=f"erased {subscriber.pk}",
            email_hash="",
            name="",
            erased_at=now,
            **to_columns(Preferences()),
        )
        note_consent(subscriber, Act.ERASED, now, "erasure")


def forget_unconfirmed(now: datetime) -> int:
    """Forget readers who asked and never confirmed; return how many. Imported ones stay."""
    over = Subscriber.objects.filter(status=Status.PENDING, forget_at__lte=now)
    return over.delete()[1].get("subscribers.Subscriber", 0)


def _locked(subscriber_id: int) -> Subscriber:
    rows = Subscriber.objects.select_for_update(of=("self",)).select_related("publication")
    found = rows.filter(pk=subscriber_id).first()
    if found is None:
        raise Refused("This subscription has ended: subscribe with the form.")
    return found
