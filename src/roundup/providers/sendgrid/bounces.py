"""What a bounce says about the address: the one rule for events and for SendGrid's own list.

SendGrid sorts servers' answers into seven classes, and reports the class if that is switched on for the
account. Otherwise we go by the enhanced status (RFC 3463), or else by the words. Wrongly taking a mailbox for
dead loses a reader; wrongly hoping that it may recover costs three more mails (decision 20).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Bounce(StrEnum):
    """What a bounce says about the address: that it is dead, that it may recover, or nothing."""

    HARD = "hard"
    SOFT = "soft"
    BLOCK = "block"


# By the beginnings of SendGrid's class names: the endings differ between its documents.
_CLASSES: Final[Mapping[str, Bounce]] = {
    "invalid": Bounce.HARD,
    "mailbox unavailable": Bounce.SOFT,
    "technical": Bounce.SOFT,
    "reputation": Bounce.BLOCK,
    "content": Bounce.BLOCK,
    "frequency": Bounce.BLOCK,
}
# Subject and detail of a status, then the subject alone. A status in neither list explains nothing.
_STATUSES: Final[Mapping[str, Bounce]] = {
    "1.2": Bounce.SOFT,  # no such domain: names fail for a while, too
    "1.7": Bounce.BLOCK,  # the sender's address
    "1.8": Bounce.BLOCK,
    "2.2": Bounce.SOFT,  # full
    "2.3": Bounce.SOFT,  # too long for this mailbox
    "2.4": Bounce.SOFT,
    "1": Bounce.HARD,
    "2": Bounce.HARD,
    "3": Bounce.SOFT,  # the other system
    "4": Bounce.SOFT,  # the network and names
    "6": Bounce.BLOCK,  # the content
    "7": Bounce.BLOCK,  # policy
}
_WORDS: Final = (
    "mailbox full",
    "mailbox is full",
    "inbox full",
    "inbox is full",
    "over quota",
    "overquota",
    "quota exceeded",
    "out of storage",
    "insufficient storage",
    "insufficient system storage",
    "resolve mx",
    "get mx",
    "no mx",
    "no such host",
    "host not found",
    "domain not found",
    "nxdomain",
    "timed out",
    "timeout",
    "connection refused",
    "unreachable",
    "no route to host",
)
_LONGEST_REASON = 1000
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_REPLY = re.compile(r"\s*([45])\d\d(?!\d)")


def bounce_of(subtype: str, classification: str, status: str, reason: str) -> Bounce:
    """Distinguish a dead address, one that may recover, and a refused message.

    `subtype` is SendGrid's own: `bounce` if it gave the address up, `blocked` if it did not, `expired` if it
    tried for days. An unexplained bounce means a dead address, unless SendGrid did not give the address up.
    """
    if subtype == "expired":
        return Bounce.SOFT
    reason = reason[:_LONGEST_REASON]
    said = _by_class(classification) or _by_status(status, reason) or _by_words(reason)
    if subtype == "blocked":
        return Bounce.SOFT if said in (Bounce.SOFT, Bounce.HARD) else Bounce.BLOCK
    return said or Bounce.HARD


def _by_class(classification: str) -> Bounce | None:
    name = classification.strip().lower()
    return next((bounce for start, bounce in _CLASSES.items() if name.startswith(start)), None)


def _by_status(status: str, reason: str) -> Bounce | None:
    found = _STATUS.search(status) or _STATUS.search(reason)
    if not found:
        return None
    kind, subject, detail = found.groups()
    said = _STATUSES.get(f"{subject}.{detail}") or _STATUSES.get(subject)
    return Bounce.SOFT if kind == "4" and said is not Bounce.BLOCK else said


def _by_words(reason: str) -> Bounce | None:
    lowered = reason.lower()
    if any(words in lowered for words in _WORDS):
        return Bounce.SOFT
    reply = _REPLY.match(reason)
    return Bounce.SOFT if reply and reply[1] == "4" else None
