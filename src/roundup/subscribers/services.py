"""What readers may do: ask, confirm, choose, leave, come back, be forgotten."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import transaction

from roundup.core.addresses import Address, mailbox, normalise
from roundup.core.errors import Refused
from roundup.core.language import SPOKEN
from roundup.core.preferences import Preferences
from roundup.core.suppression import BY_CONFIRMING, BY_RETURNING, Reason
from roundup.publications.brand import language_of
from roundup.publications.models import Publication
from roundup.subscribers import clearings, departures, limits, wording
from roundup.subscribers.consents import note
from roundup.subscribers.models import Asking, Clearing, Confirmation, Consent, Subscriber
from roundup.subscribers.returning import is_mailed, reopen
from roundup.subscribers.suppressions import hash_of, is_closed, reason_of, suppress_hash
from roundup.subscribers.wishes import to_columns

Act = Consent.Act
Status = Subscriber.Status

# The mail promises less (`confirmations.PROMISED`), because it may have to wait before it leaves.
CONFIRM_WITHIN = timedelta(days=7)
LONGEST_PAUSE = timedelta(days=366)
_LONGEST_NAME = 100
# Who is suppressed for one of these ended the mail of all publications, and agrees to one of them anew.
_ENDS_ALL = (Reason.UNSUBSCRIBED, Reason.COMPLAINED)


@dataclass(frozen=True, slots=True)
class Asker:
    """Who pressed the button, as far as limits and consent need to know.

    `weight` is how much of the network's share the press uses up (`limits.HUMAN`).
    """

    channel: str
    wording: str
    network: str = ""
    weight: int = limits.HUMAN


def subscribe(publication: Publication, email: str, name: str, asker: Asker, now: datetime) -> None:
    """Write down that somebody asked for the newsletter at `email`, and that a mail shall ask back.

    Returns the same nothing for addresses we know, do not know or never mail: what happened, only
    the mailbox's owner learns. Raises Refused for what is no address and TooOften for a network
    that asks too much; neither depends on whom we know.
    """
    address = normalise(email)
    mailbox_hash = hash_of(mailbox(address.key))
    with transaction.atomic():
        limits.check_network(asker.network, now)
        mailed = _ask(publication, address, name, mailbox_hash, asker, now)
        Asking.objects.create(
            publication=publication,
            at=now,
            network=asker.network,
            mailbox_hash=mailbox_hash,
            weight=asker.weight,
            mailed=mailed,
        )


def _ask(
    publication: Publication, address: Address, name: str, mailbox_hash: str, asker: Asker, now: datetime
) -> bool:
    """Write a confirmation down, unless it may not be; say which."""
    email_hash = hash_of(address.key)
    if is_closed(email_hash):
        return False
    subscriber, created = Subscriber.objects.select_for_update().get_or_create(
        publication=publication,
        email_key=address.key,
        defaults={"email": address.email, "email_hash": email_hash, "created_at": now},
    )
    # Asked with the row in hand: of two presses at once, the second sees the first one's mail.
    if not limits.mailbox_is_due(publication, mailbox_hash, now):
        if created:
            subscriber.delete()
        return False
    if subscriber.status == Status.PENDING:
        subscriber.name = _one_line(name) or subscriber.name
        subscriber.forget_at = now + CONFIRM_WITHIN
        subscriber.save(update_fields=["name", "forget_at"])
    if reason_of(email_hash):
        # Else the provider would drop the mail that asks. What keeps our own mail away stays.
        clearings.want(subscriber, BY_CONFIRMING, now)
    note(subscriber, Act.ASKED, now, asker.channel, wording=asker.wording, network=asker.network)
    Confirmation.objects.create(subscriber=subscriber, asked_at=now)
    return True


def confirm(confirmation: Confirmation, now: datetime, *, network: str = "") -> Subscriber:
    """Make the subscriber of a confirmation active, and really mailed again. Safe to repeat.

    Raises Refused where the asking is too old, or older than a later leave, or the address stays
    closed: a link from an old mail brings nobody back.
    """
    with transaction.atomic():
        subscriber = _locked(confirmation.subscriber_id)
        if is_confirmed(confirmation, subscriber):
            return subscriber
        if is_over(confirmation, subscriber, now):
            raise Refused("This link is too old: ask for a new one.")
        words = wording.confirming(subscriber.publication, subscriber.language)
        return _activate(subscriber, BY_CONFIRMING, now, words, network)


def is_confirmed(confirmation: Confirmation, subscriber: Subscriber) -> bool:
    """Say whether a reader is mailed, and agreed to it after this asking."""
    agreed = subscriber.confirmed_at
    return is_mailed(subscriber) and bool(agreed and agreed >= confirmation.asked_at)


def is_over(confirmation: Confirmation, subscriber: Subscriber, now: datetime) -> bool:
    """Say whether an asking is too old to be confirmed, or older than a later leave."""
    left = subscriber.unsubscribed_at
    return now - confirmation.asked_at > CONFIRM_WITHIN or bool(left and left > confirmation.asked_at)


def come_back(
    subscriber: Subscriber, now: datetime, *, network: str = "", lifting: Set[Reason] = BY_RETURNING
) -> Subscriber:
    """Undo a leave, for a reader who was mailed before and holds a link from that mail. Safe to repeat.

    Raises Refused where the address was never confirmed, or is suppressed for a reason that this
    link does not lift.
    """
    with transaction.atomic():
        subscriber = _locked(subscriber.pk)
        if is_mailed(subscriber):
            return subscriber
        if subscriber.confirmed_at is None:
            raise Refused("This address was never confirmed: subscribe with the form.")
        words = wording.coming_back(subscriber.publication, subscriber.language)
        return _activate(subscriber, lifting, now, words, network)


def _activate(
    subscriber: Subscriber, lifting: Set[Reason], now: datetime, words: str, network: str
) -> Subscriber:
    if subscriber.erased_at:
        raise Refused("This address was forgotten: subscribe with the form.")
    if reopen(subscriber, lifting, now) in _ENDS_ALL:
        elsewhere = Subscriber.objects.filter(email_hash=subscriber.email_hash, status=Status.ACTIVE)
        for other in elsewhere.exclude(pk=subscriber.pk):
            unsubscribe(other, "provider", now)
    if subscriber.unsubscribed_at:
        # Another machine's clock may be ahead: what follows a leave is later than it.
        now = max(now, subscriber.unsubscribed_at + timedelta(microseconds=1))
    subscriber.status, subscriber.confirmed_at, subscriber.unsubscribed_at = Status.ACTIVE, now, None
    subscriber.save(update_fields=["status", "confirmed_at", "unsubscribed_at"])
    departures.forget(subscriber.publication, subscriber.email_hash)
    note(subscriber, Act.CONFIRMED, now, "link", wording=words, network=network)
    return subscriber


def set_preferences(subscriber: Subscriber, wishes: Preferences, now: datetime) -> Subscriber:
    """Keep the reader's wishes. No sections, or all there are, means everything, new ones too.

    A pause that is over is no pause; the publication's own language is no choice. Raises Refused for
    a section the publication does not have, a pause beyond a year and a language that we do not speak.
    """
    with transaction.atomic():
        subscriber = _locked(subscriber.pk)
        if subscriber.erased_at:
            raise Refused("This address was forgotten: subscribe with the form.")
        wanted = replace(
            wishes,
            sections=_followed(subscriber, wishes.sections),
            paused_until=_until(subscriber, wishes.paused_until, now),
            language=_spoken(subscriber, wishes.language),
        )
        if wanted != subscriber.preferences:
            columns = to_columns(wanted)
            for name, value in columns.items():
                setattr(subscriber, name, value)
            subscriber.save(update_fields=list(columns))
            note(subscriber, Act.CHANGED, now, "link")
        return subscriber


def _followed(subscriber: Subscriber, sections: frozenset[str]) -> frozenset[str]:
    living = subscriber.publication.section_keys
    # What is followed already and is gone for now may stay: the editor may bring the section back.
    if sections - living - subscriber.preferences.sections:
        raise Refused("One of these sections does not exist (any more): reload the page and choose again.")
    return frozenset() if living and living <= sections else sections


def _until(subscriber: Subscriber, day: date | None, now: datetime) -> date | None:
    today = now.astimezone(subscriber.publication.zone).date()
    if day is None or day < today:
        return None
    if day - today > LONGEST_PAUSE:
        raise Refused("A pause can last a year at the longest: choose an earlier day, or leave.")
    return day


def _spoken(subscriber: Subscriber, language: str) -> str:
    if language and language not in SPOKEN:
        raise Refused("This language is not spoken here: choose one of the list.")
    return "" if language == language_of(subscriber.publication).spoken else language


def unsubscribe(
    subscriber: Subscriber, channel: str, now: datetime, *, mailing_id: int | None = None
) -> None:
    """Mail this subscriber nothing more, from this moment on. Safe to repeat, and after erasure."""
    with transaction.atomic():
        still_here = Subscriber.objects.filter(pk=subscriber.pk).exclude(status=Status.UNSUBSCRIBED)
        if still_here.update(status=Status.UNSUBSCRIBED, unsubscribed_at=now):
            note(subscriber, Act.UNSUBSCRIBED, now, channel, mailing_id=mailing_id)


def erase(subscriber: Subscriber, now: datetime) -> None:
    """Forget the reader. What stays says that somebody agreed and left, and a hash that keeps mail away.

    Safe to repeat. Links already mailed go on working, and change nothing.
    """
    with transaction.atomic():
        subscriber = _locked(subscriber.pk)
        if subscriber.erased_at:
            return
        suppress_hash(subscriber.email_hash, Reason.UNSUBSCRIBED, now, "erased")
        departures.remember(subscriber.publication, [subscriber.email_hash], now)
        unsubscribe(subscriber, "erasure", now)
        Confirmation.objects.filter(subscriber=subscriber).delete()
        Clearing.objects.filter(subscriber=subscriber).delete()
        Consent.objects.filter(subscriber=subscriber).update(network="")
        Subscriber.objects.filter(pk=subscriber.pk).update(
            email="",
            email_key=f"erased {subscriber.pk}",
            email_hash="",
            name="",
            erased_at=now,
            **to_columns(Preferences()),
        )
        note(subscriber, Act.ERASED, now, "erasure")


def forget_unconfirmed(now: datetime) -> int:
    """Forget who asked and never confirmed; return how many. Who came by an import stays."""
    over = Subscriber.objects.filter(status=Status.PENDING, forget_at__lte=now)
    return over.delete()[1].get("subscribers.Subscriber", 0)


def _locked(subscriber_id: int) -> Subscriber:
    rows = Subscriber.objects.select_for_update(of=("self",)).select_related("publication")
    found = rows.filter(pk=subscriber_id).first()
    if found is None:
        raise Refused("This subscription is over: subscribe with the form.")
    return found


def _one_line(name: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in name).split())[:_LONGEST_NAME]
