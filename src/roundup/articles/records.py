"""Turns an article's row into what the rules of `core` work with, and back."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from typing import Any, Final

from roundup.articles.models import Article
from roundup.core.article_identity import canonical_key, headline_key, shows_shared_page
from roundup.core.articles import FoundArticle, Image

_AS_IT_IS: Final = (
    "url",
    "canonical_url",
    "title",
    "dek",
    "section",
    "kicker",
    "published_at",
    "updated_at",
    "summary",
    "content_html",
    "paywalled",
    "language",
)


def found_from(article: Article) -> FoundArticle:
    """Return the article as its sources together describe it."""
    image = Image(**article.image) if article.image else None
    kept = {name: getattr(article, name) for name in _AS_IT_IS}
    return FoundArticle(**kept, authors=tuple(article.authors), tags=tuple(article.tags), image=image)


def fill_in(article: Article, found: FoundArticle) -> None:
    """Set every field of `article` that comes from outside; the caller sets its `url_key` and saves it."""
    for name in _AS_IT_IS:
        setattr(article, name, getattr(found, name))
    article.authors, article.tags = list(found.authors), list(found.tags)
    article.image = asdict(found.image) if found.image else None
    article.headline_key = headline_key(found.title)
    article.canonical_key = "" if shows_shared_page(article.url_key) else canonical_key(found)


def storable_article(found: FoundArticle) -> FoundArticle:
    """Return `found` without what databases cannot store: null characters and halves of surrogate pairs."""
    image = found.image and replace(found.image, **_storable_fields(found.image))
    return replace(found, **{**_storable_fields(found), "image": image})


def _storable_fields(thing: FoundArticle | Image) -> dict[str, Any]:
    return {each.name: _storable(getattr(thing, each.name)) for each in fields(thing)}


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode()
    if isinstance(value, tuple):
        return tuple(_storable(each) for each in value)
    return value
