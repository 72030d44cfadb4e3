"""Addresses of the web: the only ones that a message may link to or show pictures from."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from roundup.core.errors import RenderError

# What would end the address in plain text, or is never part of one.
_SPACE = re.compile(r"[\s\x00-\x20\x7f-\x9f]")


def is_web_address(url: str) -> bool:
    """Say whether `url` is absolute and of http or https."""
    try:
        parts = urlsplit(url)
        return parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def encoded_address(url: str) -> str:
    """Return `url` with its white space percent-encoded.

    Raises RenderError for anything but an absolute http(s) address: what a script's address does
    in a mail program nobody knows.
    """
    if not is_web_address(url):
        raise RenderError(f"A link leads to {url[:120]!r}, which is not an http(s) address; correct it.")
    return _SPACE.sub(lambda space: quote(space[0]), url.strip())
