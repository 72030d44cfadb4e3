"""Checks of how the message is built for people who listen to it: headings, languages, tables, landmarks.

With `markup`, `contrast`, `linkwords` and `images` they cover the rules of the Email Markup Consortium.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from lxml.html import HtmlElement

from roundup.core.article_identity import letters_and_digits
from roundup.core.newsroom_language import tell, tell_count
from roundup.rendering.checks.base import Severity, register_check
from roundup.rendering.checks.proof import Proof
from roundup.rendering.plain import shorten

_LEVELS = ("h1", "h2", "h3", "h4", "h5", "h6")
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_COVERED = frozenset({"presentation", "none"})


@register_check("headings.first", Severity.ERROR)
def first(proof: Proof) -> Iterator[str]:
    """The one first-level heading says what the whole message is."""
    count = sum(1 for _ in proof.tree.iter("h1"))
    if count != 1:
        yield tell_count(
            "The message has %(n)s first-level heading; it needs one. Correct the template.",
            "The message has %(n)s first-level headings; it needs one. Correct the template.",
            count,
        )


@register_check("headings.order", Severity.ERROR)
def order(proof: Proof) -> Iterator[str]:
    """Many people go through a message by its headings; if a level is skipped, they may miss a story."""
    levels = [int(node.tag[1]) for node in proof.tree.iter(*_LEVELS)]
    if any(after - before > 1 for before, after in pairwise(levels)):
        yield tell("A heading skips a level; correct the template.")


@register_check("headings.empty", Severity.ERROR)
def empty(proof: Proof) -> Iterator[str]:
    """A screen reader announces an empty heading, and then says nothing."""
    if not all(story.headline.strip() for story in proof.stories):
        return  # The check of the story reports this.
    for node in proof.tree.iter(*_LEVELS):
        said = "".join(node.itertext()) + "".join(image.get("alt") or "" for image in node.iter("img"))
        if not said.strip():
            yield tell("A heading of level %(level)s is empty; correct the template.", level=node.tag[1])


@register_check("headings.stories", Severity.ERROR)
def stories(proof: Proof) -> Iterator[str]:
    """People who go from heading to heading miss a story whose headline is not a heading."""
    said = {letters_and_digits("".join(node.itertext())) for node in proof.tree.iter(*_LEVELS)}
    shown = letters_and_digits("".join(proof.tree.body.itertext()))
    for story in proof.told:
        headline = letters_and_digits(story.headline)
        if headline and headline not in said and headline in shown:
            yield tell(
                "The headline “%(headline)s” is not a heading; correct the template.",
                headline=shorten(story.headline, 80),
            )


@register_check("markup.language", Severity.ERROR)
def language(proof: Proof) -> Iterator[str]:
    """A screen reader picks its voice by the language; mail programs drop the one given in `<html>`."""
    for node in (proof.tree, *_children(proof)):
        if not _TAG.fullmatch(node.get("lang") or ""):
            yield tell(
                "The %(tag)s of the message gives no language; correct the template.", tag=f"<{node.tag}>"
            )


@register_check("markup.direction", Severity.ERROR)
def direction(proof: Proof) -> Iterator[str]:
    """The direction of the text decides where lines, lists and punctuation go."""
    for node in (proof.tree, *_children(proof)):
        if node.get("dir") not in ("ltr", "rtl", "auto"):
            yield tell(
                "The %(tag)s of the message gives no direction; correct the template.", tag=f"<{node.tag}>"
            )


@register_check("markup.another-language", Severity.ERROR)
def another_language(proof: Proof) -> Iterator[str]:
    """Text marked with the wrong language is read out in the wrong voice."""
    said = {
        node.get("lang") for node in (proof.tree, *_children(proof)) if _TAG.fullmatch(node.get("lang") or "")
    }
    if said and said != {proof.content.language}:
        yield tell(
            "The HTML gives a language other than the edition's (%(language)s); correct the template.",
            language=proof.content.language,
        )


@register_check("markup.title", Severity.ERROR)
def title(proof: Proof) -> Iterator[str]:
    """Browsers and screen readers announce the message by its title."""
    if proof.content.subject.strip() and not (proof.tree.findtext("head/title") or "").strip():
        yield tell("The HTML has no title; correct the template.")


@register_check("markup.tables", Severity.ERROR)
def tables(proof: Proof) -> Iterator[str]:
    """A layout table that is not marked as one is read out cell by cell, with rows and columns."""
    bare = [
        node
        for node in proof.tree.iter("table")
        if node.get("role") not in _COVERED and not any(node.iter("th"))
    ]
    if bare:
        yield tell_count(
            "%(n)s layout table lacks role=presentation; correct the template.",
            "%(n)s layout tables lack role=presentation; correct the template.",
            len(bare),
        )


@register_check("markup.landmark", Severity.ERROR)
def landmark(proof: Proof) -> Iterator[str]:
    """Marked as an article, the message can be distinguished from the webmail program around it."""
    found = [node for node in proof.tree.body.iter() if node.get("role") == "article"]
    labels = [node.get("aria-label") or node.get("aria-labelledby") or "" for node in found]
    if proof.content.subject.strip() and not any(label.strip() for label in labels):
        yield tell("No part of the HTML is an article with a label (role, aria-label); correct the template.")


@register_check("markup.main", Severity.ERROR)
def main(proof: Proof) -> Iterator[str]:
    """A webmail program has its own `<main>`, and a page may have only one."""
    if any(node.tag == "main" or node.get("role") == "main" for node in proof.tree.body.iter()):
        yield tell(
            "The message has a %(tag)s, which belongs to the mail program; correct the template.",
            tag="<main>",
        )


@register_check("markup.lists", Severity.ERROR)
def lists(proof: Proof) -> Iterator[str]:
    """Screen readers announce how many items a list has, but only for a real list."""
    for node in proof.tree.iter("ul", "ol"):
        if any(isinstance(child.tag, str) and child.tag != "li" for child in node):
            yield tell(
                "A %(tag)s contains something other than list items; correct the template.",
                tag=f"<{node.tag}>",
            )


def _children(proof: Proof) -> list[HtmlElement]:
    return [child for child in proof.tree.body if isinstance(child.tag, str)]
