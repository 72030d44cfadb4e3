"""Links that carry a reader's rights, and the marks they replace in a rendered edition.

A link token is `base64url(reader ‖ generation ‖ mailing ‖ publication ‖ mac)`: it names nobody in plain text,
can be checked without looking anything up, works for ever, and works for one purpose only. One keyed hash
serves four purposes: each has its own slice of the hash, so that no link can be made from another.

Add a new purpose at the end of `Purpose`: everything else here follows from its place.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

# Multiples of three bytes encode to multiples of four letters, so tokens can be cut from one encoded text.
_MAC = 15
_IDS_LETTERS, _MAC_LETTERS = 24, 20
# As many slices as fit into one BLAKE2b hash. The next four purposes share another hash.
_GROUP = 4
_SIGNED_LETTERS = _IDS_LETTERS + _GROUP * _MAC_LETTERS

LETTERS = _IDS_LETTERS + _MAC_LETTERS
NEWEST_GENERATION = 255


class Purpose(StrEnum):
    """What a link is for. Every token ever mailed depends on this order."""

    UNSUBSCRIBE = "unsubscribe"
    PREFERENCES = "preferences"
    BROWSER = "browser"
    CONFIRM = "confirm"
    UNDO = "undo"
    ADDRESS = "address"
    DATA = "data"


class Part(NamedTuple):
    """The hash that a purpose's slice is cut from, and the slice's place in the text of that hash."""

    group: int
    letters: slice

    @classmethod
    def at(cls, place: int) -> Part:
        """Return the part for the purpose at this place in `Purpose`."""
        group, slot = divmod(place, _GROUP)
        start = _IDS_LETTERS + slot * _MAC_LETTERS
        return cls(group, slice(start, start + _MAC_LETTERS))


# A token's 33 bytes in base32, before the @ of an address.
_SPELLED = re.compile(r"([A-Za-z2-7]{53})@")

# Where the ids and each purpose's part are in the text that `LinkSigner.signed` returns.
IDS = slice(0, _IDS_LETTERS)
PARTS = {purpose: Part.at(place) for place, purpose in enumerate(Purpose)}


@dataclass(frozen=True, slots=True)
class LinkClaim:
    """Which reader a link speaks for, in which publication, and which mailing it came with (0: none).

    For a link that confirms, the mailing is a confirmation; for one that undoes, a leave; for one that
    changes an address or shows data, the reader's own request. Only a link of the latest generation has all
    its rights; an earlier one can only unsubscribe.
    """

    subscriber_id: int
    mailing_id: int = 0
    publication_id: int = 0
    generation: int = 0


class LinkSigner:
    """Makes and checks link tokens under one secret."""

    def __init__(self, secret: str) -> None:
        key = hashlib.blake2b(secret.encode(), digest_size=64, person=b"roundup-links-2").digest()
        # Every token starts from a copy of this hash: setting up a key costs more than hashing the ids.
        self._keyed = [
            hashlib.blake2b(key=key, digest_size=_GROUP * _MAC, person=f"purposes-{group}".encode())
            for group in range(1 + max(part.group for part in PARTS.values()))
        ]

    def signed(self, claim: LinkClaim, group: int = 0) -> str:
        """Return the ids and the slices for the purposes of `group` in one text, for `token_for_purpose`.

        Raises OverflowError for an id over 2**56, or a publication's over 2**24.
        """
        reader = (claim.subscriber_id, claim.generation)
        return next(self.signed_all([reader], claim.mailing_id, claim.publication_id, group))

    def signed_all(
        self, readers: Iterable[tuple[int, int]], mailing_id: int, publication_id: int, group: int = 0
    ) -> Iterator[str]:
        """Yield what `signed` returns, for each of a mailing's readers (id, generation), in order."""
        common = mailing_id.to_bytes(7, "big") + publication_id.to_bytes(3, "big")
        copy = self._keyed[group].copy
        raw = bytearray()
        for pk, generation in readers:
            ids = (pk << 8 | generation).to_bytes(8, "big") + common
            state = copy()
            state.update(ids)
            raw += ids
            raw += state.digest()
        letters = base64.urlsafe_b64encode(raw).decode("ascii")
        return (letters[at : at + _SIGNED_LETTERS] for at in range(0, len(letters), _SIGNED_LETTERS))

    def token(self, purpose: Purpose, claim: LinkClaim) -> str:
        return token_for_purpose(self.signed(claim, PARTS[purpose].group), purpose)

    def read(self, purpose: Purpose, token: str) -> LinkClaim | None:
        """Return what a token claims, or None if we did not make it for this purpose."""
        ids = token_bytes(token, LETTERS, _IDS_LETTERS)
        if ids is None:
            return None
        number = int.from_bytes(ids, "big")
        claim = LinkClaim(
            subscriber_id=number >> 88,
            generation=number >> 80 & 0xFF,
            mailing_id=number >> 24 & (1 << 56) - 1,
            publication_id=number & (1 << 24) - 1,
        )
        # Compared as written: a token has only one spelling.
        return claim if hmac.compare_digest(self.token(purpose, claim), token) else None


def token_bytes(token: str, length: int, ids: int) -> bytes | None:
    """Return the bytes that the first letters of a token encode, or None if it does not have this form."""
    if len(token) != length or not token.isascii():
        return None
    try:
        return base64.urlsafe_b64decode(token[:ids])
    except (binascii.Error, ValueError):
        return None


def spelled_for_mail(token: str) -> str:
    """Return a token as a mail address contains it: in small letters and digits.

    Mail servers may change the case of an address, and the part before its @ has at most 64 characters.
    """
    raw = base64.urlsafe_b64decode(token)
    return base64.b32encode(raw).decode("ascii").rstrip("=").lower()


def tokens_in_addresses(text: str) -> Iterator[str]:
    """Yield all that may be a token at the end of a local part in `text`, in small or capital letters."""
    for found in _SPELLED.finditer(text):
        yield base64.urlsafe_b64encode(base64.b32decode(found[1] + "===", casefold=True)).decode("ascii")


def token_for_purpose(signed: str, purpose: Purpose) -> str:
    """Return the token for one purpose from the text that `LinkSigner.signed` returned for its group."""
    return signed[IDS] + signed[PARTS[purpose].letters]


# What every mark of any edition looks like, before an edition's prefix is known.
ANY_MARK = re.compile(r"-ru[0-9a-z]+\.[a-z]+-")


def longest_value(base_url: str) -> int:
    """Return the most bytes that may replace a mark in this installation: the length of a reader's link."""
    return len(f"{base_url}/p/") + LETTERS + len("/")


class PersonalTokens:
    """The marks in a rendered edition that each reader's own values replace.

    `prefix` is random for each edition, so that no text from outside can contain a mark by chance or by
    design. The marks consist of letters, digits, dots and dashes, so they need no escaping anywhere. Names
    consist of small letters; `LINKS` are the names of a reader's links.
    """

    LINKS = ("unsubscribe", "preferences", "browser")
    NAMES = LINKS  # plus the name of anything else that is put into one reader's copy

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix

    def mark(self, name: str) -> str:
        if name not in self.NAMES:
            raise KeyError(name)
        return f"-{self.prefix}.{name}-"

    def marks(self) -> dict[str, str]:
        return {name: self.mark(name) for name in self.NAMES}

    def values_for_nobody(self, links: Mapping[str, str]) -> dict[str, str]:
        """Return the value of every mark in a copy without a reader: a link by its name, otherwise nothing.

        Words meant for a single reader are left out.
        """
        return {mark: links.get(name, "") for name, mark in self.marks().items()}
