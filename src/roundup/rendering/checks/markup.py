"""Checks of the HTML itself: what mail programs remove, refuse or misread."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from roundup.core.newsroom_language import tell, tell_count
from roundup.rendering.checks.base import Severity, register_check
from roundup.rendering.checks.proof import Proof
from roundup.rendering.plain import shorten

_ACTIVE = (
    "script",
    "form",
    "input",
    "iframe",
    "object",
    "embed",
    "video",
    "audio",
    "svg",
    "canvas",
    "base",
    "link",
)
_KNOWN_LIST = """
    a abbr address article aside b bdi bdo blockquote body br button caption center cite code col
    colgroup dd del dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 head header hr html
    i img ins kbd li main mark meta nav ol p pre q s samp section small span strong style sub sup table
    tbody td tfoot th thead time title tr tt u ul var wbr
"""
_KNOWN = frozenset(_KNOWN_LIST.split())
_ROLES = frozenset(
    {
        "article",
        "presentation",
        "none",
        "img",
        "list",
        "listitem",
        "heading",
        "separator",
        "region",
        "navigation",
        "contentinfo",
        "banner",
        "link",
        "main",
    }
)
_ARIA_LIST = """
    aria-label aria-labelledby aria-describedby aria-description aria-hidden aria-roledescription aria-level
    aria-posinset aria-setsize aria-current
    """
_ARIA = frozenset(_ARIA_LIST.split())
_VIEWPORT = re.compile(
    r"user-scalable\s*=\s*(?:no|0)|maximum-scale\s*=\s*(?:0|1(?:\.\d*)?)\s*(?:,|;|$)", re.IGNORECASE
)
_VML = re.compile(r"<v:(?:roundrect|rect|image|oval|shape)\b[^<>]*+>", re.IGNORECASE)
_WIDTH = re.compile(r"(?:^|[;\s])(?:min-)?width:\s*(\d{3,})px")
_EVENT = re.compile(r"on[a-z]+")


@register_check("markup.mjml", Severity.ERROR)
def mjml(proof: Proof) -> Iterator[str]:
    """The contents of an MJML tag that was not turned into HTML appear in the wrong place, or not at all."""
    if "<mj-" in proof.rendered.html:
        yield tell("An MJML tag was left in the HTML; correct the template.")


@register_check("markup.active", Severity.ERROR)
def active(proof: Proof) -> Iterator[str]:
    """Mail programs remove such tags, and filters refuse messages that contain them."""
    for tag in dict.fromkeys(node.tag for node in proof.tree.iter(*_ACTIVE)):
        yield tell(
            "The HTML contains a %(tag)s, which mail programs refuse; take it out of the template.",
            tag=f"<{tag}>",
        )
    handlers = {name for node in proof.tree.iter() for name in node.attrib if _EVENT.fullmatch(str(name))}
    for name in sorted(map(str, handlers)):
        yield tell("The HTML contains the script attribute %(name)s; take it out of the template.", name=name)


@register_check("markup.unknown", Severity.ERROR)
def unknown(proof: Proof) -> Iterator[str]:
    """Every mail program treats a tag unknown to HTML in its own way."""
    tags = dict.fromkeys(node.tag for node in proof.tree.iter() if isinstance(node.tag, str))
    for tag in tags:
        if tag not in _KNOWN and tag not in _ACTIVE and not tag.startswith(("mj-", "o:", "v:", "w:")):
            yield tell("%(tag)s is not an HTML tag; correct the template.", tag=f"<{shorten(str(tag), 40)}>")


@register_check("markup.ids", Severity.ERROR)
def ids(proof: Proof) -> Iterator[str]:
    """If two elements share an id, a link or a label reaches the wrong one."""
    times = Counter(node.get("id") for node in proof.tree.iter() if node.get("id"))
    for name, count in times.items():
        if count > 1:
            yield tell_count(
                "The id “%(name)s” appears %(n)s time in the HTML; correct the template.",
                "The id “%(name)s” appears %(n)s times in the HTML; correct the template.",
                count,
                name=shorten(str(name), 40),
            )


@register_check("markup.aria", Severity.ERROR)
def aria(proof: Proof) -> Iterator[str]:
    """A wrong role or property makes a message harder to use than none at all."""
    named = {node.get("id") for node in proof.tree.iter()}
    for node in proof.tree.iter():
        for wrong in _wrong_aria(dict(node.attrib), named):
            yield tell(
                "The HTML uses %(attribute)s, which does not exist; correct the template.",
                attribute=shorten(wrong, 60),
            )


@register_check("markup.zoom", Severity.ERROR)
def zoom(proof: Proof) -> Iterator[str]:
    """People with poor sight zoom in; a message must not prevent it."""
    for meta in proof.tree.iter("meta"):
        if meta.get("name") == "viewport" and _VIEWPORT.search(meta.get("content") or ""):
            yield tell("The HTML prevents zooming (viewport); correct the template.")


@register_check("markup.scheme", Severity.ERROR)
def scheme(proof: Proof) -> Iterator[str]:
    """Without these meta tags Apple Mail changes the colours itself, and not for the better."""
    said = {meta.get("name"): meta.get("content") or "" for meta in proof.tree.iter("meta")}
    for name in ("color-scheme", "supported-color-schemes"):
        if not {"light", "dark"} <= set(said.get(name, "").split()):
            yield tell(
                "The HTML lacks the meta tag %(name)s with light and dark; correct the template.", name=name
            )


@register_check("markup.charset", Severity.ERROR)
def charset(proof: Proof) -> Iterator[str]:
    """When the message is saved or forwarded, only its own HTML says which encoding it has."""
    head = proof.rendered.html[:2000].lower()
    if not re.search(r"<meta charset=[\"']?utf-8", head):
        yield tell("The HTML does not say at the start that it is UTF-8; correct the template.")


@register_check("markup.doctype", Severity.ERROR)
def doctype(proof: Proof) -> Iterator[str]:
    """Without a doctype mail programs lay the message out as browsers did in 1998."""
    if not proof.rendered.html.lstrip().lower().startswith("<!doctype html"):
        yield tell("The HTML does not begin with %(tag)s; correct the template.", tag="<!doctype html>")


@register_check("markup.outlook", Severity.ERROR)
def outlook(proof: Proof) -> Iterator[str]:
    """An unclosed Outlook comment hides the rest of the message, or shows everybody Outlook's part."""
    html = proof.rendered.html
    opened = len(re.findall(r"<!--\[if |<!\[if ", html))
    closed = len(re.findall(r"<!\[endif\]", html))
    if opened != closed:
        yield tell_count(
            "%(n)s conditional comment for Outlook begins but %(closed)s end; correct the template.",
            "%(n)s conditional comments for Outlook begin but %(closed)s end; correct the template.",
            opened,
            closed=closed,
        )


@register_check("markup.vml", Severity.ERROR)
def vml(proof: Proof) -> Iterator[str]:
    """A shape that Outlook draws itself is a picture, and needs alternative text as pictures do."""
    for shape in _VML.findall(proof.rendered.html):
        if " alt=" not in shape and " title=" not in shape:
            yield tell(
                "A shape for Outlook has no alternative text: %(shape)s; correct the template.",
                shape=shorten(shape, 60),
            )


@register_check("markup.wide", Severity.ERROR)
def wide(proof: Proof) -> Iterator[str]:
    """On a phone readers would have to scroll sideways for every line."""
    for node, style in proof.styles:
        found = _WIDTH.search(style)
        width = int(found[1]) if found else 0
        if width > 700 or (width > 320 and "max-width" not in style and node.tag != "img"):
            yield tell(
                "A %(tag)s is at least %(width)s pixels wide; let it shrink (max-width).",
                tag=f"<{node.tag}>",
                width=width,
            )


def _wrong_aria(attributes: dict[str, str], named: set[str | None]) -> Iterator[str]:
    role = attributes.get("role")
    if role is not None and role not in _ROLES:
        yield f"role={role}"
    for name, value in attributes.items():
        if str(name).startswith("aria-") and name not in _ARIA:
            yield str(name)
        if name in ("aria-labelledby", "aria-describedby") and not set(value.split()) <= named:
            yield f"{name}={value}"
