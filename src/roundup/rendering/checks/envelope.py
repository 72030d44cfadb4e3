"""Checks of the headers of every copy: RFC 8058, RFC 2369, RFC 2919, and what a line may contain."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import unquote

from roundup.core.message import LONGEST_LINE
from roundup.core.newsroom_language import tell
from roundup.rendering.checks import hosts
from roundup.rendering.checks.base import Severity, register_check
from roundup.rendering.checks.proof import Proof

_BRACKETED = re.compile(r"<([^<>\s]*)>")
_LIST_ID = re.compile(r"[^<>]*<[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)+>", re.ASCII)
_BREAKS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]|[^\x00-\x7f]")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
# These are written from the message itself: mail hosts refuse a second one.
_SINGLE = frozenset(
    {
        "from",
        "to",
        "cc",
        "bcc",
        "sender",
        "reply-to",
        "subject",
        "date",
        "message-id",
        "mime-version",
        "content-type",
        "content-transfer-encoding",
    }
)


@register_check("headers.unsubscribe", Severity.ERROR)
def unsubscribe(proof: Proof) -> Iterator[str]:
    """Gmail and Yahoo need it to show their own unsubscribe button, and demand it of bulk senders."""
    if proof.envelope is None:
        return
    found = _BRACKETED.findall(_header(proof, "list-unsubscribe"))
    web = [address for address in found if not address.lower().startswith("mailto:")]
    if len(web) != 1:
        yield tell(
            "The headers need a List-Unsubscribe with exactly one web address in angle brackets; correct it."
        )


@register_check("headers.unsubscribe-https", Severity.ERROR)
def unsubscribe_https(proof: Proof) -> Iterator[str]:
    """RFC 8058 demands https: mail hosts use no other address."""
    for address in _BRACKETED.findall(_header(proof, "list-unsubscribe")):
        parts = hosts.url_parts(address)
        own = proof.trial and parts and hosts.is_loopback(parts.hostname or "")
        if parts and parts.scheme == "http" and not own:
            yield tell("The address in List-Unsubscribe is not https; set ROUNDUP_BASE_URL to one that is.")


@register_check("headers.unsubscribe-local", Severity.ERROR)
def unsubscribe_local(proof: Proof) -> Iterator[str]:
    """Nobody else can unsubscribe at an address that only this machine can reach."""
    for address in _BRACKETED.findall(_header(proof, "list-unsubscribe")):
        parts = hosts.url_parts(address)
        if parts and not proof.trial and parts.scheme == "https" and hosts.is_local(parts.hostname or ""):
            yield tell(
                "The address in List-Unsubscribe works on this machine only; set ROUNDUP_BASE_URL to "
                "the public one."
            )


@register_check("headers.one-click", Severity.ERROR)
def one_click(proof: Proof) -> Iterator[str]:
    """One click must be enough (RFC 8058), and the standard fixes the header's value to the letter."""
    if proof.envelope and _header(proof, "list-unsubscribe-post") != "List-Unsubscribe=One-Click":
        yield tell(
            "The header List-Unsubscribe-Post must say List-Unsubscribe=One-Click and nothing else; "
            "correct it."
        )


@register_check("headers.list-id", Severity.ERROR)
def list_id(proof: Proof) -> Iterator[str]:
    """Readers sort mail by it, and Gmail asks for it (RFC 2919)."""
    if proof.envelope and not _LIST_ID.fullmatch(_header(proof, "list-id")):
        yield tell(
            "The header List-Id must look like “%(example)s”; correct it.",
            example="Name <weekly.example.org>",
        )


@register_check("headers.post", Severity.WARNING)
def post(proof: Proof) -> Iterator[str]:
    """A list that takes no posts says so (RFC 2369); otherwise mail programs offer to post to it."""
    if proof.envelope and _header(proof, "list-post").upper() != "NO":
        yield tell("The header List-Post should say NO: nobody writes to this list. Correct it.")


@register_check("headers.bulk", Severity.WARNING)
def bulk(proof: Proof) -> Iterator[str]:
    """Without it older programs answer every copy with an out-of-office note."""
    if proof.envelope and _header(proof, "precedence").lower() not in ("bulk", "list"):
        yield tell("The header Precedence should say bulk; correct it.")


@register_check("headers.auto-reply", Severity.ERROR)
def auto_reply(proof: Proof) -> Iterator[str]:
    """RFC 3834 reserves it for automatic replies; a newsletter that says so is taken for one and dropped."""
    if _header(proof, "auto-submitted").lower().startswith("auto-replied"):
        yield tell(
            "The header Auto-Submitted says auto-replied, which only an automatic reply may; take it out."
        )


@register_check("headers.repeated", Severity.ERROR)
def repeated(proof: Proof) -> Iterator[str]:
    """Gmail refuses messages that repeat a header."""
    names = [name.lower() for name in (proof.envelope.headers if proof.envelope else ())]
    for name, count in Counter(names).items():
        if count > 1 or name in _SINGLE:
            yield tell("The header %(name)s would appear twice in the message; set it once.", name=name)


@register_check("headers.characters", Severity.ERROR)
def characters(proof: Proof) -> Iterator[str]:
    """A line break in a header starts another header, and letters beyond ASCII must be encoded."""
    for name, value in (proof.envelope.headers if proof.envelope else {}).items():
        if _BREAKS.search(value) or not _NAME.fullmatch(name):
            yield tell(
                "The header %(name)s contains a character that headers must not contain; correct it.",
                name=name.encode("ascii", "replace").decode(),
            )


@register_check("headers.lines", Severity.ERROR)
def lines(proof: Proof) -> Iterator[str]:
    """The mail standard allows 998 bytes per line; servers break or refuse longer ones."""
    for name, value in (proof.envelope.headers if proof.envelope else {}).items():
        if len(name) + 2 + max(map(len, value.split(" "))) > LONGEST_LINE:
            yield tell("The header %(name)s contains a word too long for a line; shorten it.", name=name)


@register_check("headers.exposed", Severity.ERROR)
def exposed(proof: Proof) -> Iterator[str]:
    """A reader's address in a link ends up in logs along the way."""
    for address in _BRACKETED.findall(_header(proof, "list-unsubscribe")):
        parts = hosts.url_parts(address)
        if parts and "@" in unquote(parts.path + parts.query):
            yield tell(
                "The address in List-Unsubscribe contains the reader's own in plain text; use a token."
            )


def _header(proof: Proof, name: str) -> str:
    headers = proof.envelope.headers if proof.envelope else {}
    return next((value for each, value in headers.items() if each.lower() == name), "")
