"""Checks for characters that readers would see raw: codes, tags, formatting, a wrong encoding."""

from __future__ import annotations

import re
from collections.abc import Iterator

from roundup.core.newsroom_language import tell_later, tell_many_later
from roundup.rendering.checks.base import About, Severity, register_check
from roundup.rendering.checks.found_texts import Sentences, found_in
from roundup.rendering.checks.proof import Proof

_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|nbsp|#\d{2,6}|#x[0-9a-fA-F]{2,5}|[lr][sd]quo|hellip|[mn]dash);")
_TAG = re.compile(r"</?(?:p|br|a|b|i|em|strong|img|div|span|ul|li|h[1-6]|figure|iframe)\b[^<>]{0,300}>")
# UTF-8 read as Latin-1 or Windows-1252: what a lead byte becomes, then what the next byte becomes.
_GARBLED = re.compile(r"Ã[\u0080-\u00bf\u0152-\u2122]|â(?:€|\u0080)[\u0080-\u2122]|Â[\u00a0-\u00bf]|\ufffd")
# Signs that open or close formatting, but have no counterpart.
_FORMATTING = re.compile(r"\*\*|\]\(|(?<!\w)__(?=\w)|(?<=\w)__(?!\w)")


@register_check(
    "words.entities",
    Severity.WARNING,
    many=tell_many_later("%(n)s texts show a character that was escaped twice."),
    choice=tell_later("Characters that were escaped twice, such as &amp;"),
)
def entities(proof: Proof) -> Iterator[About]:
    """Text that was escaped twice shows codes instead of characters."""
    yield from found_in(
        proof,
        _ENTITY,
        Sentences(
            story=tell_later(
                "The story “%(story)s” shows “%(found)s”, a character that was escaped twice; write the "
                "character itself."
            ),
            edition=tell_later(
                "The edition shows “%(found)s”, a character that was escaped twice; write the character "
                "itself."
            ),
            subject=tell_later(
                "The subject shows “%(found)s”, a character that was escaped twice; write the character "
                "itself."
            ),
            preheader=tell_later(
                "The preheader shows “%(found)s”, a character that was escaped twice; write the character "
                "itself."
            ),
        ),
    )


@register_check(
    "words.markup",
    Severity.WARNING,
    many=tell_many_later("%(n)s texts show a tag."),
    choice=tell_later("Tags in a text, such as <b>"),
)
def markup(proof: Proof) -> Iterator[About]:
    """Readers see a tag in a plain text field as it is written."""
    yield from found_in(
        proof,
        _TAG,
        Sentences(
            story=tell_later("The story “%(story)s” shows the tag “%(found)s”; take it out."),
            edition=tell_later("The edition shows the tag “%(found)s”; take it out."),
            subject=tell_later("The subject shows the tag “%(found)s”; take it out."),
            preheader=tell_later("The preheader shows the tag “%(found)s”; take it out."),
        ),
    )


@register_check(
    "words.formatting",
    Severity.WARNING,
    many=tell_many_later("%(n)s texts show formatting characters."),
    choice=tell_later("Formatting characters that are shown as they are written"),
)
def formatting(proof: Proof) -> Iterator[About]:
    """Readers see unpaired asterisks, and links without a valid address, just as they are written."""
    told = Sentences(
        story=tell_later(
            "The story “%(story)s” shows “%(found)s”, a formatting character; complete what it belongs to, "
            "or take it out."
        ),
        edition=tell_later(
            "The edition shows “%(found)s”, a formatting character; complete what it belongs to, or take "
            "it out."
        ),
        subject=tell_later(
            "The subject shows “%(found)s”, a formatting character; complete what it belongs to, or take "
            "it out."
        ),
        preheader=tell_later(
            "The preheader shows “%(found)s”, a formatting character; complete what it belongs to, or take "
            "it out."
        ),
    )
    yield from found_in(proof, _FORMATTING, told)


@register_check(
    "words.garbled",
    Severity.WARNING,
    many=tell_many_later("%(n)s texts contain letters in a wrong encoding."),
    choice=tell_later("Letters in a wrong encoding"),
)
def garbled(proof: Proof) -> Iterator[About]:
    """Letters like these show that the text was read in the wrong encoding on its way here."""
    yield from found_in(
        proof,
        _GARBLED,
        Sentences(
            story=tell_later(
                "The story “%(story)s” contains “%(found)s”, letters in a wrong encoding; retype them."
            ),
            edition=tell_later("The edition contains “%(found)s”, letters in a wrong encoding; retype them."),
        ),
    )
