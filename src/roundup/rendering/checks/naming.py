"""What findings call the stories, the sponsor and the pictures that they are about."""

from __future__ import annotations

from collections.abc import Sequence

from lxml.html import HtmlElement

from roundup.core.content import Sponsor, StoryContent
from roundup.core.newsroom_language import tell, tell_count
from roundup.rendering.plain import shorten


def in_quotes(told: StoryContent | Sponsor, most: int = 80) -> str:
    """Return a headline in quotation marks, shortened to at most `most` characters."""
    return tell("“%(headline)s”", headline=shorten(told.headline, most))


def names_of(many: Sequence[StoryContent | Sponsor], most: int = 40) -> str:
    """Return the first three headlines, each of at most `most` characters, and how many more there are."""
    first = ", ".join(in_quotes(told, most) for told in many[:3])
    if len(many) <= 3:
        return first
    return tell_count("%(names)s and %(n)s more", "%(names)s and %(n)s more", len(many) - 3, names=first)


def shown_url(image: HtmlElement) -> str:
    """Return where a picture comes from."""
    return shorten(image.get("src") or "", 120)
