"""What happens to a copy after it was taken. Only its address decides, so every run is the same.

A word in the part before the @ decides: `ada+bounce@example.org` bounces. A copy to an address on a
suppression list is dropped, as SendGrid does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ARRIVES = "delivered"
BOUNCES, BLOCKS, INVALID = "bounces", "blocks", "invalid_emails"
COMPLAINTS, UNSUBSCRIBES = "spam_reports", "unsubscribes"
LISTS = (BOUNCES, BLOCKS, INVALID, COMPLAINTS, UNSUBSCRIBES)


@dataclass(frozen=True, slots=True)
class Step:
    """One event of a copy: its kind, the seconds after acceptance, and what else it says.

    `nameless` events lack the ids of the message, as those of late bounces do.
    """

    kind: str
    after: int
    facts: Mapping[str, Any] = field(default_factory=dict)
    nameless: bool = False


@dataclass(frozen=True, slots=True)
class Fate:
    """The events of a copy in their order, its status in the logs, and the list that it ends up on."""

    steps: tuple[Step, ...]
    status: str
    reason: str = ""
    listed: str = ""


_PROCESSED = Step("processed", 0)
_OK = "250 2.0.0 OK standin"
_DELIVERED = Step("delivered", 1, {"response": _OK, "tls": 1})
_BROWSER = {"useragent": "Mozilla/5.0 (stand-in)", "ip": "192.0.2.7"}
_OPENED = Step("open", 60, {**_BROWSER, "sg_machine_open": False})
_FULL = "452 4.2.2 The mailbox is full"
_UNKNOWN = "550 5.1.1 The user is unknown"
_POLICY = "554 5.7.1 The message is refused by policy"
_NO_HOST = "Unable to resolve MX host"


def _bounce(reason: str, **facts: Any) -> Step:
    return Step("bounce", 1, {"reason": reason, "type": "bounce", "ip": "192.0.2.1", **facts})


def _dropped(reason: str) -> Fate:
    step = Step("dropped", 0, {"reason": reason, "status": "5.0.0"})
    return Fate((step,), "dropped", reason)


def _arrived(*steps: Step, listed: str = "") -> Fate:
    return Fate((_PROCESSED, _DELIVERED, *steps), ARRIVES, _OK, listed)


FATES: Mapping[str, Fate] = {
    ARRIVES: _arrived(),
    "bounce": Fate(
        (_PROCESSED, _bounce(_UNKNOWN, status="5.1.1", bounce_classification="Invalid Address")),
        "bounced",
        _UNKNOWN,
        BOUNCES,
    ),
    # Without a status: nobody at the other end gave one.
    "invalid": Fate((_PROCESSED, _bounce(_NO_HOST)), "bounced", _NO_HOST, INVALID),
    "full": Fate((_PROCESSED, _bounce(_FULL, status="4.2.2")), "bounced", _FULL, BOUNCES),
    "block": Fate((_PROCESSED, _bounce(_POLICY, type="blocked", status="5.7.1")), "blocked", _POLICY, BLOCKS),
    "async": Fate(
        (
            _PROCESSED,
            _DELIVERED,
            Step("bounce", 90, {"reason": _UNKNOWN, "type": "bounce", "status": "5.1.1"}, nameless=True),
        ),
        "bounced",
        _UNKNOWN,
        BOUNCES,
    ),
    "defer": Fate(
        (
            _PROCESSED,
            Step("deferred", 1, {"response": "450 4.2.0 Try again later", "attempt": "1"}),
            Step("deferred", 2, {"response": "450 4.2.0 Try again later", "attempt": "2"}),
            Step("delivered", 3, {"response": _OK}),
        ),
        ARRIVES,
        _OK,
    ),
    "stuck": Fate(
        (_PROCESSED, Step("deferred", 1, {"response": "450 4.2.0 Try again later", "attempt": "1"})),
        "deferred",
        "450 4.2.0 Try again later",
    ),
    "complain": _arrived(Step("spamreport", 120), listed=COMPLAINTS),
    "unsub": _arrived(Step("unsubscribe", 120), listed=UNSUBSCRIBES),
    "open": _arrived(_OPENED),
    "machine": _arrived(Step("open", 2, {**_BROWSER, "sg_machine_open": True})),
    "click": _arrived(
        _OPENED,
        Step(
            "click",
            61,
            {**_BROWSER, "url": "https://www.example.org/", "url_offset": {"index": 0, "type": "html"}},
        ),
    ),
    "quota": _dropped("Recipient List over Package Quota"),
    "drop": _dropped("Spam Content"),
    BOUNCES: _dropped("Bounced Address"),
    INVALID: _dropped("Invalid"),
    COMPLAINTS: _dropped("Spam Reporting Address"),
    UNSUBSCRIBES: _dropped("Unsubscribed Address"),
}

_WORDS = tuple(name for name in FATES if name not in (ARRIVES, *LISTS))
_WORDS_AS_BYTES = tuple(word.encode() for word in _WORDS)


def told_by(address: str) -> str:
    """Return the name of the fate that an address asks for."""
    local = address.rpartition("@")[0].lower()
    return next((word for word in _WORDS if word in local), ARRIVES)


def any_told(joined: bytes) -> bool:
    """Say quickly whether any of many addresses may ask for a fate other than arriving."""
    lowered = joined.lower()
    return any(word in lowered for word in _WORDS_AS_BYTES)
