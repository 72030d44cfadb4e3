"""JSON from strangers: values of the type one needs, or empty ones."""

from __future__ import annotations

from typing import Any

import orjson

from roundup.articles.sources.text.surrogates import join_json_surrogates
from roundup.core.errors import SourceError
from roundup.core.newsroom_language import tell


def _begins_like_json(content: bytes) -> bool:
    return content[:100].removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


def parse_json(content: bytes) -> Any:
    """Return the value of a JSON text, with or without a byte order mark.

    Raises SourceError if it is broken.
    """
    text = content.removeprefix(b"\xef\xbb\xbf").strip()
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        pass
    try:
        return orjson.loads(join_json_surrogates(text))
    except orjson.JSONDecodeError as error:
        raise SourceError(
            "not-json",
            tell(
                "This begins like JSON but cannot be read (%(fault)s). Ask its publisher to repair it.",
                fault=error,
            ),
        ) from None


def json_or_none(content: bytes) -> Any:
    """Return the value of a JSON text, or None if it cannot be read."""
    try:
        return parse_json(content) if _begins_like_json(content) else None
    except SourceError:
        return None


def text_at(told: Any, *path: str) -> str:
    """Return the text or number at `path` as text, or ''."""
    found = value_at(told, *path)
    if isinstance(found, bool) or not isinstance(found, str | int | float):
        return ""
    return str(found)


def list_at(told: Any, *path: str) -> list[Any]:
    """Return the list at `path`, or []."""
    found = value_at(told, *path)
    return found if isinstance(found, list) else []


def value_at(told: Any, *path: str) -> Any:
    """Return the value at `path`; for a list on the way, its first member is taken."""
    for name in path:
        told = told[0] if isinstance(told, list) and told else told
        told = told.get(name) if isinstance(told, dict) else None
    return told
