"""How an article changes when a source shows it again."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import asdict, fields, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

import orjson

from roundup.core.article_identity import letters_and_digits
from roundup.core.articles import FoundArticle, Image

_TEXTS: Final = ("title", "dek", "summary", "content_html")
# Unlike other texts, a headline may get better by getting shorter.
_CAN_BE_CUT: Final = frozenset({"dek", "summary", "content_html"})
_IDENTITY: Final = frozenset({"url", "guid", "canonical_url"})
_DATES: Final = frozenset({"published_at", "updated_at"})
_TAG: Final = re.compile(r"<[^<>]*>")
_BEGINNING: Final = 60
_CLOCKS_DIFFER: Final = timedelta(days=2)
# A magazine may republish a few old articles among many new ones.
_ENOUGH: Final = 5
_AN_ARCHIVE: Final = 10


def telling_hash(found: FoundArticle) -> str:
    """Return a hash of everything a source says about an article; it changes if any of that changes."""
    told = asdict(found) | {"guid": ""}
    return hashlib.sha256(orjson.dumps(told, default=str)).hexdigest()


def updated_article(
    known: FoundArticle, told: FoundArticle, *, first_seen_at: datetime, now: datetime
) -> FoundArticle:
    """Return the article after a source described it differently from before.

    New words replace old ones, but nothing is ever lost because a feed got shorter: empty values and
    shortened texts replace nothing. The date of publication changes only as `_published` allows. `url` and
    `canonical_url` stay as they are; changing them is up to the caller.
    """
    fresh: dict[str, Any] = {
        field.name: new
        for field in fields(FoundArticle)
        if field.name not in _IDENTITY | _DATES
        and (new := getattr(told, field.name))
        and not (field.name in _CAN_BE_CUT and _is_cut(new, getattr(known, field.name)))
    }
    fresh["image"] = _image(known.image, told.image)
    return replace(known, **fresh | _dates(known, told, first_seen_at, now))


def completed_article(
    known: FoundArticle, told: FoundArticle, *, first_seen_at: datetime, now: datetime
) -> FoundArticle:
    """Return the article after another source described it: only empty values are filled in."""
    missing = {
        field.name: getattr(told, field.name)
        for field in fields(FoundArticle)
        if field.name not in _IDENTITY | _DATES and not getattr(known, field.name)
    }
    return replace(known, **missing | _dates(known, told, first_seen_at, now))


def text_changed(before: FoundArticle, after: FoundArticle) -> bool:
    """Say whether words that a reader may have seen were replaced; filling a gap does not count."""
    return any(getattr(before, name) not in ("", getattr(after, name)) for name in _TEXTS)


def is_dated_later(known: FoundArticle, told: FoundArticle) -> bool:
    """Say whether a source gives an article a date of publication days after the one we know."""
    before, now = known.published_at, told.published_at
    return before is not None and now is not None and now > before + _CLOCKS_DIFFER


class Dates(StrEnum):
    """Whether the dates of a reading can be believed. `OF_AN_ARCHIVE`: it shows old articles as new ones."""

    BELIEVED = "believed"
    DOUBTED = "doubted"
    OF_AN_ARCHIVE = "of-an-archive"


def judge_dates(known: Sequence[tuple[FoundArticle, FoundArticle]], unseen: int) -> Dates:
    """Judge the dates of a reading by its known articles, each as it was and as the source tells it now.

    If most of them now have a later date, the source has redated everything, and an article that we do not
    know may be of any age. If it then also shows many articles for the first time (`unseen`), they are its
    archive.
    """
    dated = [(before, told) for before, told in known if before.published_at and told.published_at]
    later = sum(is_dated_later(before, told) for before, told in dated)
    if later < _ENOUGH or later * 2 < len(dated):
        return Dates.BELIEVED
    return Dates.OF_AN_ARCHIVE if unseen >= _AN_ARCHIVE else Dates.DOUBTED


def without_dates(found: FoundArticle) -> FoundArticle:
    return replace(found, published_at=None, updated_at=None)


def _is_cut(new: str, old: str) -> bool:
    """Say whether `new` is only the beginning of `old`: an excerpt instead of the text."""
    new_letters, old_letters = (letters_and_digits(_TAG.sub("", text)) for text in (new, old))
    # An excerpt may end in additional words, such as "Read more".
    beginning = new_letters[: min(_BEGINNING, len(new_letters) * 2 // 3)]
    return len(new_letters) * 2 < len(old_letters) and old_letters.startswith(beginning)


def _image(known: Image | None, told: Image | None) -> Image | None:
    if known is None or told is None:
        return told or known
    if known.url != told.url:
        return told
    filled = {f.name: getattr(told, f.name) or getattr(known, f.name) for f in fields(Image)}
    return Image(**filled)


def _dates(known: FoundArticle, told: FoundArticle, first_seen_at: datetime, now: datetime) -> dict[str, Any]:
    updates = [moment for moment in (known.updated_at, told.updated_at) if moment]
    return {
        "published_at": _published(known.published_at, told.published_at, first_seen_at, now),
        "updated_at": max(updates, default=None),
    }


def _published(
    known: datetime | None, told: datetime | None, first_seen_at: datetime, now: datetime
) -> datetime | None:
    """Return the earlier date: a move to another system must not bring an old article into this week.

    But an article with a date in the future may be postponed further, and a date long after the article was
    first seen is not its date of publication.
    """
    if told is None or known == told:
        return known
    if known is None:
        return told if told <= first_seen_at + _CLOCKS_DIFFER else None
    return told if known > now else min(known, told)
