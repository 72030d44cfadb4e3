"""SendGrid as it reports: rows, and pages of them signed with a key of the tests' own."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client

from roundup.providers.sendgrid.signature import SIGNATURE_HEADER, TIMESTAMP_HEADER

DOOR = "/hooks/sendgrid/"
# The same in every process: tests are called after them.
_PRIVATE, _ANOTHER = (ec.derive_private_key(number, ec.SECP256R1()) for number in (2026, 2027))
KEY, ANOTHER_KEY = (
    base64.b64encode(
        private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    ).decode()
    for private in (_PRIVATE, _ANOTHER)
)

Row = dict[str, Any]


def signed(body: bytes, timestamp: str = "1795158000") -> dict[str, str]:
    """Return the headers with which SendGrid posts a body."""
    signature = _PRIVATE.sign(timestamp.encode() + body, ec.ECDSA(SHA256()))
    return {SIGNATURE_HEADER: base64.b64encode(signature).decode(), TIMESTAMP_HEADER: timestamp}


def page(rows: Sequence[Mapping[str, Any]]) -> bytes:
    return orjson.dumps(list(rows))


def post(client: Client, body: bytes, headers: Mapping[str, str] | None = None) -> int:
    """Post a body to the door, signed unless `headers` say otherwise; return the status."""
    sent = client.post(
        DOOR, body, content_type="application/json", headers=signed(body) if headers is None else headers
    )
    return sent.status_code
