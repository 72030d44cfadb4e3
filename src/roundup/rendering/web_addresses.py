"""Addresses that a message may link to: those of the web and, in rich text, of people to write to."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from roundup.core.errors import RenderError
from roundup.core.newsroom_language import tell

# Characters that would end the address in plain text, or that are never part of one.
_SPACE = re.compile(r"[\s\x00-\x20\x7f-\x9f]")
_MAIL = re.compile(r"mailto:[^\s@?&<>\"'()\\]+@[\w.-]+\.\w+")


def is_web_address(url: str) -> bool:
    """Say whether `url` is an absolute http(s) address."""
    try:
        parts = urlsplit(url)
        return parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def is_mail_address(url: str) -> bool:
    """Say whether `url` opens a mail to one address, and does nothing else."""
    return _MAIL.fullmatch(url) is not None


def encoded_address(url: str) -> str:
    """Return `url` with its white space percent-encoded.

    Raises RenderError for anything but an absolute http(s) address: nobody knows what a mail program does
    with the address of a script.
    """
    if not is_web_address(url):
        raise RenderError(
            tell(
                "A link leads to %(address)s, which is not an http(s) address; correct it.",
                address=repr(url[:120]),
            )
        )
    return _SPACE.sub(lambda space: quote(space[0]), url.strip())
