"""Descriptions of pictures: what their publishers say about them, and decisions about several at once.

Nothing is invented: a proposal is what the page or the feed says about this very picture, or there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from roundup.articles.models import Article
from roundup.articles.sources.pictures import offers_in, shows_same_picture
from roundup.core.article_identity import letters_and_digits
from roundup.core.articles import Image
from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell, tell_later
from roundup.core.story_text import first_words
from roundup.editions.draft_changes import changing_draft
from roundup.editions.form_versions import DECORATIVE, require_version, story_words, version_of
from roundup.editions.models import Edition, Story
from roundup.editions.pictures import show_picture
from roundup.editions.revisions import Act

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed description of a picture, and where it comes from, in words to follow "from"."""

    text: str
    source: str


def proposed_description(story: Story) -> Proposal | None:
    """Return what its publisher says about a story's picture; None without such words, or once decided."""
    image = Image(**story.image) if story.image else None
    if image is None or not image.is_undescribed:
        return None
    headline = letters_and_digits(story.headline)
    for text, source in _said_of(image, story.article):
        # The headline is heard beside the picture anyway.
        if text.strip() and letters_and_digits(text) != headline:
            return Proposal(first_words(" ".join(text.split()), _LONGEST), source)
    return None


def _said_of(image: Image, article: Article) -> Iterator[tuple[str, str]]:
    """Yield what is said about a picture: first the descriptions, then the captions."""
    own = [Image(**article.image)] if article.image else []
    inside = [offer.image for offer in offers_in(article.content_html, article.url)]
    same = [each for each in (*own, *inside) if shows_same_picture(each.url, image.url)]
    yield from ((each.alt, tell("the article’s own description")) for each in same)
    yield image.caption, tell("its caption")
    yield from ((each.caption, tell("its caption in the article")) for each in same)


def description_version(story: Story) -> str:
    """Return the version of a story's picture, its description and the proposal for it."""
    words, proposal = story_words(story), proposed_description(story)
    shown = {name: words[name] for name in ("image_url", "image_alt", "image_decorative")}
    return version_of({**shown, "proposal": proposal.text if proposal else ""})


def take_proposals(edition: Edition, seen: Mapping[int, str], now: datetime, by: Any = None) -> None:
    """Describe the pictures of stories as their publishers do.

    Here and below, `seen` has the `description_version` of each chosen story. Either all are changed or none:
    raises StaleForm if one of them has changed since, and Refused if there is nothing to do.
    """
    _decide(edition, seen, Act(tell("Described pictures as their publishers do"), now, by), _proposed)


def mark_decorative(edition: Edition, seen: Mapping[int, str], now: datetime, by: Any = None) -> None:
    """Mark the pictures of stories as decorative: they need no description."""
    _decide(edition, seen, Act(tell("Marked pictures as decoration"), now, by), _decorative)


def _proposed(story: Story) -> dict[str, str]:
    proposal = proposed_description(story)
    if proposal is None:
        raise Refused(
            tell(
                "Nobody has described the picture of “%(headline)s” yet: write what it shows.",
                headline=story.headline[:80],
            )
        )
    return {"image_alt": proposal.text}


def _decorative(story: Story) -> dict[str, str]:
    return {"image_decorative": DECORATIVE}


def _decide(
    edition: Edition, seen: Mapping[int, str], act: Act, said_of: Callable[[Story], dict[str, str]]
) -> None:
    if not seen:
        raise Refused(tell("No picture was chosen. Tick one first."))
    with changing_draft(edition, act) as locked:
        stories = list(locked.stories.filter(pk__in=seen).select_related("article"))
        if len(stories) < len(seen):
            raise Refused(
                tell("One of these stories is no longer in the edition. Reload the page and press again.")
            )
        for story in stories:
            require_version(
                seen[story.pk],
                description_version(story),
                tell_later(
                    "Somebody else has changed one of these pictures since this page was loaded, "
                    "so nothing was done."
                ),
            )
            show_picture(story, said_of(story))
        Story.objects.bulk_update(stories, ["image"])
