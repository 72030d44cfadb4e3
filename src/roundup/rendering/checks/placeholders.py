"""Checks for placeholders that nobody replaced, and for text that was garbled on its way here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass

from roundup.core.articles import Image
from roundup.core.content import Note, Sponsor, StoryContent
from roundup.rendering.checks.base import About, Severity, register_check
from roundup.rendering.checks.places import Told, in_edition
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


@dataclass(frozen=True, slots=True)
class _Text:
    """One text that somebody wrote, and the field of what it belongs to, if an editor can change it there."""

    said: str
    told: Told | None
    field: str


@register_check("placeholders.template", Severity.ERROR, many="{} texts show an unfilled template")
def template(proof: Proof) -> Iterator[About]:
    """An unfilled placeholder is the best-known mistake in newsletters."""
    yield from _found_in_lines(proof, _TEMPLATE, "shows “{}”, an unfilled template; write what belongs there")


@register_check(
    "placeholders.template-in-story",
    Severity.WARNING,
    many="{} texts show what looks like an unfilled template",
    choice="What looks like an unfilled template in a story",
)
def template_in_story(proof: Proof) -> Iterator[About]:
    """It may be a gap that nobody filled; but a text about programming may well contain such signs."""
    yield from _found(proof, _TEMPLATE, "shows “{}”, which looks like an unfilled template; look at it")


@register_check("placeholders.nothing", Severity.ERROR, many="{} texts say only “None” or the like")
def nothing(proof: Proof) -> Iterator[About]:
    """A field that says only “None” or “undefined” was filled in by a program that had no value."""
    for text in _texts(proof):
        if _NOTHING.fullmatch(text.said.strip()):
            yield _about(text, f"says only “{text.said.strip()}”; write what belongs there")


@register_check("placeholders.filler", Severity.ERROR, many="{} texts contain dummy text")
def filler(proof: Proof) -> Iterator[About]:
    """Many newsletters have gone out with dummy text, and people laugh about it for years."""
    yield from _found(proof, _FILLER, "contains the dummy text “{}”; write what belongs there", subject=True)


@register_check("placeholders.bracketed", Severity.ERROR, many="{} texts have a gap in brackets")
def bracketed(proof: Proof) -> Iterator[About]:
    """A request in brackets was meant for a colleague, not for readers."""
    told = "contains “{}”, which was meant to be replaced; write what belongs there"
    yield from _found(proof, _BRACKETED, told, subject=True)


@register_check(
    "placeholders.to-come",
    Severity.ERROR,
    many="{} texts say that something is still to come",
    choice="TK: words that are still to come",
)
def to_come(proof: Proof) -> Iterator[About]:
    """Journalists write TK for “to come”; where TK is a name, a publication can make this a warning."""
    yield from _found(
        proof, _TO_COME, "contains “{}”, which means that something is still to come; write it", subject=True
    )


@register_check(
    "placeholders.to-do",
    Severity.WARNING,
    many="{} texts contain a note to oneself",
    choice="TODO, TBD and other notes to oneself",
)
def to_do(proof: Proof) -> Iterator[About]:
    """TODO, TBD and the like are notes to oneself."""
    yield from _found(proof, _TODO, "contains the note “{}”; do it, or take it out", subject=True)


@register_check(
    "placeholders.crosses", Severity.WARNING, many="{} texts contain a row of x’s", choice="A row of x’s"
)
def crosses(proof: Proof) -> Iterator[About]:
    """Many writers mark a gap with a row of x's, and filters take that for something else."""
    yield from _found(proof, _CROSSES, "contains “{}”, which may mark a gap; fill it", subject=True)


@register_check(
    "words.entities",
    Severity.WARNING,
    many="{} texts show a sign that was escaped twice",
    choice="Signs that were escaped twice, such as &amp;",
)
def entities(proof: Proof) -> Iterator[About]:
    """Text that was escaped twice shows the codes instead of the signs."""
    yield from _found(
        proof, _ENTITY, "shows “{}”, a sign that was escaped twice; write the sign itself", subject=True
    )


@register_check(
    "words.markup", Severity.WARNING, many="{} texts show a tag", choice="Tags in a text, such as <b>"
)
def markup(proof: Proof) -> Iterator[About]:
    """Readers see a tag in a plain text field as it is written."""
    yield from _found(proof, _TAG, "shows the tag “{}”; take it out", subject=True)


@register_check(
    "words.formatting",
    Severity.WARNING,
    many="{} texts show signs of formatting",
    choice="Signs of formatting that are shown as they are written",
)
def formatting(proof: Proof) -> Iterator[About]:
    """Readers see asterisks that close nothing, and links to what is not an address, as they are written."""
    told = "shows “{}”, a sign of formatting; complete what it belongs to, or take it out"
    yield from _found(proof, _FORMATTING, told, subject=True)


@register_check(
    "words.garbled",
    Severity.WARNING,
    many="{} texts contain letters of a wrong encoding",
    choice="Letters of a wrong encoding",
)
def garbled(proof: Proof) -> Iterator[About]:
    """Letters like these show that the text was read in the wrong encoding on its way here."""
    yield from _found(proof, _GARBLED, "contains “{}”, letters of a wrong encoding; retype them")


def _found(proof: Proof, pattern: re.Pattern[str], told: str, *, subject: bool = False) -> Iterator[About]:
    """Yield `told`, filled in with what was found, for each text in which `pattern` is found."""
    if subject:
        yield from _found_in_lines(proof, pattern, told)
    for text in _texts(proof):
        if found := pattern.search(text.said):
            yield _about(text, told.format(shorten(found[0], 60)))


def _found_in_lines(proof: Proof, pattern: re.Pattern[str], told: str) -> Iterator[About]:
    """Yield `told` for subject and preheader, if `pattern` is found there."""
    for name, said in (("subject", proof.content.subject), ("preheader", proof.content.preheader)):
        if found := pattern.search(said):
            message = f"The {name} {told.format(shorten(found[0], 60))}."
            yield About((), message, places=(in_edition(name),))


def _about(text: _Text, what: str) -> About:
    story = text.told if isinstance(text.told, StoryContent) else None
    named = f"The story “{shorten(story.headline or story.url, 80)}”" if story else "The edition"
    return About((text.told,) if text.told else (), f"{named} {what}.", text.field)


def _texts(proof: Proof) -> Iterator[_Text]:
    """Yield every text that people wrote."""
    for block in proof.content.blocks:
        for story in block_stories(block):
            yield from (_Text(said, story, field) for field, said in _strings(story))
        told = block if isinstance(block, Note | Sponsor) else None
        yield from (_Text(said, told, field) for field, said in _strings(block))


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
