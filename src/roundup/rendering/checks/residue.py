"""Checks that the plain text contains nothing that was meant for a program: marks and codes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from roundup.core.newsroom_language import tell, tell_many_later
from roundup.rendering.checks.base import About, Severity, register_check
from roundup.rendering.checks.places import Place, place_of
from roundup.rendering.checks.proof import Proof

# A mark of any edition: text copied from another mail, or from a proof, contains the marks of that mail.
_MARK = re.compile(r"-ru[0-9a-f]{10}\.[a-z_]+-")
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{2,6}|#x[0-9a-fA-F]{2,5});")
_ADDRESS = re.compile(r"\bhttps?://\S+")


@register_check("text.marks", Severity.ERROR, many=tell_many_later("%(n)s marks are left in the plain text."))
def marks(proof: Proof) -> Iterator[About]:
    """Nothing replaces a mark that belongs to another edition, so readers see it."""
    own = set(proof.tokens.marks().values())
    for found in dict.fromkeys(_MARK.findall(proof.rendered.text)):
        if found not in own and not found.startswith(f"-{proof.tokens.prefix}."):
            message = tell(
                "The plain text shows “%(found)s”, a mark from another mail; take it out.", found=found
            )
            yield _about(proof, found, message)


@register_check(
    "text.entities",
    Severity.WARNING,
    many=tell_many_later("%(n)s codes are in the plain text instead of characters."),
)
def entities(proof: Proof) -> Iterator[About]:
    """Plain text has no codes for characters: readers see the code itself."""
    written = " ".join(said for _, said in _texts(proof))
    for found in dict.fromkeys(_ENTITY.findall(_ADDRESS.sub("", proof.rendered.text))):
        if found not in written:  # Otherwise the check of the words reports it.
            yield About(
                (), tell("The plain text shows the code “%(found)s”; correct its template.", found=found)
            )


def _about(proof: Proof, found: str, message: str) -> About:
    """Return a sentence about the first of an editor's texts that contains what was found."""
    squeezed = " ".join(found.split())
    place = next((place for place, said in _texts(proof) if squeezed in " ".join(said.split())), None)
    return About((), message, places=(place,) if place else ())


def _texts(proof: Proof) -> Iterator[tuple[Place, str]]:
    for story in proof.stories:
        for field in ("headline", "blurb", "kicker", "byline"):
            yield place_of(story, field), getattr(story, field)
    for sponsor in proof.sponsors:
        for field in ("label", "headline", "text"):
            yield place_of(sponsor, field), getattr(sponsor, field)
    for note in proof.notes:
        yield place_of(note, "text"), note.text
        yield place_of(note, "signature"), note.signature
