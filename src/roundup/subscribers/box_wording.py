"""The words of the box. A form names their version, and the consent keeps the words of that version.

A magazine pastes a snippet once and forgets it: years later it still shows its old words. So every wording
is kept before anybody can copy it, and a version that we never issued proves nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from roundup.core.language import say_later
from roundup.core.lines import plain_line
from roundup.publications.brand import language_of
from roundup.publications.models import Publication
from roundup.subscribers import consent_wording
from roundup.subscribers.box_models import Box, BoxWording

LONGEST_WORDS: Final = 600
_WORDS: Final = say_later(
    "Subscribe now to our weekly round-up and don't miss a beat with your favorite contributors and "
    "reporters, as well as staff analysis, opinion, and news."
)
_LETTERS = 12
_VERSION = re.compile(rf"[0-9a-f]{{{_LETTERS}}}")


@dataclass(frozen=True, slots=True)
class Wording:
    """What a box shows: the publication's own words, what pressing the button means, and the button."""

    words: str
    terms: str
    button: str

    @property
    def text(self) -> str:
        """All of it, as the consent keeps it."""
        return f"{self.words}\n{self.terms}\n[{self.button}]"

    @property
    def version(self) -> str:
        """The digest by which a form says what it showed."""
        return sha256(self.text.encode()).hexdigest()[:_LETTERS]


def usual_words(publication: Publication) -> str:
    """Return the words of a box for which the publication has chosen none."""
    return language_of(publication).say(_WORDS)


def chosen_words(publication: Publication) -> str:
    """Return the words that the publication has chosen, or ''."""
    box = Box.objects.filter(publication=publication).first()
    return plain_line(box.words) if box else ""


def wording_of(publication: Publication) -> Wording:
    """Return what the publication's box shows now."""
    words = chosen_words(publication) or usual_words(publication)
    return Wording(words, consent_wording.asking(publication), language_of(publication).say("Subscribe"))


def keep_wording(publication: Publication, now: datetime) -> None:
    """Keep what the publication's box shows now. Safe to repeat, even at the same time."""
    wording = wording_of(publication)
    BoxWording.objects.get_or_create(
        publication=publication,
        version=wording.version,
        defaults={"text": wording.text, "issued_at": now},
    )


def keep_wordings(now: datetime) -> None:
    """Keep what all boxes show now, whatever has changed it: a name, a language, or a new Roundup."""
    for publication in Publication.objects.order_by("pk"):
        keep_wording(publication, now)


def known_text(publication: Publication, version: str) -> str:
    """Return what a box of this publication showed under this version, or '' if none ever did."""
    if not _VERSION.fullmatch(version):
        return ""
    now = wording_of(publication)
    if version == now.version:
        return now.text
    kept = BoxWording.objects.filter(publication=publication, version=version)
    return kept.values_list("text", flat=True).first() or ""
