"""What the settings show about a publication's look: how readable its colours are, and the languages."""

from __future__ import annotations

from dataclasses import dataclass

from roundup.core.language import SPOKEN, Language
from roundup.core.newsroom_language import tell, tell_later
from roundup.publications.brand import brand_of
from roundup.publications.models import Publication
from roundup.rendering.colours import ENOUGH, contrast_ratio, readable_colour
from roundup.rendering.designs import DESIGNS, design_of

# The look that is in the database may be gone from the code.
_FIRST = next(iter(DESIGNS))


@dataclass(frozen=True, slots=True)
class Contrast:
    """A colour on its background, and in words how readable it is."""

    colour: str
    paper: str
    words: str


def contrasts_of(publication: Publication) -> list[Contrast]:
    """Return the contrast of the publication's colour in light and in dark inboxes, as they are saved."""
    brand = brand_of(publication)
    design = design_of(brand.look if brand.look in DESIGNS else _FIRST)
    return [
        _contrast(tell_later("Contrast on light paper: %(ratio)s to 1."), brand.accent, design.light.paper),
        _contrast(
            tell_later("Contrast on dark paper: %(ratio)s to 1."), brand.accent_dark, design.dark.paper
        ),
    ]


def _contrast(sentence: str, colour: str, paper: str) -> Contrast:
    found = contrast_ratio(colour, paper)
    words = tell(sentence, ratio=f"{found:.1f}")
    if found < ENOUGH:
        instead = readable_colour(colour, paper)
        words += " " + tell(
            "That contrast is too low to read: words are set in %(colour)s instead.", colour=instead
        )
    return Contrast(colour, paper, words)


def languages() -> dict[str, str]:
    """Return the languages that we have words in: the name of each in that language, by its tag."""
    return {tag: Language(tag).name for tag in SPOKEN}
