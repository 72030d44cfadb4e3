"""The letter as the newsroom shows it: its exact bytes, as a reader would see them in an inbox."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from django.utils import timezone
from lxml import html as lxml_html

from roundup.core.errors import RoundupError
from roundup.core.language import SPOKEN
from roundup.core.lines import one_line
from roundup.core.preferences import EMPTY_WEEKS, Preferences
from roundup.core.writer_names import is_name
from roundup.editions.approvals import approved_bytes
from roundup.editions.models import Edition
from roundup.editions.proof import proof_of, renderer_of
from roundup.newsroom.proofs import as_if, for_nobody
from roundup.newsroom.window import as_shown
from roundup.rendering.edition import edition_parts
from roundup.rendering.size import CLIP
from roundup.rendering.variants import RenderedParts

_IMAGE = re.compile(r"<img\b[^<>]*+>", re.IGNORECASE)
# The link around a story's picture is hidden from screen readers: they read the words beside it.
_HEARD: Final = (
    ".//*[self::h1 or self::h2 or self::h3 or self::h4 or self::img or @role='img']"
    "[not(ancestor::*[@aria-hidden='true'])]"
)
_SOURCE = re.compile(r'\ssrc="[^"]*+"', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class View:
    """How a letter is looked at: in a light or dark inbox, with pictures or not, and by which reader.

    `inbox` is empty for the exact bytes. `preferences` are those of the reader; None for everybody.
    """

    inbox: str = ""
    has_pictures: bool = True
    preferences: Preferences | None = None


def view_of(asked: Any) -> View:
    """Return the view that a query asks for: `as`, `pictures=off`, `language`, `empty_week`, and any number
    of `section`, `writer`, `muted_section` and `muted_writer`.
    """
    language, empty_week = asked.get("language", ""), asked.get("empty_week", "")
    preferences = Preferences(
        sections=frozenset(asked.getlist("section")),
        writers=frozenset(filter(is_name, asked.getlist("writer"))),
        muted_sections=frozenset(asked.getlist("muted_section")),
        muted_writers=frozenset(filter(is_name, asked.getlist("muted_writer"))),
        language=language if language in SPOKEN else "",
        empty_week=empty_week if empty_week in EMPTY_WEEKS else "",
    )
    return View(
        inbox=asked.get("as", "") if asked.get("as") in ("dark", "light") else "",
        has_pictures=asked.get("pictures") != "off",
        preferences=preferences if preferences != Preferences() else None,
    )


def letter_parts(edition: Edition, view: View) -> RenderedParts:
    """Return the letter as it is seen in a view; for an edition on its way or gone, what was approved.

    Raises RoundupError if it cannot be rendered.
    """
    sent = approved_bytes(edition) if edition.is_on_its_way and not view.preferences else None
    if sent:
        found = RenderedParts(sent.html, (), "")
    else:
        proof = proof_of(as_shown(edition, timezone.now()), view.preferences)
        found = edition_parts(proof.content, renderer_of(edition.publication))
    return found if view == View() else _seen(found, edition, view)


def _seen(found: RenderedParts, edition: Edition, view: View) -> RenderedParts:
    def seen(html: str) -> str:
        html = for_nobody(html, edition)
        if view.inbox:
            html = as_if(html, dark=view.inbox == "dark")
        return html if view.has_pictures else _IMAGE.sub(lambda image: _SOURCE.sub("", image[0]), html)

    return RenderedParts(
        seen(found.before), tuple((key, seen(html)) for key, html in found.parts), seen(found.after)
    )


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing that a screen reader announces: a heading with its level, or a picture (level 0)."""

    level: int
    words: str


def outline_of(html: str) -> list[Heard]:
    """Return the headings and pictures of a letter in the order in which a screen reader meets them."""
    if not html.strip():
        return []
    body: Any = lxml_html.document_fromstring(html)
    heard = []
    for element in body.xpath(_HEARD):
        if element.tag in ("h1", "h2", "h3", "h4"):
            heard.append(Heard(int(str(element.tag)[1]), " ".join(str(element.xpath("string()")).split())))
        elif words := element.get("aria-label") or element.get("alt", ""):
            heard.append(Heard(0, words))
    return heard


def letter_document(edition: Edition, view: View) -> dict[str, Any]:
    """Return the letter for the page's script: its parts, or why there is none."""
    try:
        found = letter_parts(edition, view)
    except RoundupError as error:
        return {"problem": str(error)}
    return {
        "problem": "",
        "subject": one_line(edition.subject),
        "preheader": one_line(edition.preheader),
        "before": found.before,
        "parts": [{"key": key, "html": html} for key, html in found.parts],
        "after": found.after,
        "clip": CLIP,
    }
