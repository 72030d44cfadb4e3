"""Packs a reading for its way from a child process to the parent, and unpacks it there."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import orjson

from roundup.core.articles import FoundArticle, Image, Problem, Reading
from roundup.core.errors import SourceError

_MOMENTS: Final = ("published_at", "updated_at")


def pack_reading(reading: Reading) -> bytes:
    """Return a reading as JSON."""
    return orjson.dumps({"reading": reading})


def pack_error(error: SourceError) -> bytes:
    """Return an error as JSON."""
    return orjson.dumps({"code": error.code, "message": str(error), "feeds": error.feeds})


def unpack_answer(answer: bytes) -> Reading:
    """Return the reading that `pack_reading` packed, or raise the SourceError that `pack_error` packed."""
    told = orjson.loads(answer)
    if "reading" not in told:
        raise SourceError(told["code"], told["message"], tuple(told["feeds"]))
    reading = told["reading"]
    return Reading(
        kind=reading["kind"],
        title=reading["title"],
        url=reading["url"],
        language=reading["language"],
        articles=tuple(_article(article) for article in reading["articles"]),
        problems=tuple(Problem(**problem) for problem in reading["problems"]),
        statuses=tuple(reading["statuses"]),
        corrections=tuple(reading["corrections"]),
        notices=tuple(reading["notices"]),
    )


def _article(told: dict[str, Any]) -> FoundArticle:
    moments = {name: datetime.fromisoformat(told[name]) if told[name] else None for name in _MOMENTS}
    lists = {name: tuple(told[name]) for name in ("authors", "tags")}
    image = Image(**told["image"]) if told["image"] else None
    return FoundArticle(**{**told, **moments, **lists, "image": image})
