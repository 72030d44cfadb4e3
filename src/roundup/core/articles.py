"""What a source says about an article, before anything is stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Image:
    """A picture as its publisher offers it. `url` is absolute; sizes are in pixels, if known.

    `decorative` means that an editor decided that the picture needs no description, so it has no `alt`.
    Otherwise an empty `alt` means that nobody has described it yet.
    """

    url: str
    alt: str = ""
    caption: str = ""
    credit: str = ""
    width: int | None = None
    height: int | None = None
    decorative: bool = False

    @property
    def is_undescribed(self) -> bool:
        """Say whether somebody still has to describe the picture or decide that it is decorative."""
        return not self.decorative and not self.alt.strip()


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about a source that an editor may want to know. `code` is stable; `message` is a sentence."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class FoundArticle:
    """One article as a source shows it.

    Texts (`title`, `dek`, `summary`, …) are plain text: no markup, no entities, single spaces. `content_html`
    has been cleaned. `url` is as published, but without known tracking parameters; it is an absolute http(s)
    address or empty. Moments are aware and in UTC; a moment that cannot be read with certainty is None, never
    a guess.
    """

    url: str
    title: str
    guid: str = ""
    canonical_url: str = ""
    dek: str = ""
    authors: tuple[str, ...] = ()
    section: str = ""
    kicker: str = ""
    tags: tuple[str, ...] = ()
    published_at: datetime | None = None
    updated_at: datetime | None = None
    summary: str = ""
    content_html: str = ""
    image: Image | None = None
    paywalled: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that one look at a source gave.

    `url` is the page for people that the document belongs to: the site's home, or the article's own page. It
    is '' if the document names none; the address of a list is not its home. `statuses` and `corrections` are
    what a page states for machines about its article: that it was withdrawn, or how it was corrected.
    `notices` are the lines that tell people so.
    """

    kind: str
    title: str = ""
    url: str = ""
    language: str = ""
    articles: tuple[FoundArticle, ...] = ()
    problems: tuple[Problem, ...] = field(default=())
    statuses: tuple[str, ...] = ()
    corrections: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
