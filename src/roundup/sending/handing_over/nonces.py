"""The random name of an attempt, which also identifies the edition and the installation.

A restored database has forgotten attempts. The mark in a nonce is made from values that a restore does not
change, with the installation's own secret: it tells us, and nobody else, which edition an event is about. The
identity after it distinguishes our events from those of others on the same account at the provider.
"""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from hashlib import blake2b

from django.conf import settings

_RANDOM_BYTES = 12
_RANDOM_LENGTH = 16
_MARK_BYTES = 6
_LENGTH = 24
_LENGTH_WITH_IDENTITY = 32


def fresh_nonce(publication_id: int, period_name: str, installation: str) -> str:
    """Return a nonce for an attempt to mail this edition: 32 letters, never used before."""
    return secrets.token_urlsafe(_RANDOM_BYTES) + edition_tag_of(publication_id, period_name) + installation


def edition_tag_of(publication_id: int, period_name: str) -> str:
    """Return the mark of the edition of this period: eight letters, the same after any restore."""
    said = f"{publication_id}/{period_name}".encode()
    key = settings.SECRET_KEY.encode()[:64]
    digest = blake2b(said, digest_size=_MARK_BYTES, key=key, person=b"roundup-edition")
    return urlsafe_b64encode(digest.digest()).decode()


def edition_tag_in(nonce: str) -> str:
    """Return the mark in a nonce, or '' if it has none."""
    return nonce[_RANDOM_LENGTH:_LENGTH] if len(nonce) in (_LENGTH, _LENGTH_WITH_IDENTITY) else ""


def installation_in(nonce: str) -> str:
    """Return the identity in a nonce, or '' for nonces from before there were identities."""
    return nonce[_LENGTH:] if len(nonce) == _LENGTH_WITH_IDENTITY else ""
