"""Addresses that must not be mailed: why, for how long, and how they are remembered."""

from __future__ import annotations

import hashlib
from enum import StrEnum


class SuppressionReason(StrEnum):
    """Why an address is suppressed. In rank order: reasons that are harder to lift outrank easier ones."""

    UNSUBSCRIBED = "unsubscribed"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    INVALID = "invalid"
    BY_EDITOR = "by-editor"


_RANK = {reason: rank for rank, reason in enumerate(SuppressionReason)}

# The reasons that the reader's own new consent lifts. A click on the link in a confirmation proves that mail
# arrives and that somebody there wants it. A complaint can be taken back only by the reader who made it, on
# their own page, with the link from one of our mails. An editor lifts the other reasons, or nobody does.
BY_CONFIRMING = frozenset({SuppressionReason.UNSUBSCRIBED, SuppressionReason.BOUNCED})
BY_RETURNING = BY_CONFIRMING | {SuppressionReason.COMPLAINED}


def stronger_reason(one: SuppressionReason, other: SuppressionReason) -> SuppressionReason:
    """Return the reason to keep if both apply, in whatever order they came."""
    return max(one, other, key=_RANK.__getitem__)


class AddressHasher:
    """Remembers addresses without keeping them, by a hash that only this installation's secret can make.

    After a change of the secret every suppression is lost, so an installation keeps its secret for good.
    """

    def __init__(self, secret: str) -> None:
        self._key = hashlib.blake2b(secret.encode(), digest_size=64, person=b"roundup-address").digest()

    def hash(self, key: str) -> str:
        """Return 64 hex digits for an address's key (`core.email_addresses`)."""
        return hashlib.blake2b(key.encode(), key=self._key, digest_size=32).hexdigest()
