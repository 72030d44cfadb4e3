"""Reads a page's meta tags: OpenGraph, Twitter, Dublin Core and publishers' own."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import islice

from roundup.articles.sources.page.dom import Element
from roundup.articles.sources.text.plain import as_html, plain_text

DESCRIPTION = (
    "og:description",
    "description",
    "twitter:description",
    "sailthru.description",
    "dc.description",
)
AUTHOR = (
    "sailthru.author",
    "parsely-author",
    "cxenseparse:author",
    "article:author",
    "author",
    "authors",
    "article:author_name",
    "article.author",
    "dc.creator",
    "dcterms.creator",
    "citation_author",
    "byl",
    "byline",
    "og:article:author",
    "twitter:misc:written by",
)
PUBLISHED = (
    "article:published_time",
    "article:published:time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "article.published",
    "published_time",
    "publish-date",
    "publish_date",
    "publishdate",
    "publication_date",
    "pubdate",
    "date.published",
    "originalpublicationdate",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date.created",
    "dcterms.created",
    "dcterms.date",
    "dc.date",
    "citation_publication_date",
    "citation_date",
    "displaydate",
    "date",
)
UPDATED = (
    "article:modified_time",
    "article:modified:time",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
)
IMAGE = (
    "og:image",
    "og:image:url",
    "og:image:secure_url",
    "twitter:image",
    "twitter:image:src",
    "parsely-image-url",
)
SECTION = (
    "article:section",
    "og:article:section",
    "parsely-section",
    "articlesection",
    "section",
    "its_section",
)
SITE = (
    "og:site_name",
    "application-name",
    "publisher",
    "apple-mobile-web-app-title",
    "dc.publisher",
    "copyright",
)
TAGS = ("article:tag", "og:article:tag", "parsely-tags", "news_keywords")

# More than any normal page has.
_MAX_TAGS = 2_000
_MAX_VALUES = 100
_LONGEST_NAME = 200

# How WordPress labels the byline on cards, in the languages that we have seen.
_WRITTEN = re.compile(
    r"(written|posted|publi\w+)? ?by$|verfasst von|geschrieben von|écrit par|escrito por|scritto da|"
    r"geschreven door|skrevet af|skrevet av|skriven av|napisane przez|yazan|автор|author$",
    re.IGNORECASE,
)


class Meta:
    """The meta tags of one page by lower-case name; every value is plain text and not empty."""

    def __init__(self, values: dict[str, tuple[str, ...]]) -> None:
        self._values = values

    def first(self, *names: str) -> str:
        """Return the first value of the first of `names` that has a value, or ''."""
        return next((self._values[name][0] for name in names if name in self._values), "")

    def all(self, *names: str) -> tuple[str, ...]:
        """Return all values of the first of `names` that has a value."""
        return next((self._values[name] for name in names if name in self._values), ())

    def each(self, *names: str) -> tuple[str, ...]:
        """Return the values of all `names`, in the order of the names."""
        return tuple(value for name in names for value in self._values.get(name, ()))


def meta_of(tree: Element) -> Meta:
    """Gather the meta tags of `tree`, wherever in the page they are."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for tag in islice(tree.iter("meta"), _MAX_TAGS):
        value = plain_text(as_html(tag.get("content") or ""))
        if not value:
            continue
        for name in _names(tag):
            if value not in found[name] and len(found[name]) < _MAX_VALUES:
                found[name].append(value)
    label, written = found.get("twitter:label1"), found.get("twitter:data1")
    if label and written and _WRITTEN.match(label[0]):
        found["twitter:misc:written by"] = written
    return Meta({name: tuple(values) for name, values in found.items()})


def _names(tag: Element) -> set[str]:
    """Return the names of one tag, ignoring an `itemprop` in the body, which belongs to other microdata."""
    stated = [(tag.get(kind) or "")[:_LONGEST_NAME] for kind in ("property", "name")]
    return {name.lower() for raw in stated for name in (*raw.split(), raw) if name}
