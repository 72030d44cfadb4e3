"""How a publication looks on the pages and in the mails of this room."""

from __future__ import annotations

import re

from roundup.core.content import Brand
from roundup.publications.brand import brand_of
from roundup.publications.models import Publication
from roundup.rendering.colours import readable_colour, text_on
from roundup.rendering.designs import design_of

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_FONT = re.compile(r"[A-Za-z0-9 ,'\"-]+")
_PAPER, _NIGHT = "#ffffff", "#161514"


def brand_stylesheet(publication: Publication) -> str:
    """Return the brand's colours and fonts as CSS variables, with each colour adjusted until it can be read.

    People type the brand, so anything that is not a colour or a font is replaced by the default.
    """
    brand, plain = brand_of(publication), Brand(name="")
    design = design_of(brand.look)
    light = _colour(brand.accent, plain.accent)
    dark = _colour(brand.accent_dark, plain.accent_dark)
    return (
        f":root{{{_shades(light, _PAPER)}"
        f"--heading:{_font(brand.heading_font, design.heading_font)};"
        f"--body:{_font(brand.body_font, design.body_font)};"
        f"--ui:{_font(brand.ui_font, design.ui_font)};}}\n"
        f"@media (prefers-color-scheme:dark){{:root{{{_shades(dark, _NIGHT)}}}}}\n"
    )


def button_colours(publication: Publication) -> tuple[str, str]:
    """Return the colour of a button on light paper, and the colour of the words on it."""
    accent = _colour(brand_of(publication).accent, Brand(name="").accent)
    return accent, text_on(accent)


def _shades(accent: str, background: str) -> str:
    return f"--accent:{accent};--on-accent:{text_on(accent)};--link:{readable_colour(accent, background)};"


def _colour(chosen: str, otherwise: str) -> str:
    return chosen if _COLOUR.fullmatch(str(chosen)) else otherwise


def _font(chosen: str, otherwise: str) -> str:
    return chosen if _FONT.fullmatch(str(chosen)) else otherwise
