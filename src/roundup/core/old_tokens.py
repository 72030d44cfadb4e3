"""Tokens of the first format: still read, because people keep mails, but no longer written.

Such a token is `base64url(reader ‖ mailing ‖ mac)`, and is shorter than today's. It names a number below
2**48, and no reader, mailing or confirmation gets so small a number today (`core.identifiers`), so it speaks
for the reader who had that number then, or for nobody.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from roundup.core.tokens import LinkClaim, Purpose, token_bytes

_IDS_LETTERS, _MAC_LETTERS = 16, 20
LETTERS = _IDS_LETTERS + _MAC_LETTERS
_PURPOSES = (Purpose.UNSUBSCRIBE, Purpose.PREFERENCES, Purpose.BROWSER, Purpose.CONFIRM)


class OldTokens:
    """Checks the tokens of the first format under one secret."""

    def __init__(self, secret: str) -> None:
        key = hashlib.blake2b(secret.encode(), digest_size=64, person=b"roundup-links").digest()
        self._keyed = hashlib.blake2b(key=key, digest_size=60)

    def read(self, purpose: Purpose, token: str) -> LinkClaim | None:
        """Return what a token claims, or None if we did not make it for this purpose."""
        ids = token_bytes(token, LETTERS, _IDS_LETTERS)
        if (
            ids is None
            or purpose not in _PURPOSES
            or not hmac.compare_digest(self._token(purpose, ids), token)
        ):
            return None
        return LinkClaim(int.from_bytes(ids[:6], "big"), int.from_bytes(ids[6:], "big"))

    def _token(self, purpose: Purpose, ids: bytes) -> str:
        state = self._keyed.copy()
        state.update(ids)
        letters = base64.urlsafe_b64encode(ids + state.digest()).decode("ascii")
        start = _IDS_LETTERS + _PURPOSES.index(purpose) * _MAC_LETTERS
        return letters[:_IDS_LETTERS] + letters[start : start + _MAC_LETTERS]
