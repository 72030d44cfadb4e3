"""Checks of the HTML itself: leftovers of templates, pictures, headings, language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from roundup.core.content import Sponsor, StoryContent
from roundup.rendering.checks.base import Proof, Severity, rule
from roundup.rendering.plain import shorten

_TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|<%.*?%>")
_NOTHING = frozenset({"None", "undefined", "null", "NaN"})


@rule("markup.mjml", Severity.ERROR)
def mjml(proof: Proof) -> Iterator[str]:
    if "<mj-" in proof.rendered.html:
        yield "A tag of MJML was left in the HTML; correct the template."


@rule("markup.template", Severity.WARNING)
def template(proof: Proof) -> Iterator[str]:
    """A warning only: a story about programming may well show such signs."""
    for part in (proof.rendered.subject, proof.rendered.text):
        if found := _TEMPLATE.search(part):
            yield f"The message shows “{shorten(found[0], 60)}”, which looks like a template left unfilled."


@rule("markup.nothing", Severity.ERROR)
def nothing(proof: Proof) -> Iterator[str]:
    for line in proof.rendered.text.split("\n"):
        if line.strip() in _NOTHING:
            yield f"The plain text has a line that says only “{line.strip()}”; correct what it came from."


@rule("images.alt", Severity.ERROR)
def images_alt(proof: Proof) -> Iterator[str]:
    for image in proof.tree.iter("img"):
        if image.get("alt") is None or (not image.get("alt").strip() and image.getparent().tag == "a"):
            yield f"A picture has no description: {shorten(image.get('src') or '', 120)}; write one."


@rule("images.described", Severity.WARNING)
def images_described(proof: Proof) -> Iterator[str]:
    shown: list[StoryContent | Sponsor] = [*proof.pictured, *proof.sponsors]
    for told in (each for each in shown if each.image and not each.image.alt.strip()):
        yield f"The picture of “{shorten(told.headline, 80)}” has no description; write one."


@rule("images.width", Severity.ERROR)
def images_width(proof: Proof) -> Iterator[str]:
    for image in proof.tree.iter("img"):
        if not (image.get("width") or "").isdecimal():
            yield f"A picture has no numeric width: {shorten(image.get('src') or '', 120)}; set one."


@rule("images.address", Severity.ERROR)
def images_address(proof: Proof) -> Iterator[str]:
    for image in proof.tree.iter("img"):
        if not (image.get("src") or "").lower().startswith(("https://", "http://")):
            yield f"A picture's address is not http(s): {shorten(image.get('src') or '', 120)}; correct it."


@rule("markup.headings", Severity.ERROR)
def headings(proof: Proof) -> Iterator[str]:
    levels = [int(node.tag[1]) for node in proof.tree.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    if levels.count(1) != 1:
        yield f"The message has {levels.count(1)} headings of the first level; it needs one."
    if any(after - before > 1 for before, after in pairwise(levels)):
        yield "A heading skips a level; correct the template."


@rule("markup.language", Severity.ERROR)
def language(proof: Proof) -> Iterator[str]:
    for node in (proof.tree, *(child for child in proof.tree.body if isinstance(child.tag, str))):
        if not node.get("lang") or not node.get("dir"):
            yield f"The <{node.tag}> of the message says no language or direction; correct the template."
