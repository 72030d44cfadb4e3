"""The random name of an attempt, and the edition that it names.

Whoever restores a database forgets attempts, and ids are given out again. The mark in a nonce is
made of what stays, with the installation's own secret: it tells whose copy an event speaks of, to
us and to nobody else.
"""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from datetime import date
from hashlib import blake2b

from django.conf import settings

_RANDOM_BYTES = 12
_RANDOM_LENGTH = 16
_MARK_BYTES = 6
_LENGTH = 24


def fresh(publication_id: int, period: date) -> str:
    """Return a nonce for an attempt to mail this edition: 24 letters, never given out before."""
    return secrets.token_urlsafe(_RANDOM_BYTES) + mark_of(publication_id, period)


def mark_of(publication_id: int, period: date) -> str:
    """Return the mark of the edition of this period: eight letters, the same after any restore."""
    said = f"{publication_id}/{period:%Y-%m-%d}".encode()
    key = settings.SECRET_KEY.encode()[:64]
    digest = blake2b(said, digest_size=_MARK_BYTES, key=key, person=b"roundup-edition")
    return urlsafe_b64encode(digest.digest()).decode()


def mark_in(nonce: str) -> str:
    """Return the mark in a nonce; nothing where it has none."""
    return nonce[_RANDOM_LENGTH:] if len(nonce) == _LENGTH else ""
