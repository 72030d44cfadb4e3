"""Links that carry a reader's rights, and the marks they replace in a rendered edition.

A link token is `base64url(reader ‖ mailing ‖ mac)`: it names nobody in clear, is checked without
looking anything up, works for ever and for one purpose only. One keyed hash serves all the links
of a delivery: each purpose owns a slice of it, so that none can be made from another.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

# For four purposes, which is all that one BLAKE2b holds; a fifth needs a key of its own, as another
# size of the hash would break every link ever mailed.
_DIGEST = 60
# Bytes in multiples of three make letters in multiples of four: slices of the one text are tokens.
_MAC = 15
_IDS_LETTERS, _MAC_LETTERS = 16, 20
_SIGNED_LETTERS = 96


class Purpose(StrEnum):
    """What a link is for. The order is part of every token ever mailed."""

    UNSUBSCRIBE = "unsubscribe"
    PREFERENCES = "preferences"
    BROWSER = "browser"
    CONFIRM = "confirm"


# Where in the text that `LinkSigner.signed` returns the ids stand, and each purpose's part.
IDS = slice(0, _IDS_LETTERS)
PARTS = {
    purpose: slice(_IDS_LETTERS + place * _MAC_LETTERS, _IDS_LETTERS + (place + 1) * _MAC_LETTERS)
    for place, purpose in enumerate(Purpose)
}


@dataclass(frozen=True, slots=True)
class LinkClaim:
    """Whom a link speaks for, and which mailing it came with (0: none)."""

    subscriber_id: int
    mailing_id: int = 0


class LinkSigner:
    """Makes and checks link tokens under one secret."""

    def __init__(self, secret: str) -> None:
        key = hashlib.blake2b(secret.encode(), digest_size=64, person=b"roundup-links").digest()
        # Every token begins with a copy of this: setting a key up costs more than hashing twelve bytes.
        self._keyed = hashlib.blake2b(key=key, digest_size=_DIGEST)

    def signed(self, claim: LinkClaim) -> str:
        """Return the ids and the slices of all purposes in one text, from which `cut` takes tokens.

        Raises OverflowError for an id over 2**48.
        """
        return next(self.signed_all([claim.subscriber_id], claim.mailing_id))

    def signed_all(self, subscriber_ids: Iterable[int], mailing_id: int) -> Iterator[str]:
        """Yield what `signed` returns for each of a mailing's readers, in their order."""
        mailing = mailing_id.to_bytes(6, "big")
        copy = self._keyed.copy
        raw = bytearray()
        for pk in subscriber_ids:
            ids = pk.to_bytes(6, "big") + mailing
            state = copy()
            state.update(ids)
            raw += ids
            raw += state.digest()
        letters = base64.urlsafe_b64encode(raw).decode("ascii")
        return (letters[at : at + _SIGNED_LETTERS] for at in range(0, len(letters), _SIGNED_LETTERS))

    def tokens(self, claim: LinkClaim) -> dict[Purpose, str]:
        """Return a token for each purpose, for one hash."""
        signed = self.signed(claim)
        return {purpose: cut(signed, purpose) for purpose in Purpose}

    def token(self, purpose: Purpose, claim: LinkClaim) -> str:
        return cut(self.signed(claim), purpose)

    def read(self, purpose: Purpose, token: str) -> LinkClaim | None:
        """Return what a token claims, or None for one that we did not make for this purpose."""
        if len(token) != _IDS_LETTERS + _MAC_LETTERS or not token.isascii():
            return None
        try:
            ids = base64.urlsafe_b64decode(token[:_IDS_LETTERS])
        except (binascii.Error, ValueError):
            return None
        claim = LinkClaim(int.from_bytes(ids[:6], "big"), int.from_bytes(ids[6:], "big"))
        # Compared as written: a token has one spelling only.
        return claim if hmac.compare_digest(self.token(purpose, claim), token) else None


def cut(signed: str, purpose: Purpose) -> str:
    """Return the token for one purpose out of what `LinkSigner.signed` wrote."""
    return signed[IDS] + signed[PARTS[purpose]]


class PersonalTokens:
    """The marks in a rendered edition that each reader's own links replace.

    `prefix` is random for each edition, so that no text from outside can hold one by chance or
    by design. The marks are of letters, digits, dots and dashes: they need no escaping anywhere.
    """

    NAMES = ("unsubscribe", "preferences", "browser")

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix

    def mark(self, name: str) -> str:
        if name not in self.NAMES:
            raise KeyError(name)
        return f"-{self.prefix}.{name}-"

    def marks(self) -> dict[str, str]:
        return {name: self.mark(name) for name in self.NAMES}
