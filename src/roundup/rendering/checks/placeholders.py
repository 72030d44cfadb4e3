"""Checks for placeholders that nobody replaced, and for text that was garbled on its way here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from roundup.core.content import StoryContent
from roundup.rendering.checks.base import About, Severity, register_check
from roundup.rendering.checks.proof import Proof, block_stories
from roundup.rendering.plain import shorten
from roundup.rendering.rich_text import plain_words

_TEMPLATE = re.compile(
    r"\{\{(?:(?!\{\{).)*?\}\}|\{\{\w|\{%(?:(?!\{%).)*?%\}|<%(?:(?!<%).)*?%>|\*\|\w+\|\*|%%\w+%%|\$\{\w+\}|%recipient\.\w+%",
    re.DOTALL,
)
_NOTHING = re.compile(
    r"(?:[Bb]y |[Vv]on |[Pp]ar |[Pp]or )?(?:None|null|NULL|undefined|NaN|\[object Object\])"
)
_FILLER = re.compile(r"^\W*lorem ipsum\b|\b(?:ipsum dolor|dolor sit amet)\b", re.IGNORECASE)
_BRACKETED = re.compile(
    r"\[(?:insert|tk|todo|tbd|tbc|your|placeholder|headline|name|date)\b[^\]]{0,60}\]"
    r"|\[[a-z ]{2,40} here\]",
    re.IGNORECASE,
)
_TO_COME = re.compile(r"(?<!\[)\bTK(?:TK)*\b(?! ?[A-Z][a-z])")
_CROSSES = re.compile(r"\bx{3,}\b|\bX{4,}\b")
_TODO = re.compile(r"\b(?:TODO:|FIXME\b|TBD\b)")
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|nbsp|#\d{2,6}|#x[0-9a-fA-F]{2,5}|[lr][sd]quo|hellip|[mn]dash);")
_TAG = re.compile(r"</?(?:p|br|a|b|i|em|strong|img|div|span|ul|li|h[1-6]|figure|iframe)\b[^<>]{0,300}>")
# UTF-8 read as Latin-1 or Windows-1252: what a lead byte becomes, then what the next byte becomes.
_GARBLED = re.compile(r"Ã[\u0080-\u00bf\u0152-\u2122]|â(?:€|\u0080)[\u0080-\u2122]|Â[\u00a0-\u00bf]|\ufffd")
# What opens or closes formatting, but found nothing that it belongs to.
_FORMATTING = re.compile(r"\*\*|\]\(|(?<!\w)__(?=\w)|(?<=\w)__(?!\w)")
_RICH = frozenset({"blurb", "text"})
_ADDRESSES = frozenset({"url", "id", "privacy_url", "subscribe_url", "section"})


@register_check("placeholders.template", Severity.ERROR)
def template(proof: Proof) -> Iterator[str]:
    """An unfilled placeholder is the best-known mistake in newsletters."""
    for name, said in (("subject", proof.content.subject), ("preheader", proof.content.preheader)):
        if found := _TEMPLATE.search(said):
            yield (
                f"The {name} shows “{shorten(found[0], 60)}”, an unfilled template; write what belongs there."
            )


@register_check("placeholders.template-in-story", Severity.WARNING)
def template_in_story(proof: Proof) -> Iterator[str | About]:
    """In a story this only warns: a text about programming may well contain such signs."""
    yield from _found(proof, _TEMPLATE, "shows “{}”, which looks like an unfilled template; look at it")


@register_check("placeholders.nothing", Severity.ERROR)
def nothing(proof: Proof) -> Iterator[str | About]:
    """A field that says only “None” or “undefined” was filled in by a program that had no value."""
    for story, said in _texts(proof):
        if _NOTHING.fullmatch(said.strip()):
            yield _told(story, f"says only “{said.strip()}”; write what belongs there")


@register_check("placeholders.filler", Severity.ERROR)
def filler(proof: Proof) -> Iterator[str | About]:
    """Many newsletters have gone out with dummy text, and people laugh about it for years."""
    yield from _found(proof, _FILLER, "contains the dummy text “{}”; write what belongs there", subject=True)


@register_check("placeholders.bracketed", Severity.ERROR)
def bracketed(proof: Proof) -> Iterator[str | About]:
    """A request in brackets was meant for a colleague, not for readers."""
    told = "contains “{}”, which was meant to be replaced; write what belongs there"
    yield from _found(proof, _BRACKETED, told, subject=True)


@register_check("placeholders.to-come", Severity.WARNING)
def to_come(proof: Proof) -> Iterator[str | About]:
    """Journalists write TK for “to come”; it may be somebody's initials, so this only warns."""
    yield from _found(
        proof, _TO_COME, "contains “{}”, which means that something is still to come; write it", subject=True
    )


@register_check("placeholders.to-do", Severity.WARNING)
def to_do(proof: Proof) -> Iterator[str | About]:
    """TODO, TBD and the like are notes to oneself."""
    yield from _found(proof, _TODO, "contains the note “{}”; do it, or take it out", subject=True)


@register_check("placeholders.crosses", Severity.WARNING)
def crosses(proof: Proof) -> Iterator[str | About]:
    """Many writers mark a gap with a row of x's, and filters take that for something else."""
    yield from _found(proof, _CROSSES, "contains “{}”, which may mark a gap; fill it", subject=True)


@register_check("words.entities", Severity.WARNING)
def entities(proof: Proof) -> Iterator[str | About]:
    """Text that was escaped twice shows the codes instead of the signs."""
    yield from _found(
        proof, _ENTITY, "shows “{}”, a sign that was escaped twice; write the sign itself", subject=True
    )


@register_check("words.markup", Severity.WARNING)
def markup(proof: Proof) -> Iterator[str | About]:
    """Readers see a tag in a plain text field as it is written."""
    yield from _found(proof, _TAG, "shows the tag “{}”; take it out", subject=True)


@register_check("words.formatting", Severity.WARNING)
def formatting(proof: Proof) -> Iterator[str | About]:
    """Asterisks that close nothing, and a link to an address that is none, are shown as they are written."""
    told = "shows “{}”, a sign of formatting; complete what it belongs to, or take it out"
    yield from _found(proof, _FORMATTING, told, subject=True)


@register_check("words.garbled", Severity.WARNING)
def garbled(proof: Proof) -> Iterator[str | About]:
    """Letters like these show that the text was read in the wrong encoding on its way here."""
    yield from _found(proof, _GARBLED, "contains “{}”, letters of a wrong encoding; retype them")


def _found(
    proof: Proof, pattern: re.Pattern[str], told: str, *, subject: bool = False
) -> Iterator[str | About]:
    """Yield `told`, filled in with what was found, for each text in which `pattern` is found."""
    for name, said in (("subject", proof.content.subject), ("preheader", proof.content.preheader)):
        if subject and (found := pattern.search(said)):
            yield f"The {name} {told.format(shorten(found[0], 60))}."
    for story, said in _texts(proof):
        if found := pattern.search(said):
            yield _told(story, told.format(shorten(found[0], 60)))


def _told(story: StoryContent | None, what: str) -> str | About:
    if story is None:
        return f"The edition {what}."
    return About((story,), f"The story “{shorten(story.headline or story.url, 80)}” {what}.")


def _texts(proof: Proof) -> Iterator[tuple[StoryContent | None, str]]:
    """Yield every text that people wrote, with the story it belongs to."""
    for block in proof.content.blocks:
        for story in block_stories(block):
            for said in _strings(story):
                yield story, said
        for said in _strings(block):
            yield None, said


def _strings(thing: object) -> Iterator[str]:
    """Yield the texts of a block or a story and of its picture, but not those of the stories inside it."""
    if not is_dataclass(thing):
        return
    for field in fields(thing):
        value = getattr(thing, field.name)
        if isinstance(value, str) and field.name not in _ADDRESSES:
            yield plain_words(value) if field.name in _RICH else value
        for part in value if isinstance(value, tuple) else (value,):
            if not isinstance(part, StoryContent):
                yield from _strings(part)
