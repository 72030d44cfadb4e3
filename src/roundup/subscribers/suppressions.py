"""Writes suppressions and looks them up. Addresses are hashed on the way in."""

from __future__ import annotations

from collections.abc import Collection, Set
from datetime import datetime
from functools import lru_cache

from django.conf import settings

from roundup.core.email_addresses import Address
from roundup.core.suppression import BY_CONFIRMING, AddressHasher, SuppressionReason, stronger_reason
from roundup.subscribers.models import Subscriber, Suppression


@lru_cache(maxsize=4)
def _hasher(secret: str) -> AddressHasher:
    return AddressHasher(secret)


def hash_of(email_key: str) -> str:
    """Return the hash that stands for an address in suppressions (`Subscriber.email_hash`)."""
    return _hasher(settings.SECRET_KEY).hash(email_key)


def suppress_address(address: Address, reason: SuppressionReason, now: datetime, source: str = "") -> None:
    """Never mail this address again. The stronger of two reasons stays, whichever came first."""
    suppress_hash(hash_of(address.key), reason, now, source)


def suppress_subscriber(
    subscriber_id: int, reason: SuppressionReason, now: datetime, source: str = ""
) -> bool:
    """Never mail this subscriber's address again, in any publication.

    Returns False if the subscriber was erased (and so is suppressed already) or never existed.
    """
    found = Subscriber.objects.filter(pk=subscriber_id).exclude(email_hash="")
    email_hash = found.values_list("email_hash", flat=True).first()
    if email_hash is None:
        return False
    suppress_hash(email_hash, reason, now, source)
    return True


def suppress_hash(email_hash: str, reason: SuppressionReason, now: datetime, source: str = "") -> None:
    """Do the same as `suppress_address`, for callers that have only the hash."""
    row, created = Suppression.objects.get_or_create(
        email_hash=email_hash, defaults={"reason": reason.value, "at": now, "source": source}
    )
    if not created and stronger_reason(SuppressionReason(row.reason), reason) is not SuppressionReason(
        row.reason
    ):
        Suppression.objects.filter(pk=row.pk).update(reason=reason.value, at=now, source=source)


def reasons_of(email_hashes: Collection[str]) -> dict[str, SuppressionReason]:
    """Return which of these addresses are suppressed, and why. It takes at most a thousand at once."""
    rows = Suppression.objects.filter(email_hash__in=email_hashes)
    return {
        email_hash: SuppressionReason(reason)
        for email_hash, reason in rows.values_list("email_hash", "reason")
    }


def reason_of(email_hash: str) -> SuppressionReason | None:
    """Return why this address is suppressed, or None if it is not."""
    return reasons_of([email_hash]).get(email_hash)


def is_closed(email_hash: str) -> bool:
    """Say whether this address cannot be subscribed with the form and its confirmation."""
    return reason_of(email_hash) not in {None, *BY_CONFIRMING}


def lift_suppression(email_hash: str, reasons: Set[SuppressionReason]) -> SuppressionReason | None:
    """Lift the suppression of this address if it is for one of these reasons; return the reason."""
    found = reason_of(email_hash)
    if found is None or found not in reasons:
        return None
    Suppression.objects.filter(email_hash=email_hash, reason=found.value).delete()
    return found
