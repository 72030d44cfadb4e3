"""Checks for placeholders that nobody replaced."""

from __future__ import annotations

import re
from collections.abc import Iterator

from roundup.core.newsroom_language import tell_later, tell_many_later
from roundup.rendering.checks.base import About, Severity, register_check
from roundup.rendering.checks.found_texts import Sentences, about_text, found_in, texts_of
from roundup.rendering.checks.proof import Proof

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


@register_check(
    "placeholders.template", Severity.ERROR, many=tell_many_later("%(n)s texts show an unfilled template.")
)
def template(proof: Proof) -> Iterator[About]:
    """An unfilled placeholder is the best-known mistake in newsletters."""
    yield from found_in(
        proof,
        _TEMPLATE,
        Sentences(
            subject=tell_later(
                "The subject shows “%(found)s”, an unfilled template; write what belongs there."
            ),
            preheader=tell_later(
                "The preheader shows “%(found)s”, an unfilled template; write what belongs there."
            ),
        ),
    )


@register_check(
    "placeholders.template-in-story",
    Severity.WARNING,
    many=tell_many_later("%(n)s texts show what looks like an unfilled template."),
    choice=tell_later("What looks like an unfilled template in a story"),
)
def template_in_story(proof: Proof) -> Iterator[About]:
    """It may be a gap that nobody filled, but a text about programming may well contain such characters."""
    yield from found_in(
        proof,
        _TEMPLATE,
        Sentences(
            story=tell_later(
                "The story “%(story)s” shows “%(found)s”, which looks like an unfilled template; look at it."
            ),
            edition=tell_later(
                "The edition shows “%(found)s”, which looks like an unfilled template; look at it."
            ),
        ),
    )


@register_check(
    "placeholders.nothing", Severity.ERROR, many=tell_many_later("%(n)s texts say only “None” or the like.")
)
def nothing(proof: Proof) -> Iterator[About]:
    """A field that says only “None” or “undefined” was filled in by a program that had no value."""
    told = Sentences(
        story=tell_later("The story “%(story)s” says only “%(found)s”; write what belongs there."),
        edition=tell_later("The edition says only “%(found)s”; write what belongs there."),
    )
    for text in texts_of(proof):
        if _NOTHING.fullmatch(text.said.strip()):
            yield about_text(text, told, text.said.strip())


@register_check(
    "placeholders.filler", Severity.ERROR, many=tell_many_later("%(n)s texts contain dummy text.")
)
def filler(proof: Proof) -> Iterator[About]:
    """Many newsletters have gone out with dummy text, and people laugh about it for years."""
    yield from found_in(
        proof,
        _FILLER,
        Sentences(
            story=tell_later(
                "The story “%(story)s” contains the dummy text “%(found)s”; write what belongs there."
            ),
            edition=tell_later("The edition contains the dummy text “%(found)s”; write what belongs there."),
            subject=tell_later("The subject contains the dummy text “%(found)s”; write what belongs there."),
            preheader=tell_later(
                "The preheader contains the dummy text “%(found)s”; write what belongs there."
            ),
        ),
    )


@register_check(
    "placeholders.bracketed", Severity.ERROR, many=tell_many_later("%(n)s texts have a gap in brackets.")
)
def bracketed(proof: Proof) -> Iterator[About]:
    """A request in brackets was meant for a colleague, not for readers."""
    told = Sentences(
        story=tell_later(
            "The story “%(story)s” contains “%(found)s”, which was meant to be "
            "replaced; write what belongs there."
        ),
        edition=tell_later(
            "The edition contains “%(found)s”, which was meant to be replaced; write what belongs there."
        ),
        subject=tell_later(
            "The subject contains “%(found)s”, which was meant to be replaced; write what belongs there."
        ),
        preheader=tell_later(
            "The preheader contains “%(found)s”, which was meant to be replaced; write what belongs there."
        ),
    )
    yield from found_in(proof, _BRACKETED, told)


@register_check(
    "placeholders.to-come",
    Severity.ERROR,
    many=tell_many_later("%(n)s texts say that something is still to come."),
    choice=tell_later("TK: words that are still to come"),
)
def to_come(proof: Proof) -> Iterator[About]:
    """Journalists write TK for “to come”; where TK is a name, a publication can make this a warning."""
    yield from found_in(
        proof,
        _TO_COME,
        Sentences(
            story=tell_later(
                "The story “%(story)s” contains “%(found)s”, which means that "
                "something is still to come; write it."
            ),
            edition=tell_later(
                "The edition contains “%(found)s”, which means that something is still to come; write it."
            ),
            subject=tell_later(
                "The subject contains “%(found)s”, which means that something is still to come; write it."
            ),
            preheader=tell_later(
                "The preheader contains “%(found)s”, which means that something is still to come; write it."
            ),
        ),
    )


@register_check(
    "placeholders.to-do",
    Severity.WARNING,
    many=tell_many_later("%(n)s texts contain a note to oneself."),
    choice=tell_later("TODO, TBD and other notes to oneself"),
)
def to_do(proof: Proof) -> Iterator[About]:
    """TODO, TBD and the like are notes to oneself."""
    yield from found_in(
        proof,
        _TODO,
        Sentences(
            story=tell_later("The story “%(story)s” contains the note “%(found)s”; do it, or take it out."),
            edition=tell_later("The edition contains the note “%(found)s”; do it, or take it out."),
            subject=tell_later("The subject contains the note “%(found)s”; do it, or take it out."),
            preheader=tell_later("The preheader contains the note “%(found)s”; do it, or take it out."),
        ),
    )


@register_check(
    "placeholders.crosses",
    Severity.WARNING,
    many=tell_many_later("%(n)s texts contain a row of x’s."),
    choice=tell_later("A row of x’s"),
)
def crosses(proof: Proof) -> Iterator[About]:
    """Many writers mark a gap with a row of x's, and filters take that for something else."""
    yield from found_in(
        proof,
        _CROSSES,
        Sentences(
            story=tell_later("The story “%(story)s” contains “%(found)s”, which may mark a gap; fill it."),
            edition=tell_later("The edition contains “%(found)s”, which may mark a gap; fill it."),
            subject=tell_later("The subject contains “%(found)s”, which may mark a gap; fill it."),
            preheader=tell_later("The preheader contains “%(found)s”, which may mark a gap; fill it."),
        ),
    )
