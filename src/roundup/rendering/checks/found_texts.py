"""The texts that people wrote, and the sentences about what was found in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import NamedTuple

from roundup.core.articles import Image
from roundup.core.content import Note, Sponsor, StoryContent
from roundup.core.newsroom_language import tell
from roundup.rendering.checks.base import About
from roundup.rendering.checks.places import Told, in_edition
from roundup.rendering.checks.proof import Proof, block_stories
from roundup.rendering.plain import shorten
from roundup.rendering.rich_text import plain_words

_RICH = frozenset({"blurb", "text"})
_ADDRESSES = frozenset({"url", "id", "privacy_url", "subscribe_url", "section"})


@dataclass(frozen=True, slots=True)
class Text:
    """One text that somebody wrote, what it belongs to, and the field where an editor changes it, or ''."""

    said: str
    told: Told | None
    field: str


class Sentences(NamedTuple):
    """What is said about something that was found in each place; empty if that place is not searched."""

    story: str = ""
    edition: str = ""
    subject: str = ""
    preheader: str = ""


def found_in(proof: Proof, pattern: re.Pattern[str], told: Sentences) -> Iterator[About]:
    """Yield what is `told` of each line and text in which `pattern` is found."""
    for name, sentence, said in (
        ("subject", told.subject, proof.content.subject),
        ("preheader", told.preheader, proof.content.preheader),
    ):
        if sentence and (found := pattern.search(said)):
            yield About((), tell(sentence, found=shorten(found[0], 60)), places=(in_edition(name),))
    for text in texts_of(proof) if told.story else ():
        if found := pattern.search(text.said):
            yield about_text(text, told, shorten(found[0], 60))


def about_text(text: Text, told: Sentences, found: str) -> About:
    story = text.told if isinstance(text.told, StoryContent) else None
    message = (
        tell(told.story, story=shorten(story.headline or story.url, 80), found=found)
        if story
        else tell(told.edition, found=found)
    )
    return About((text.told,) if text.told else (), message, text.field)


def texts_of(proof: Proof) -> Iterator[Text]:
    """Yield every text that people wrote."""
    for block in proof.content.blocks:
        for story in block_stories(block):
            yield from (Text(said, story, field) for field, said in _strings(story))
        told = block if isinstance(block, Note | Sponsor) else None
        yield from (Text(said, told, field) for field, said in _strings(block))


def _strings(thing: object, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield the texts of a block or a story and of its picture, but not those of the stories inside it.

    With each comes its field; a picture's are `image_alt` and so on.
    """
    if not is_dataclass(thing):
        return
    for field in fields(thing):
        value = getattr(thing, field.name)
        if isinstance(value, str) and field.name not in _ADDRESSES:
            yield f"{prefix}{field.name}", plain_words(value) if field.name in _RICH else value
        for part in value if isinstance(value, tuple) else (value,):
            if not isinstance(part, StoryContent):
                yield from _strings(part, "image_" if isinstance(part, Image) else "")
