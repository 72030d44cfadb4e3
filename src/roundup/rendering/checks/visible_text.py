"""What can be seen of each text in a message: its colour, its background, its size."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from lxml.html import HtmlElement

from roundup.rendering.checks.cascade import Attributes, Page, Style
from roundup.rendering.checks.stylesheet import Screen

_HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})\b")
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})\s*(?:[,/]\s*([\d.]+%?)\s*)?\)")
_PIXELS = re.compile(r"(?:^|\s)([\d.]+)px")
_NAMED = {
    "white": "#ffffff",
    "black": "#000000",
    "gray": "#808080",
    "grey": "#808080",
    "silver": "#c0c0c0",
    "lightgray": "#d3d3d3",
    "lightgrey": "#d3d3d3",
    "darkgray": "#a9a9a9",
    "dimgray": "#696969",
    "whitesmoke": "#f5f5f5",
    "red": "#ff0000",
    "maroon": "#800000",
    "orange": "#ffa500",
    "yellow": "#ffff00",
    "green": "#008000",
    "lime": "#00ff00",
    "teal": "#008080",
    "aqua": "#00ffff",
    "cyan": "#00ffff",
    "blue": "#0000ff",
    "navy": "#000080",
    "purple": "#800080",
    "fuchsia": "#ff00ff",
    "magenta": "#ff00ff",
}
_BOLD = re.compile(r"\b(?:bold|bolder|[6-9]00)\b")
_BOLD_TAGS = frozenset({"b", "strong", "h1", "h2", "h3", "h4", "h5", "h6", "th"})
_UNSEEN = frozenset({"style", "script"})


@dataclass(frozen=True, slots=True)
class Seen:
    """How one element shows its text. Colours are six-digit hex, `size` is pixels.

    `pictured` says that a picture is behind the text, with no colour behind the picture.
    """

    colour: str
    ground: str
    size: float = 16.0
    bold: bool = False
    underlined: bool = False
    pictured: bool = False
    gone: bool = False

    @property
    def hidden(self) -> bool:
        return self.gone or self.size <= 1

    @property
    def large(self) -> bool:
        """Whether WCAG counts it as large text."""
        return self.size >= 24 or (self.bold and self.size >= 18.66)


# The defaults in light and dark mode: text, background and links.
_CANVAS = {False: (Seen("#000000", "#ffffff"), "#0000ee"), True: (Seen("#ffffff", "#121212"), "#9e9eff")}


def seen_elements(page: Page, screen: Screen) -> dict[HtmlElement, Seen]:
    """Return how each element of the message looks on `screen`."""
    styles = page.styles(screen)
    canvas, link = _CANVAS[screen is Screen.DARK]
    seen: dict[HtmlElement, Seen] = {}
    for node, said in page.attributes.items():
        above = node.getparent()
        seen[node] = _shown(said, styles.get(node, ()), canvas if above is None else seen[above], link)
    return seen


def own_words(node: HtmlElement) -> str:
    """Return an element's own words. A picture's are shown when pictures are off."""
    if node.tag == "img":
        return (node.get("alt") or "").strip()
    if node.tag in _UNSEEN:
        return ""
    own = [node.text or "", *(child.tail or "" for child in node)]
    return " ".join(" ".join(own).split())


def _colour_of(value: str, under: str) -> str | None:
    """Return a CSS colour in six-digit hex, blended with `under` if it is translucent, or None."""
    if found := _HEX.search(value):
        digits = found[0][1:]
        return "#" + (digits if len(digits) == 6 else "".join(2 * digit for digit in digits))
    if found := _RGB.search(value):
        return _over([int(found[place]) for place in (1, 2, 3)], _share(found[4]), under)
    return next((_NAMED[word] for word in value.split() if word in _NAMED), None)


@lru_cache(maxsize=4096)
def _shown(said: Attributes, style: Style, above: Seen, link: str) -> Seen:
    """Return how an element looks inside one that looks like `above`. Cached, because so many look alike."""
    told = dict(style)
    now = _texted(said, told, above, link)
    ground = told.get("background-color") or said.bgcolor
    if colour := _colour_of(ground.lower(), above.ground):
        return replace(now, ground=colour, pictured=False)
    pictured = "url(" in told.get("background-image", "") or said.background
    return replace(now, pictured=True) if pictured else now


def _texted(said: Attributes, told: dict[str, str], above: Seen, link: str) -> Seen:
    written = told.get("color") or said.color
    own = None if written == "inherit" else _colour_of(written.lower(), above.ground)
    inherits = not said.link or written == "inherit"
    size, bold = _font(said.tag, told, above)
    return Seen(
        colour=own or (above.colour if inherits else link),
        ground=above.ground,
        size=size,
        bold=bold,
        underlined=_is_underlined(said, told, above),
        pictured=above.pictured,
        gone=above.gone or _is_gone(told),
    )


def _font(tag: str, told: dict[str, str], above: Seen) -> tuple[float, bool]:
    found = _PIXELS.search(told.get("font-size", ""))
    size = float(found[1]) if found else above.size
    weight = told.get("font-weight")
    return size, bool(_BOLD.search(weight)) if weight else above.bold or tag in _BOLD_TAGS


def _is_underlined(said: Attributes, told: dict[str, str], above: Seen) -> bool:
    if decoration := told.get("text-decoration"):
        return "underline" in decoration or above.underlined
    return above.underlined or said.link or said.tag == "u"


def _is_gone(told: dict[str, str]) -> bool:
    return (
        told.get("display") == "none"
        or told.get("visibility") == "hidden"
        or told.get("opacity") in ("0", "0.0")
    )


def _share(alpha: str | None) -> float:
    if alpha is None:
        return 1.0
    return float(alpha.rstrip("%")) / (100 if alpha.endswith("%") else 1)


@lru_cache(maxsize=256)
def _mixed(red: int, green: int, blue: int, share: float, under: str) -> str:
    below = (int(under[1:3], 16), int(under[3:5], 16), int(under[5:7], 16))
    return "#{:02x}{:02x}{:02x}".format(
        *(
            min(255, round(one * share + other * (1 - share)))
            for one, other in zip((red, green, blue), below, strict=True)
        )
    )


def _over(colour: list[int], share: float, under: str) -> str | None:
    return _mixed(*colour, min(share, 1.0), under) if share > 0 else None
