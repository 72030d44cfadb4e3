"""Whether SendGrid itself sent a body: the signature of its Event Webhook, and of Inbound Parse."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from roundup.core.errors import Refused
from roundup.providers.sendgrid.settings import INBOUND_KEY, WEBHOOK_KEY

SIGNATURE_HEADER = "X-Twilio-Email-Event-Webhook-Signature"
TIMESTAMP_HEADER = "X-Twilio-Email-Event-Webhook-Timestamp"


@dataclass(frozen=True, slots=True)
class Signed:
    """Something that SendGrid signs: the setting with its public keys, and how signing is switched on."""

    setting: str
    how: str


EVENTS = Signed(WEBHOOK_KEY, "switch the Signed Event Webhook on")
INBOUND = Signed(INBOUND_KEY, "give Inbound Parse a security policy with a signature")


def require_signature(signed: Signed, public_keys: str, headers: Mapping[str, str], raw_body: bytes) -> None:
    """Raise Refused, which says why, unless SendGrid signed exactly these bytes with one of `public_keys`."""
    if not public_keys:
        raise Refused(f"set {signed.setting} to the public key that SendGrid shows.")
    timestamp, signature = headers.get(TIMESTAMP_HEADER), headers.get(SIGNATURE_HEADER)
    if not timestamp or not signature:
        raise Refused(f"it is not signed: {signed.how}.")
    if not is_signed(read_public_keys(signed.setting, public_keys), timestamp, signature, raw_body):
        raise Refused("its signature does not match the body with any key.")


def is_signed(
    keys: Iterable[EllipticCurvePublicKey], timestamp: str, signature: str, raw_body: bytes
) -> bool:
    """Say whether SendGrid signed exactly these bytes with one of these keys. `signature` is base64.

    The signature covers a timestamp, but we do not use it against repeats, because applying events or leaves
    twice does no harm.
    """
    signed = timestamp.encode("utf-8", "surrogatepass") + raw_body
    try:
        made = base64.b64decode(signature, validate=True)
    except (binascii.Error, ValueError):
        made = b""
    return any(_fits(key, made, signed) for key in keys)


def read_public_keys(setting: str, public_keys: str) -> list[EllipticCurvePublicKey]:
    """Return the keys in a setting: base64, separated by spaces.

    Raises Refused for an invalid one and names its place.
    """
    written = public_keys.split() or [""]
    several = len(written) > 1
    return [
        _key(f"Key {place} in {setting}" if several else setting, one) for place, one in enumerate(written, 1)
    ]


def _fits(key: EllipticCurvePublicKey, signature: bytes, signed: bytes) -> bool:
    try:
        key.verify(signature, signed, ECDSA(SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(maxsize=8)
def _key(named: str, public_key: str) -> EllipticCurvePublicKey:
    try:
        key = load_der_public_key(base64.b64decode(public_key, validate=True))
    except (binascii.Error, ValueError, UnsupportedAlgorithm) as error:
        raise Refused(f"{named} is not a public key: copy it from the webhook's page.") from error
    if not isinstance(key, EllipticCurvePublicKey):
        raise Refused(f"{named} is not an ECDSA public key: copy it from the webhook's page.")
    return key
