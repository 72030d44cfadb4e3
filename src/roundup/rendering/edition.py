"""Turns an edition's content into the message that readers get: subject, HTML and plain text."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from roundup.core.content import Block, EditionContent, Lead, Stories, StoryContent
from roundup.core.lines import one_line
from roundup.rendering.plain import WIDTH
from roundup.rendering.renderer import Renderer, default_renderer
from roundup.rendering.size import Weight
from roundup.rendering.variants import RenderedParts, press_for

# Rules divide the plain text; one block may end with a rule and the next begin with one.
_RULE: Final = re.compile(f"[=-]{{{WIDTH}}}")


@dataclass(frozen=True, slots=True)
class RenderedEdition:
    """What goes out, except for each reader's own links. `hash` covers subject, HTML and text."""

    subject: str
    preheader: str
    html: str
    text: str
    size: int
    hash: str


def render_edition(content: EditionContent, renderer: Renderer | None = None) -> RenderedEdition:
    """Return the rendered edition: the same content gives the same bytes.

    `size` is the size of the HTML in bytes of UTF-8. A footer is added if `content` has none. Raises
    RenderError, which says why, if the edition cannot be rendered.
    """
    used = renderer or default_renderer()
    press = press_for(content, used)
    html, text = press.render(content, minutes_to_read(content.blocks))
    return _rendered(content, html, squeeze_blank_lines(text))


def edition_parts(content: EditionContent, renderer: Renderer | None = None) -> RenderedParts:
    """Return `render_edition`'s HTML in its parts, for a page that draws one of them again."""
    press = press_for(content, renderer or default_renderer())
    return press.parts_of(content, minutes_to_read(content.blocks))


def edition_weight(content: EditionContent, renderer: Renderer | None = None) -> Weight:
    """Return the weight of `render_edition`'s HTML without writing it."""
    press = press_for(content, renderer or default_renderer())
    return press.weight_of(content, minutes_to_read(content.blocks))


def digest_of(parts: Iterable[str]) -> str:
    """Return the SHA-256 of `parts`, each preceded by its length, so that no two lists look alike."""
    whole = hashlib.sha256()
    for part in parts:
        raw = part.encode()
        whole.update(len(raw).to_bytes(8, "big") + raw)
    return whole.hexdigest()


def minutes_to_read(blocks: Iterable[Block]) -> int | None:
    """Return how long the lead and the sections take to read, if every story says how long it takes."""
    found = [story.minutes for story in _told(blocks)]
    known = [minutes for minutes in found if minutes is not None]
    return sum(known) if known and len(known) == len(found) else None


def _told(blocks: Iterable[Block]) -> list[StoryContent]:
    """Return the stories that are told with a blurb, in their order."""
    stories: list[StoryContent] = []
    for block in blocks:
        if isinstance(block, Lead):
            stories.append(block.story)
        elif isinstance(block, Stories):
            stories.extend(block.stories)
    return stories


def _rendered(content: EditionContent, html: str, text: str) -> RenderedEdition:
    subject = one_line(content.subject)
    return RenderedEdition(
        subject=subject,
        preheader=one_line(content.preheader),
        html=html,
        text=text,
        size=len(html.encode()),
        hash=digest_of((subject, html, text)),
    )


def squeeze_blank_lines(text: str) -> str:
    """Return `text` with single blank lines, none at either end, and no two rules in a row."""
    lines: list[str] = []
    for line in text.split("\n"):
        if _RULE.fullmatch(line) and lines[-2:] == ["-" * WIDTH, ""]:
            del lines[-2]
        if line.strip() or (lines and lines[-1]):
            lines.append(line.rstrip())
    return "\n".join(lines).strip("\n") + "\n"
