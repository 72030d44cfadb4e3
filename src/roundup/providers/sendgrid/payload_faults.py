"""What SendGrid would refuse in the headers and the values of a request, in sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

import orjson

from roundup.core.newsroom_language import tell, tell_later
from roundup.providers.message_fields import fault_of_header_names, fault_of_header_values

MAX_SUBSTITUTION_BYTES = 10_000
FORBIDDEN_HEADERS = frozenset(
    {
        "x-sg-id",
        "x-sg-eid",
        "received",
        "dkim-signature",
        "content-type",
        "content-transfer-encoding",
        "to",
        "from",
        "subject",
        "reply-to",
        "cc",
        "bcc",
    }
)

_HALF_CHARACTER = re.compile(r"[\ud800-\udfff]")
_TAG = re.compile(r"[^\s<>&\x00-\x1f\x7f\ud800-\udfff]+")


def header_fault(headers: Mapping[str, str]) -> str | None:
    """Return what is wrong with some headers, in a sentence, or None."""
    if fault := names_fault(tuple(headers)):
        sentence, name = fault
        return tell(sentence, name=name)
    return fault_of_header_values(headers)


@lru_cache(maxsize=256)
def names_fault(names: tuple[str, ...]) -> tuple[str, str] | None:
    """Return the sentence and the name that it is about; being cached, the sentence is not translated yet."""
    for name in names:
        if name.lower() in FORBIDDEN_HEADERS:
            return tell_later("SendGrid sets the header %(name)s itself: take it out."), name
    fault = fault_of_header_names(names)
    return (fault, "") if fault else None


def substitution_fault(substitutions: Mapping[str, str]) -> str | None:
    """Return what is wrong with a reader's marks or their values, in a sentence, or None."""
    if not are_tags(tuple(substitutions)):
        return tell("A mark to be replaced must not contain spaces, %(signs)s or &.", signs="<, >")
    return value_fault(substitutions, MAX_SUBSTITUTION_BYTES)


@lru_cache(maxsize=256)
def are_tags(marks: tuple[str, ...]) -> bool:
    """Say whether SendGrid can replace marks like these."""
    return all(_TAG.fullmatch(mark) for mark in marks)


def value_fault(values: Mapping[str, str], limit: int) -> str | None:
    """Return what is wrong with values that may take `limit` bytes, in a sentence, or None."""
    text = "".join([*values, *values.values()])
    if not text.isascii() and _HALF_CHARACTER.search(text):
        return tell("A reader's own value contains half a character, which JSON cannot carry.")
    # JSON escapes a character with at most twelve bytes, so most readers need no counting.
    if 12 * (len(text) + 2 * len(values)) <= limit:
        return None
    if len(orjson.dumps(dict(values))) > limit:
        return tell(
            "A reader's own values are too long for SendGrid: %(most)s bytes at most.", most=f"{limit:,}"
        )
    return None
