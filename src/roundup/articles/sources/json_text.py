"""Reads strangers' JSON: returns values of the expected type, or empty ones."""

from __future__ import annotations

from typing import Any

import orjson

from roundup.articles.sources.base import Document
from roundup.articles.sources.text.decoding import decode_text
from roundup.articles.sources.text.surrogates import join_json_surrogates
from roundup.core.articles import Problem
from roundup.core.errors import SourceError
from roundup.core.newsroom_language import tell


def parse_json(document: Document) -> tuple[Any, tuple[Problem, ...]]:
    """Return the value of a JSON text, and a problem if some of its letters may be wrong.

    JSON is UTF-8, but a text in another encoding is read, too, if the server names it. Raises SourceError if
    the text is broken.
    """
    content = document.content.removeprefix(b"\xef\xbb\xbf").strip()
    try:
        return orjson.loads(content), ()
    except orjson.JSONDecodeError:
        pass
    text, problems = decode_text(document.content, document.charset)
    try:
        return orjson.loads(join_json_surrogates(text.strip().encode("utf-8", "replace"))), problems
    except orjson.JSONDecodeError as error:
        raise SourceError(
            "not-json",
            tell(
                "This begins like JSON but cannot be read (%(fault)s). Ask its publisher to repair it.",
                fault=error,
            ),
        ) from None


def json_or_none(document: Document) -> Any:
    """Return the value of a JSON text, or None if it cannot be read."""
    start, _ = decode_text(document.content[:100], document.charset)
    try:
        return parse_json(document)[0] if start.lstrip().startswith(("{", "[")) else None
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
    """Return the value at `path`; of a list on the way, the first member is taken."""
    for name in path:
        told = told[0] if isinstance(told, list) and told else told
        told = told.get(name) if isinstance(told, dict) else None
    return told
