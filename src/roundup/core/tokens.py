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
import struct
from dataclasses import dataclass
from enum import StrEnum

_IDS = struct.Struct(">QQ")
_MAC = 16


class Purpose(StrEnum):
    """What a link is for. The order is part of every token ever mailed: only append."""

    UNSUBSCRIBE = "unsubscribe"
    PREFERENCES = "preferences"
    BROWSER = "browser"
    CONFIRM = "confirm"


_PLACE = {purpose: place for place, purpose in enumerate(Purpose)}


@dataclass(frozen=True, slots=True)
class LinkClaim:
    """Whom a link speaks for, and which mailing it came with (0: none)."""

    subscriber_id: int
    mailing_id: int = 0


class LinkSigner:
    """Makes and checks link tokens under one secret."""

    def __init__(self, secret: str) -> None:
        self._key = hashlib.blake2b(secret.encode(), digest_size=64, person=b"roundup-links").digest()

    def _digest(self, ids: bytes) -> bytes:
        return hashlib.blake2b(ids, key=self._key, digest_size=64).digest()

    def tokens(self, claim: LinkClaim) -> dict[Purpose, str]:
        """Return a token for each purpose, for one hash."""
        ids = _IDS.pack(claim.subscriber_id, claim.mailing_id)
        digest = self._digest(ids)
        return {
            purpose: _encode(ids + digest[place * _MAC : (place + 1) * _MAC])
            for purpose, place in _PLACE.items()
        }

    def token(self, purpose: Purpose, claim: LinkClaim) -> str:
        return self.tokens(claim)[purpose]

    def read(self, purpose: Purpose, token: str) -> LinkClaim | None:
        """Return what a token claims, or None for one that we did not make for this purpose."""
        raw = _decode(token)
        if len(raw) != _IDS.size + _MAC:
            return None
        ids, mac = raw[: _IDS.size], raw[_IDS.size :]
        place = _PLACE[purpose]
        if not hmac.compare_digest(mac, self._digest(ids)[place * _MAC : (place + 1) * _MAC]):
            return None
        return LinkClaim(*_IDS.unpack(ids))


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


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def _decode(token: str) -> bytes:
    if not token.isascii() or len(token) > 128:
        return b""
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        return b""
    # One token, one spelling: base64 ignores stray characters and spare bits.
    return raw if _encode(raw) == token else b""
