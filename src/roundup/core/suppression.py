"""Addresses that must not be mailed: why, for how long, and how they are remembered."""

from __future__ import annotations

import hashlib
from enum import StrEnum


class Reason(StrEnum):
    """Why an address is suppressed. In rank order: a later reason outranks an earlier one."""

    UNSUBSCRIBED = "unsubscribed"
    BY_EDITOR = "by-editor"
    INVALID = "invalid"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


_RANK = {reason: rank for rank, reason in enumerate(Reason)}


def stronger(one: Reason, other: Reason) -> Reason:
    """Return the reason that stays when both hold, whichever came first."""
    return max(one, other, key=_RANK.__getitem__)


def ends_with_consent(reason: Reason) -> bool:
    """Say whether the reader's own confirmation, given anew, lifts the suppression.

    Who left may come back. An address that bounced cannot be mailed, and a complaint would come
    again with the next mistake: those are lifted by a person, or not at all.
    """
    return reason is Reason.UNSUBSCRIBED


class AddressHasher:
    """Remembers addresses without keeping them: a hash that only this installation's secret can make.

    Changing the secret forgets every suppression, so an installation keeps its secret for good.
    """

    def __init__(self, secret: str) -> None:
        self._key = hashlib.blake2b(secret.encode(), digest_size=64, person=b"roundup-address").digest()

    def hash(self, key: str) -> str:
        """Return 64 hex digits for an address's key (`core.addresses`)."""
        return hashlib.blake2b(key.encode(), key=self._key, digest_size=32).hexdigest()
