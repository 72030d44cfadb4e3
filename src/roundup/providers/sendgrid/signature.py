"""Whether SendGrid itself sent a body: the signature of its Event Webhook."""

from __future__ import annotations

import base64
import binascii

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from roundup.core.errors import Refused

SIGNATURE_HEADER = "X-Twilio-Email-Event-Webhook-Signature"
TIMESTAMP_HEADER = "X-Twilio-Email-Event-Webhook-Timestamp"


def verify(public_key: str, timestamp: str, signature: str, raw_body: bytes) -> bool:
    """Say whether SendGrid signed these very bytes. `public_key` and `signature` are base64.

    A timestamp is part of what is signed, but no guard against repeats: events are applied so that
    a repeat does nothing. Raises Refused for a public key that is none.
    """
    key = _key(public_key)
    signed = timestamp.encode("utf-8", "surrogatepass") + raw_body
    try:
        key.verify(base64.b64decode(signature, validate=True), signed, ECDSA(SHA256()))
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def _key(public_key: str) -> EllipticCurvePublicKey:
    try:
        key = load_der_public_key(base64.b64decode(public_key, validate=True))
    except (binascii.Error, ValueError, UnsupportedAlgorithm) as error:
        raise Refused("SENDGRID_WEBHOOK_KEY is not a public key: copy it from the webhook's page.") from error
    if not isinstance(key, EllipticCurvePublicKey):
        raise Refused("SENDGRID_WEBHOOK_KEY is not an ECDSA public key: copy it from the webhook's page.")
    return key
