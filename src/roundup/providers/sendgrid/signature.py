"""Whether SendGrid itself sent a body: the signature of its Event Webhook."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from functools import lru_cache

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from roundup.core.errors import Refused

SIGNATURE_HEADER = "X-Twilio-Email-Event-Webhook-Signature"
TIMESTAMP_HEADER = "X-Twilio-Email-Event-Webhook-Timestamp"


def require_signature(public_keys: str, headers: Mapping[str, str], raw_body: bytes) -> None:
    """Raise Refused, which says why, unless SendGrid signed exactly these bytes with one of `public_keys`."""
    if not public_keys:
        raise Refused("set SENDGRID_WEBHOOK_KEY to the public key of the signed event webhook.")
    timestamp, signature = headers.get(TIMESTAMP_HEADER), headers.get(SIGNATURE_HEADER)
    if not timestamp or not signature:
        raise Refused("it is not signed: switch the Signed Event Webhook on.")
    if not verify(public_keys, timestamp, signature, raw_body):
        raise Refused("its signature does not fit any key and the body.")


def verify(public_keys: str, timestamp: str, signature: str, raw_body: bytes) -> bool:
    """Say whether SendGrid signed exactly these bytes with one of `public_keys`, separated by spaces.

    Keys and `signature` are base64. The signature covers a timestamp, but we do not use it against repeats,
    because applying events twice does no harm. Raises Refused for an invalid key.
    """
    signed = timestamp.encode("utf-8", "surrogatepass") + raw_body
    try:
        made = base64.b64decode(signature, validate=True)
    except (binascii.Error, ValueError):
        made = b""
    return any(_fits(key, made, signed) for key in read_public_keys(public_keys))


def read_public_keys(public_keys: str) -> list[EllipticCurvePublicKey]:
    """Return the keys in the setting. Raises Refused for an invalid one and names its place."""
    written = public_keys.split() or [""]
    return [_key(one, place if len(written) > 1 else 0) for place, one in enumerate(written, start=1)]


def _fits(key: EllipticCurvePublicKey, signature: bytes, signed: bytes) -> bool:
    try:
        key.verify(signature, signed, ECDSA(SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(maxsize=8)
def _key(public_key: str, place: int) -> EllipticCurvePublicKey:
    named = f"Key {place} in SENDGRID_WEBHOOK_KEY" if place else "SENDGRID_WEBHOOK_KEY"
    try:
        key = load_der_public_key(base64.b64decode(public_key, validate=True))
    except (binascii.Error, ValueError, UnsupportedAlgorithm) as error:
        raise Refused(f"{named} is not a public key: copy it from the webhook's page.") from error
    if not isinstance(key, EllipticCurvePublicKey):
        raise Refused(f"{named} is not an ECDSA public key: copy it from the webhook's page.")
    return key
