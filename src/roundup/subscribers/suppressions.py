"""Writing suppressions down and looking them up. Addresses are hashed on the way in."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from django.conf import settings

from roundup.core.addresses import Address
from roundup.core.suppression import AddressHasher, Reason, ends_with_consent, stronger
from roundup.subscribers.models import Subscriber, Suppression


@lru_cache(maxsize=4)
def _hasher(secret: str) -> AddressHasher:
    return AddressHasher(secret)


def hash_of(email_key: str) -> str:
    """Return what stands for an address in suppressions (`Subscriber.email_hash`)."""
    return _hasher(settings.SECRET_KEY).hash(email_key)


def suppress(address: Address, reason: Reason, now: datetime, source: str = "") -> None:
    """Never mail this address again. Of two reasons the stronger stays, whichever came first."""
    suppress_hash(hash_of(address.key), reason, now, source)


def suppress_subscriber(subscriber_id: int, reason: Reason, now: datetime, source: str = "") -> bool:
    """Never mail this subscriber's address again, in any publication.

    Returns False where the subscriber was erased, and so is suppressed already, or never was.
    """
    found = Subscriber.objects.filter(pk=subscriber_id).exclude(email_hash="")
    email_hash = found.values_list("email_hash", flat=True).first()
    if email_hash is None:
        return False
    suppress_hash(email_hash, reason, now, source)
    return True


def suppress_hash(email_hash: str, reason: Reason, now: datetime, source: str = "") -> None:
    """Like `suppress`, for who has the hash alone."""
    row, created = Suppression.objects.get_or_create(
        email_hash=email_hash, defaults={"reason": reason.value, "at": now, "source": source}
    )
    if not created and stronger(Reason(row.reason), reason) is not Reason(row.reason):
        Suppression.objects.filter(pk=row.pk).update(reason=reason.value, at=now, source=source)


def is_closed(email_hash: str) -> bool:
    """Say whether not even the reader's own new consent may bring mail to this address."""
    return any(not ends_with_consent(Reason(reason)) for reason in _reasons(email_hash))


def lift(email_hash: str) -> None:
    """Take back what the reader's own consent, given anew, takes back; other reasons stay."""
    Suppression.objects.filter(
        email_hash=email_hash, reason__in=[reason.value for reason in Reason if ends_with_consent(reason)]
    ).delete()


def _reasons(email_hash: str) -> list[str]:
    return list(Suppression.objects.filter(email_hash=email_hash).values_list("reason", flat=True))
