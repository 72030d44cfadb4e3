"""Findings about links that did not answer properly; `editions.link_checks` tries the links."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from roundup.core.content import Block, Note, Sponsor, StoryContent
from roundup.core.newsroom_language import tell, tell_later, tell_many_later
from roundup.rendering.checks.base import Finding, Severity
from roundup.rendering.checks.places import in_story
from roundup.rendering.checks.proof import block_stories
from roundup.rendering.plain import shorten
from roundup.rendering.rich_text import addresses_in


class Answer(StrEnum):
    """How a link answered."""

    FINE = "fine"
    GONE = "gone"
    DRAFT = "draft"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Said:
    """The finding about a link that answered in this way, and why we try links."""

    code: str
    severity: Severity
    sentence: str
    many: str
    reason: str


SAID: Final = {
    Answer.GONE: Said(
        "links.gone",
        Severity.ERROR,
        tell_later(
            "“%(name)s” is no longer there, according to its server; "
            "look for its new address, or take it out."
        ),
        tell_many_later("%(n)s links lead to pages that no longer exist."),
        "Readers get an error page, and blame the sender.",
    ),
    Answer.DRAFT: Said(
        "links.leads-to-draft",
        Severity.ERROR,
        tell_later("“%(name)s” leads to a draft or a login form; publish it first."),
        tell_many_later("%(n)s stories lead to a draft or a login form."),
        "An address that looks public may redirect everybody to one that is not.",
    ),
    Answer.SILENT: Said(
        "links.unanswered",
        Severity.WARNING,
        tell_later("“%(name)s” did not answer when it was last tried; open it yourself to make sure."),
        tell_many_later("%(n)s stories did not answer when they were last tried."),
        "A server that is down may be up again when the edition leaves, so this only warns.",
    ),
}


class Tried(NamedTuple):
    """A link that is tried: the words by which an editor knows it, and the story it belongs to, if any."""

    url: str
    name: str
    story: StoryContent | None
    is_in_text: bool


def tried_links(blocks: Iterable[Block]) -> Iterator[Tried]:
    """Yield the links of the stories in `blocks`, then those in the texts of stories, note and sponsor."""
    found = tuple(blocks)
    stories = [story for block in found for story in block_stories(block)]
    texts: list[tuple[str, StoryContent | None]] = [(story.blurb, story) for story in stories]
    texts += [(block.text, None) for block in found if isinstance(block, Note | Sponsor)]
    yield from (Tried(story.url, story.headline, story, False) for story in stories)
    yield from (Tried(url, url, story, True) for text, story in texts for url in addresses_in(text))


def finding_of(tried: Tried, answer: Answer) -> Finding:
    """Return the finding about a link that did not answer properly."""
    said = SAID[answer]
    places = (in_story("blurb" if tried.is_in_text else "", tried.story.id),) if tried.story else ()
    sentence = tell(said.sentence, name=shorten(tried.name, 80))
    return Finding(said.code, said.severity, sentence, places, said.many)
