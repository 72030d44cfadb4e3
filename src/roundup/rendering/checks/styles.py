"""Checks of the style sheets and inline styles: what mail programs drop, and what people cannot read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from roundup.core.newsroom_language import tell
from roundup.rendering.checks.base import Severity, register_check
from roundup.rendering.checks.proof import Proof

STYLE_LIMIT = 16 * 1024
SMALLEST = 11

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_LAYOUT = re.compile(
    r"(?:display\s*:\s*(?:inline-)?(?:flex|grid)|position\s*:\s*(?:absolute|fixed|sticky)|float\s*:\s*inline-"
    r"|\bvar\(|\bcalc\(|:\s*-?[\d.]+rem\b)",
    re.IGNORECASE,
)
_FONT_SIZE = re.compile(r"(?:^|;)\s*font(?:-size)?\s*:[^;]*?(?<![\w.])([\d.]++)px", re.IGNORECASE)
_OUTLINE = r"outline(?:-width)?\s*:\s*(?:0|none)\b"
_NO_OUTLINE = re.compile(_OUTLINE, re.IGNORECASE)
# On pictures and tables this does no harm: the keyboard never reaches them.
_CHOSEN = re.compile(r"(?:(?:^|\s)\*|\ba|:focus[\w-]*)$", re.IGNORECASE)
_RULE = re.compile(r"(?<![^{}])([^{}]*+)\{(?=([^{}]*+))")


@register_check("styles.size", Severity.ERROR)
def size(proof: Proof) -> Iterator[str]:
    """Gmail drops style sheets of more than 16 kB, and with them the dark colours and phone sizes."""
    if (total := len(proof.sheet.encode())) > STYLE_LIMIT:
        yield tell(
            "The style sheets have %(size)s bytes; Gmail drops them above %(most)s.",
            size=total,
            most=STYLE_LIMIT,
        )


@register_check("styles.broken", Severity.ERROR)
def broken(proof: Proof) -> Iterator[str]:
    """Gmail drops a whole style sheet because of one mistake."""
    bare = _COMMENT.sub("", proof.sheet)
    if bare.count("{") != bare.count("}"):
        yield tell("A style sheet does not close as many braces as it opens; correct the template.")


@register_check("styles.nested", Severity.ERROR)
def nested(proof: Proof) -> Iterator[str]:
    """Gmail drops a style sheet with an @-rule inside an @-rule."""
    depth, inside = 0, 0
    for found in re.finditer(r"@[\w-]++[^{};@]*+\{|\{|\}", _COMMENT.sub("", proof.sheet)):
        opens_rule = found[0].startswith("@")
        if opens_rule and inside:
            yield tell("A style sheet has an @-rule inside an @-rule; correct the template.")
            return
        depth += -1 if found[0] == "}" else 1
        inside = depth if opens_rule else (inside if depth >= inside else 0)


@register_check("styles.url", Severity.ERROR)
def url(proof: Proof) -> Iterator[str]:
    """Gmail removes every style that contains an address; elsewhere the server learns who reads the mail."""
    if "url(" in proof.sheet.lower() or any("url(" in style.lower() for _, style in proof.styles):
        yield tell("A style loads something (url); correct the template.")


@register_check("styles.import", Severity.ERROR)
def imported(proof: Proof) -> Iterator[str]:
    """Most mail programs drop style sheets and fonts from elsewhere; the others reveal the reader."""
    if "@import" in proof.sheet.lower() or "@font-face" in proof.sheet.lower():
        yield tell("A style sheet imports another one or a font; correct the template.")


@register_check("styles.layout", Severity.WARNING)
def layout(proof: Proof) -> Iterator[str]:
    """Flex, grid, position, var, calc and rem fail for a tenth to two thirds of readers."""
    found = dict.fromkeys(
        hit[0].lower()
        for text in (proof.sheet, *(style for _, style in proof.styles))
        for hit in _LAYOUT.finditer(text)
    )
    for said in found:
        yield tell(
            "A style uses “%(words)s”, which many mail programs do not know; lay out with tables.", words=said
        )


@register_check("styles.dark", Severity.ERROR)
def dark(proof: Proof) -> Iterator[str]:
    """Half of all readers use dark mode: it needs its own colours, and Outlook's apps need them repeated."""
    if "prefers-color-scheme" not in proof.sheet:
        yield tell(
            "The style sheets have no colours for dark screens (prefers-color-scheme); correct the template."
        )
    for name in ("data-ogsc", "data-ogsb"):
        if f"[{name}]" not in proof.sheet:
            yield tell(
                "The style sheets have no colours for Outlook's dark screens (%(name)s); "
                "correct the template.",
                name=name,
            )


@register_check("styles.focus", Severity.ERROR)
def focus(proof: Proof) -> Iterator[str]:
    """People who use the keyboard must see which link they are on."""
    sheets = any(
        _NO_OUTLINE.search(body) and any(_CHOSEN.search(part.strip()) for part in head.split(","))
        for head, body in _RULE.findall(_COMMENT.sub("", proof.sheet))
    )
    if sheets or any(node.tag == "a" and _NO_OUTLINE.search(style) for node, style in proof.styles):
        yield tell("A style removes the outline of the focused element; correct the template.")


@register_check("styles.motion", Severity.WARNING)
def motion(proof: Proof) -> Iterator[str]:
    """Motion makes some people ill; the style sheet must respect their wish to avoid it."""
    if re.search(r"@keyframes|animation\s*:", proof.sheet) and "prefers-reduced-motion" not in proof.sheet:
        yield tell("A style moves something even for readers who prefer less motion; take it out.")


@register_check("styles.tiny", Severity.WARNING)
def tiny(proof: Proof) -> Iterator[str]:
    """People zoom in on smaller text or give up, and filters suspect hidden text."""
    for node, style in proof.styles:
        found = _FONT_SIZE.search(style)
        if found and 1 < float(found[1]) < SMALLEST and "".join(node.itertext()).strip():
            yield tell(
                "A text has a size of %(size)s pixels; use at least %(least)s.",
                size=found[1],
                least=SMALLEST + 1,
            )


@register_check("styles.justified", Severity.WARNING)
def justified(proof: Proof) -> Iterator[str]:
    """Justified lines without hyphens leave gaps that make people with dyslexia lose their way."""
    if any(
        re.search(r"text-align\s*:\s*justify", text)
        for text in (proof.sheet, *(style for _, style in proof.styles))
    ):
        yield tell("A text is justified; align it at the start.")
