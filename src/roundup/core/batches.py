"""A batch as it is handed over to the outside mailer, with its headers.

`sending` fills these from its rows; a provider reads nothing else. Readers' addresses appear only in
`Recipient`: keys, attempts and delivery ids are opaque, because providers keep and show them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.header import Header
from types import MappingProxyType
from typing import NamedTuple

from roundup.core.deadlines import NEVER, Deadline
from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell
from roundup.core.tokens import LETTERS, spelled_for_mail

MAX_BATCH = 1000

_URL = re.compile(r"https?://[!#-;=?-~]+", re.IGNORECASE)
_LABEL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LIST_ID = re.compile(rf"{_LABEL}(?:\.{_LABEL})+")
_PLAIN_PHRASE = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")


_NOTHING: Mapping[str, str] = MappingProxyType({})


class Recipient(NamedTuple):
    """One reader's copy. A tuple, because a million of them are made in one mailing.

    `delivery_id` is opaque and comes back in the provider's events. `substitutions` maps the marks in the
    text, HTML and subject (`PersonalTokens`) to this reader's values. They are inserted unchanged, so each
    must be safe in its mark's place (`core.personal_links`). `headers` are this reader's own
    (`unsubscribe_headers`).
    """

    email: str
    name: str
    delivery_id: str
    substitutions: Mapping[str, str] = _NOTHING
    headers: Mapping[str, str] = _NOTHING


@dataclass(frozen=True, slots=True)
class OutgoingBatch:
    """One call's worth of copies of one message, at most `MAX_BATCH` of them.

    `key` names the batch for good, and `attempt` (random, never used again) names this one attempt to hand it
    over; neither says anything about a reader. `headers` are the same for all copies (`list_headers`). No
    byte leaves after `deadline`.
    """

    key: str
    attempt: str
    sender_name: str
    sender_email: str
    reply_to: str
    subject: str
    html: str
    text: str
    recipients: tuple[Recipient, ...]
    headers: Mapping[str, str] = field(default_factory=dict)
    categories: tuple[str, ...] = ()
    deadline: Deadline = NEVER


@dataclass(frozen=True, slots=True)
class Receipt:
    """The provider's confirmation that it took a batch: its own name for the batch, and how many copies."""

    provider_id: str
    accepted: int


def list_headers(*, name: str, list_id: str, archive_url: str = "") -> dict[str, str]:
    """Return the headers that every copy of a newsletter has (RFC 2369, RFC 2919).

    `list_id` is `label.domain` and never changes; `name` is the publication's name and may change. Raises
    Refused for a list id or a URL that a header cannot contain.
    """
    if not _LIST_ID.fullmatch(list_id):
        raise Refused(
            tell(
                "The list id %(id)s must look like weekly.example.org: label, dot, domain.", id=repr(list_id)
            )
        )
    headers = {
        "List-Id": f"{_phrase(name)} <{list_id}>".lstrip(),
        "List-Post": "NO",
        "Precedence": "bulk",
    }
    if archive_url:
        headers["List-Archive"] = _bracketed(archive_url)
    return headers


def unsubscribe_headers(url: str, leave_domain: str = "") -> dict[str, str]:
    """Return one reader's headers for unsubscribing with one click (RFC 8058).

    `url` alone says who leaves which publication, and it must accept the POST itself, without a redirect.
    Mail programs accept only https; http is allowed so that a trial on one machine shows what it would send.
    If there is a leave domain, readers can leave by mail as well.
    """
    _require_safe(url)
    return {
        "List-Unsubscribe": ways_out(url, leave_domain),
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def ways_out(url: str, leave_domain: str) -> str:
    """Return the value of List-Unsubscribe for a link that is known to be safe in a header.

    The link comes first: mail programs take the first way that they can use (RFC 2369), and the link is the
    surer one.
    """
    if not leave_domain:
        return f"<{url}>"
    token = url.rstrip("/")[-LETTERS:]
    return f"<{url}>, <mailto:leave+{spelled_for_mail(token)}@{leave_domain}?subject=unsubscribe>"


def _bracketed(url: str) -> str:
    _require_safe(url)
    return f"<{url}>"


def _require_safe(url: str) -> None:
    if not _URL.fullmatch(url):
        raise Refused(tell("A link in a mail header must be an absolute http(s) URL in plain ASCII."))


def _phrase(name: str) -> str:
    """Return `name` as an RFC 5322 phrase on one line."""
    words = " ".join(name.split())
    if not words or _PLAIN_PHRASE.fullmatch(words):
        return words
    if words.isascii() and words.isprintable():
        return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return Header(words, "utf-8").encode(linesep="")
