"""What SendGrid tells afterwards: the signed Event Webhook.

Events come in any order, more than once, and with fields missing; only `event`, `email` and
`timestamp` can be counted on. Our own two arguments come back at the top level of each.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from roundup.core.errors import Refused
from roundup.providers.sendgrid.payload import ATTEMPT_ARG, DELIVERY_ARG

SIGNATURE_HEADER = "X-Twilio-Email-Event-Webhook-Signature"
TIMESTAMP_HEADER = "X-Twilio-Email-Event-Webhook-Timestamp"


@dataclass(frozen=True, slots=True)
class ReportedEvent:
    """One thing that SendGrid reports. `kind` is SendGrid's own word; what it left out is empty.

    `attempt` and `delivery_id` are the batch's and the recipient's; `reason` joins whatever
    explains the event; `subtype` is a bounce's "bounce" or "blocked"; `machine` says that a
    mail program, not a person, opened it.
    """

    kind: str
    at: datetime
    email: str
    attempt: str = ""
    delivery_id: str = ""
    event_id: str = ""
    message_id: str = ""
    subtype: str = ""
    status: str = ""
    reason: str = ""
    url: str = ""
    user_agent: str = ""
    machine: bool = False


def verify(public_key: str, timestamp: str, signature: str, raw_body: bytes) -> bool:
    """Say whether SendGrid signed these very bytes. `public_key` and `signature` are base64.

    A timestamp is part of what is signed, but no guard against repeats: events are applied so that
    a repeat does nothing. Raises Refused for a public key that is none.
    """
    key = _key(public_key)
    try:
        key.verify(base64.b64decode(signature, validate=True), timestamp.encode() + raw_body, ECDSA(SHA256()))
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def parse_events(raw_body: bytes) -> list[ReportedEvent]:
    """Return the events of a body, in its order, less what says no kind or no moment.

    Raises Refused for a body that is no JSON array.
    """
    try:
        rows = orjson.loads(raw_body)
    except orjson.JSONDecodeError as error:
        raise Refused("The body is not JSON: SendGrid sends an array of events.") from error
    if not isinstance(rows, list):
        raise Refused("The body is not an array of events, as SendGrid sends it.")
    found = (_event(row) for row in rows if isinstance(row, dict))
    return [event for event in found if event is not None]


def _key(public_key: str) -> EllipticCurvePublicKey:
    try:
        key = load_der_public_key(base64.b64decode(public_key, validate=True))
    except (binascii.Error, ValueError, UnsupportedAlgorithm) as error:
        raise Refused("SENDGRID_WEBHOOK_KEY is not a public key: copy it from the webhook's page.") from error
    if not isinstance(key, EllipticCurvePublicKey):
        raise Refused("SENDGRID_WEBHOOK_KEY is not an ECDSA public key: copy it from the webhook's page.")
    return key


def _event(row: Mapping[str, Any]) -> ReportedEvent | None:
    kind, at = _text(row, "event"), _moment(row.get("timestamp"))
    if not kind or at is None:
        return None
    return ReportedEvent(
        kind=kind,
        at=at,
        email=_text(row, "email"),
        attempt=_text(row, ATTEMPT_ARG),
        delivery_id=_text(row, DELIVERY_ARG),
        event_id=_text(row, "sg_event_id"),
        message_id=_text(row, "sg_message_id"),
        subtype=_text(row, "type"),
        status=_text(row, "status"),
        reason=_text(row, "reason") or _text(row, "response"),
        url=_text(row, "url"),
        user_agent=_text(row, "useragent"),
        machine=row.get("sg_machine_open") is True,
    )


def _moment(seconds: object) -> datetime | None:
    if isinstance(seconds, str) and seconds.isascii() and seconds.isdigit():
        seconds = int(seconds)
    if not isinstance(seconds, int | float) or isinstance(seconds, bool):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else ""
