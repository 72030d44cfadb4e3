"""What a source says about an article, before anything is stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Image:
    """A picture as its publisher offers it. `url` is absolute; sizes are in pixels, if known.

    `decorative` is what an editor decided: it says nothing that must be heard, so it has no `alt`. Without
    that, an empty `alt` means that nobody has described it yet.
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
        """Say whether somebody still has to describe it, or to decide that it is decorative."""
        return not self.decorative and not self.alt.strip()


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about a source that an editor may want to know. `code` is stable, `message` a sentence."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class FoundArticle:
    """One article as a source shows it.

    Texts (`title`, `dek`, `summary`, …) are plain text: no markup, no entities, single spaces.
    `content_html` has been cleaned. `url` is as published but without known tracking parameters; it is an
    absolute http(s) address, or empty. Moments are aware and in UTC; one that cannot be read with certainty
    is None, never guessed.
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

    `url` is the page for people that it belongs to: the site's home, or the article's own page. It is ''
    if the document names none; a list's own address is not its home. `statuses` and `corrections` are what
    a page states for machines about its article: that it was withdrawn, or how it was corrected; `notices`
    are the lines in which it tells people so.
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
