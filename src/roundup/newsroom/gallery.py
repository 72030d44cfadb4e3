"""Every block and every message that is registered, with sample content, in every look."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from roundup.core.content import Brand, Lead, Stories
from roundup.core.language import Language
from roundup.core.newsroom_language import tell, tell_later
from roundup.core.personal_links import personalise_html, personalise_text
from roundup.core.tokens import PersonalTokens
from roundup.editions.proof import renderer_of
from roundup.publications.brand import brand_of, language_of
from roundup.publications.models import Publication
from roundup.rendering.edition import render_edition
from roundup.rendering.message_samples import MESSAGES
from roundup.rendering.renderer import Renderer, default_renderer
from roundup.rendering.samples import sample_blocks, sample_brand, sample_edition
from roundup.subscribers.links import nobodys_links

Kind = Literal["edition", "block", "message"]
_WHOLE: Final = "whole"
_TALL: Final = (Lead.kind, Stories.kind)
_TITLES: Final = {
    "edition": tell_later("Editions"),
    "block": tell_later("Blocks"),
    "message": tell_later("Messages"),
}
_PIECES: Final = {
    _WHOLE: tell_later("A whole edition"),
    "note": tell_later("Note"),
    "lead": tell_later("Lead"),
    "stories": tell_later("Stories"),
    "briefs": tell_later("Briefs"),
    "quick_hits": tell_later("Quick hits"),
    "most_read": tell_later("Most read"),
    "contributors": tell_later("Contributors"),
    "sponsor": tell_later("Sponsor"),
    "footer": tell_later("Footer"),
    "confirmation": tell_later("Confirmation"),
    "link": tell_later("A reader’s link"),
    "leave": tell_later("Note after a leave"),
    "welcome": tell_later("Welcome"),
    "address_change": tell_later("Address change"),
    "moved": tell_later("Note to the old address"),
    "data": tell_later("Link to a reader’s data"),
    "draft_ready": tell_later("Draft ready"),
    "reminder": tell_later("Reminder"),
    "mailed": tell_later("Gone out"),
    "not_mailed": tell_later("Skipped"),
    "alarm": tell_later("Alarm"),
}
# Shown for every picture in the samples, which are about a place that does not exist: a sun over the sea.
_PICTURE: Final = (
    "data:image/svg+xml,%3Csvg xmlns=%27http://www.w3.org/2000/svg%27 viewBox=%270 0 12 8%27 "
    "preserveAspectRatio=%27xMidYMid slice%27%3E%3Cpath fill=%27%23e8d9c3%27 d=%27M0 0h12v8H0z%27/%3E"
    "%3Ccircle fill=%27%23f7f1e6%27 cx=%278%27 cy=%273%27 r=%271.2%27/%3E"
    "%3Cpath fill=%27%234b6b78%27 d=%27M0 5l3-1.5 3 1.2 6-.9V8H0z%27/%3E%3C/svg%3E"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing in the gallery: `kind` and `name` are its address."""

    kind: Kind
    name: str

    @property
    def title(self) -> str:
        return tell(_PIECES[self.name])

    @property
    def is_tall(self) -> bool:
        """Whether a frame of the usual height would show little of it below the masthead."""
        return self.kind == "edition" or (self.kind == "block" and self.name in _TALL)


@dataclass(frozen=True, slots=True)
class Shelf:
    title: str
    pieces: Sequence[Piece]


def shelves() -> list[Shelf]:
    """Return everything that the gallery shows."""
    blocks = [Piece("block", name) for name in sample_blocks()]
    mails = [Piece("message", name) for name in MESSAGES]
    return [
        Shelf(tell(_TITLES["edition"]), [Piece("edition", _WHOLE)]),
        Shelf(tell(_TITLES["block"]), blocks),
        Shelf(tell(_TITLES["message"]), mails),
    ]


def find(kind: str, name: str) -> Piece | None:
    """Return the piece at an address; None if there is none."""
    every = (piece for shelf in shelves() for piece in shelf.pieces)
    return next((piece for piece in every if (piece.kind, piece.name) == (kind, name)), None)


@dataclass(frozen=True, slots=True)
class Drawn:
    """Both forms of a piece, as readers get them."""

    html: str
    text: str


def drawn(piece: Piece, look: str, publication: Publication | None) -> Drawn:
    """Return a piece in one of the looks, in the publication's colours, language and own templates."""
    brand = replace(brand_of(publication) if publication else sample_brand(), look=look)
    language = language_of(publication) if publication else Language("en")
    used = renderer_of(publication) if publication else default_renderer()
    if piece.kind == "message":
        mail = MESSAGES[piece.name](brand, language, used)
        return Drawn(mail.html, mail.text)
    return _edition(piece, brand, language, used)


def _edition(piece: Piece, brand: Brand, language: Language, used: Renderer) -> Drawn:
    whole = replace(sample_edition(), brand=brand, language=language.tag, direction=language.direction)
    content = whole if piece.kind == "edition" else replace(whole, blocks=(sample_blocks()[piece.name],))
    nobodys = PersonalTokens(content.token_prefix).values_for_nobody(nobodys_links(0))
    rendered = render_edition(content, used)
    html = re.sub(
        rf"{re.escape(_pictures())}/[\w-]+\.jpg", _PICTURE, personalise_html(rendered.html, nobodys)
    )
    return Drawn(html, personalise_text(rendered.text, nobodys))


def _pictures() -> str:
    """Return where the samples' pictures would be."""
    lead = sample_blocks()["lead"]
    image = lead.story.image if isinstance(lead, Lead) else None
    return image.url.rpartition("/")[0] if image else sample_brand().url
