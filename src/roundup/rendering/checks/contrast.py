"""Checks of what can be seen: each text against its background, on every kind of screen."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from lxml.html import HtmlElement

from roundup.core.newsroom_language import tell, tell_later
from roundup.rendering import colours
from roundup.rendering.checks.base import About, Severity, register_check
from roundup.rendering.checks.proof import Proof
from roundup.rendering.checks.stylesheet import Screen
from roundup.rendering.checks.visible_text import Seen
from roundup.rendering.plain import shorten

ENOUGH = 4.5
ENOUGH_LARGE = 3.0
# Text with less contrast than this is meant to be hidden, not just pale.
INVISIBLE = 1.15
_LONG_HIDDEN = 400
contrast = lru_cache(maxsize=1024)(colours.contrast_ratio)
_BLOCKS = frozenset({"p", "li", "td", "div", "h1", "h2", "h3", "h4", "blockquote", "dd", "dt", "th", "body"})


@register_check("contrast.light", Severity.ERROR)
def light(proof: Proof) -> Iterator[str | About]:
    """WCAG asks for 4.5:1 between text and background (3:1 for large text); many need that to read."""
    yield from _pale(
        proof,
        Screen.LIGHT,
        (),
        tell_later(
            "“%(words)s” has a contrast of %(ratio)s:1 (%(colour)s on %(ground)s); it needs %(needed)s:1."
        ),
    )


@register_check("contrast.dark", Severity.ERROR)
def dark(proof: Proof) -> Iterator[str | About]:
    """Half of all readers use dark mode, where other colours apply."""
    yield from _pale(
        proof,
        Screen.DARK,
        (Screen.LIGHT,),
        tell_later(
            "“%(words)s” has a contrast of %(ratio)s:1 on dark screens (%(colour)s on %(ground)s); "
            "it needs %(needed)s:1."
        ),
    )


@register_check("contrast.outlook", Severity.ERROR)
def outlook(proof: Proof) -> Iterator[str | About]:
    """Outlook's apps mark dark mode with attributes of their own, so each dark rule is repeated for them."""
    if all(f"[{mark}]" in proof.sheet for mark in ("data-ogsc", "data-ogsb")):
        yield from _pale(
            proof,
            Screen.OUTLOOK,
            (Screen.LIGHT, Screen.DARK),
            tell_later(
                "“%(words)s” has a contrast of %(ratio)s:1 on Outlook's dark screens "
                "(%(colour)s on %(ground)s); it needs %(needed)s:1."
            ),
        )


@register_check("contrast.unstyled", Severity.ERROR)
def unstyled(proof: Proof) -> Iterator[str | About]:
    """If the style sheet is dropped, as Gmail does with long messages, only the inline colours are left."""
    yield from _pale(
        proof,
        Screen.UNSTYLED,
        (Screen.LIGHT,),
        tell_later(
            "“%(words)s” has a contrast of %(ratio)s:1 where the style sheet is dropped "
            "(%(colour)s on %(ground)s); it needs %(needed)s:1."
        ),
    )


@register_check("contrast.picture", Severity.ERROR)
def picture(proof: Proof) -> Iterator[str]:
    """If pictures are switched off, text on a picture has no known background."""
    for _, words, seen in proof.painted(Screen.LIGHT):
        if seen.pictured and not seen.hidden:
            yield tell(
                "“%(words)s” is set on a picture with no colour behind it; give it a background colour.",
                words=shorten(words, 60),
            )


@register_check("contrast.links", Severity.ERROR)
def links(proof: Proof) -> Iterator[str | About]:
    """People who cannot tell colours apart miss a link in running text if only its colour marks it."""
    for node, words, seen in proof.painted(Screen.LIGHT):
        link = _link(node)
        if link is None or seen.underlined or seen.hidden or node.tag == "img":
            continue
        around = _around(link)
        if around is not None and contrast(seen.colour, proof.seen(Screen.LIGHT)[around].colour) < 3:
            yield tell(
                "The link “%(words)s” looks like the text around it; underline it.", words=shorten(words, 60)
            )


@register_check("spam.hidden-text", Severity.ERROR)
def hidden_text(proof: Proof) -> Iterator[str]:
    """Text in the colour of its background is a spammer's trick, and filters look for it."""
    for _, words, seen in proof.painted(Screen.LIGHT):
        if (
            not seen.hidden
            and contrast(seen.colour, seen.ground) < INVISIBLE
            and words.strip("\xa0\u200c\u034f ")
        ):
            yield tell(
                "“%(words)s” has the colour of its background; take it out, or make it visible.",
                words=shorten(words, 60),
            )


@register_check("spam.hidden-long", Severity.WARNING)
def hidden_long(proof: Proof) -> Iterator[str]:
    """Gmail asks senders not to hide content; filters are used to one hidden sentence, the preheader."""
    said = " ".join(words for _, words, seen in proof.painted(Screen.LIGHT) if seen.hidden)
    bare = " ".join(said.replace("\xa0", " ").replace("\u200c", "").replace("\u034f", "").split())
    if len(bare) > _LONG_HIDDEN:
        yield tell(
            "%(length)s characters of the message are hidden; hide nothing but the preheader.",
            length=len(bare),
        )


def _pale(proof: Proof, screen: Screen, told: tuple[Screen, ...], sentence: str) -> Iterator[str | About]:
    """Yield the `sentence` for each pair of colours, unless another screen has reported it already."""
    known = {node for other in told for node, _, seen in proof.painted(other) if not _reads(seen)}
    pairs: set[tuple[str, str, bool]] = set()
    for node, words, seen in proof.painted(screen):
        pair = (seen.colour, seen.ground, seen.large)
        if node in known or pair in pairs or _reads(seen):
            continue
        pairs.add(pair)
        message = tell(
            sentence,
            words=shorten(words, 60),
            ratio=f"{contrast(seen.colour, seen.ground):.1f}",
            colour=seen.colour,
            ground=seen.ground,
            needed=_needed(seen),
        )
        link = _link(node)
        story = proof.by_address.get(link.get("href") or "") if link is not None else None
        yield About((story,), message) if story else message


def _reads(seen: Seen) -> bool:
    """Say whether the text is to be judged: text that is hidden, or reported as hidden, is not just pale."""
    if seen.hidden or seen.pictured:
        return True
    ratio = contrast(seen.colour, seen.ground)
    return ratio >= _needed(seen) or ratio < INVISIBLE


def _needed(seen: Seen) -> float:
    return ENOUGH_LARGE if seen.large else ENOUGH


def _link(node: HtmlElement) -> HtmlElement | None:
    """Return the link that an element is, or is inside of."""
    return node if node.tag == "a" else next(node.iterancestors("a"), None)


def _around(link: HtmlElement) -> HtmlElement | None:
    """Return the element whose running text contains the link, if there is one."""
    above = link.getparent()
    while above is not None and above.tag not in _BLOCKS:
        above = above.getparent()
    if above is None:
        return None
    beside = "".join(above.itertext()).replace("\xa0", " ")
    for other in above.iter("a"):
        beside = beside.replace("".join(other.itertext()), "", 1)
    return above if sum(sign.isalnum() for sign in beside) > 0 else None
