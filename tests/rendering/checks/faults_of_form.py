"""Faults of the HTML, its styles and its size, and of the plain text."""

from __future__ import annotations

import re
from dataclasses import replace

from roundup.core.content import Briefs, Footer, Lead, Stories
from roundup.rendering.size import forecast_size
from tests.rendering.checks.planting import (
    Case,
    Fault,
    Plant,
    appended,
    html,
    inserted,
    lead_of,
    note,
    rendered_anew,
    sheet,
    text,
    tiny_stories,
    with_html,
    with_text,
)

_WORDS = "Words of the week"


def _without(pattern: str, put: str = "") -> Plant:
    def plant(case: Case) -> Case:
        changed, count = re.subn(pattern, put, case.rendered.html, flags=re.DOTALL)
        assert count, f"the template has changed: nothing is like {pattern}"
        return with_html(case, changed)

    return plant


def _no_heading(case: Case) -> Case:
    """Make a paragraph of the lead's heading."""
    headline = re.escape(lead_of(case.content).headline)
    pattern = rf"<h([2-6])\b([^>]*)>((?:(?!</h[1-6]>).)*{headline}.*?)</h\1>"
    return with_html(case, re.sub(pattern, r"<p\2>\3</p>", case.rendered.html, count=1, flags=re.DOTALL))


def _padded(goal: int, *, tracked: bool, first: bool) -> Plant:
    """Bring the forecast to `goal` bytes with a comment at the beginning or the end."""

    def plant(case: Case) -> Case:
        comment = f"<!--{'.' * (goal - forecast_size(case.rendered.html, tracked=tracked) - 7)}-->"
        if first:
            return with_html(case, re.sub(r"(<body[^>]*>)", rf"\1{comment}", case.rendered.html))
        return html("</body>", f"{comment}</body>")(case)

    return plant


def _large(case: Case) -> Case:
    """Pad an edition with so few links that it is large before tracking makes it too long."""
    few = tuple(block for block in case.content.blocks if block.kind not in ("quick_hits", "most_read"))
    return _padded(101_000, tracked=True, first=False)(rendered_anew(case, replace(case.content, blocks=few)))


def _cut_off(case: Case) -> Case:
    """Leave the last way out only, below a message that tracking makes too long."""
    mark = f"-{case.content.token_prefix}.unsubscribe-"
    head, _, end = case.rendered.html.rpartition(mark)
    alone = head.replace(mark, f"-{case.content.token_prefix}.preferences-") + mark + end
    return _padded(110_000, tracked=True, first=True)(with_html(case, alone))


def _text_without(name: str) -> Plant:
    return lambda case: text(getattr(lead_of(case.content), name), "")(case)


def _other_headline(case: Case) -> Case:
    return html(lead_of(case.content).headline, "Quite another headline")(case)


def _other_link(case: Case) -> Case:
    return html(f'href="{lead_of(case.content).url}"', 'href="https://harbour-review.example/other"')(case)


def _swapped(case: Case) -> Case:
    """Let two stories change places in the plain text."""
    one = lead_of(case.content).url
    two = next(block for block in case.content.blocks if isinstance(block, Stories)).stories[0].url
    words = (
        case.rendered.text.replace(f"{one}\n", "@\n")
        .replace(f"{two}\n", f"{one}\n")
        .replace("@\n", f"{two}\n")
    )
    return with_text(case, words)


def _no_address(case: Case) -> Case:
    return text(case.content.brand.postal_address.splitlines()[-1], "")(case)


def _bare(case: Case, *blocks: Lead | Briefs | Stories) -> Case:
    brand = replace(case.content.brand, tagline="", social=())
    content = replace(case.content, brand=brand, archive_url="", blocks=(*blocks, Footer()))
    return rendered_anew(case, content)


def _leaflet(case: Case) -> Case:
    return _bare(case, Stories("Fog", tiny_stories(12, pictures=True)))


def _index(case: Case) -> Case:
    return _bare(case, Briefs("Fog", tiny_stories(70, pictures=False)))


def _postcard(case: Case) -> Case:
    return _bare(case, Briefs("", tiny_stories(1, pictures=False)))


HTML = (
    Fault("headings.first", "two of the first level", inserted("<h1>Another title</h1>")),
    Fault("headings.order", "a level left out", _without(r"<(/?)h2\b", r"<\1h4")),
    Fault("headings.empty", "a heading without words", inserted("<h2></h2>")),
    Fault("headings.stories", "a headline that is a paragraph", _no_heading),
    Fault("markup.language", "no language", html(' lang="en"', "")),
    Fault("markup.direction", "no direction", html(' dir="ltr"', "")),
    Fault("markup.another-language", "the wrong language", html(' lang="en"', ' lang="fr"')),
    Fault("markup.title", "no title", _without(r"<title>.*?</title>", "<title></title>")),
    Fault("markup.tables", "a bare table", inserted(f"<table><tr><td>{_WORDS}</td></tr></table>")),
    Fault("markup.landmark", "no article", html('role="article"', "")),
    Fault("markup.main", "a main", inserted(f"<main>{_WORDS}</main>")),
    Fault("markup.lists", "a paragraph in a list", inserted(f"<ul><p>{_WORDS}</p></ul>")),
    Fault("markup.mjml", "a tag of MJML", inserted("<mj-text></mj-text>")),
    Fault("markup.active", "a script", inserted("<script>1</script>")),
    Fault("markup.active", "a handler", inserted(f'<p onclick="x()">{_WORDS}</p>')),
    Fault("markup.unknown", "an invented tag", inserted(f"<blink>{_WORDS}</blink>")),
    Fault("markup.ids", "an id twice", inserted('<b id="a">One</b> <b id="a">two</b>')),
    Fault("markup.aria", "an invented role", inserted(f'<p role="butler">{_WORDS}</p>')),
    Fault("markup.aria", "a label that is nowhere", inserted(f'<p aria-labelledby="no">{_WORDS}</p>')),
    Fault("markup.zoom", "no enlarging", html("width=device-width", "width=device-width, user-scalable=no")),
    Fault("markup.scheme", "no meta of schemes", _without(r'<meta name="color-scheme"[^>]*>')),
    Fault("markup.charset", "no encoding", _without(r'<meta charset="utf-8">')),
    Fault("markup.doctype", "no doctype", _without(r"^\s*<!doctype html>", "")),
    Fault("markup.outlook", "a condition that never began", inserted("<!--<![endif]-->")),
    Fault("markup.vml", "a mute shape", inserted("<!--[if mso]><v:rect></v:rect><![endif]-->")),
    Fault("markup.wide", "a wide box", inserted(f'<div style="width:900px">{_WORDS}</div>')),
    Fault("html.headlines", "another headline", _other_headline),
    Fault("html.links", "another link", _other_link),
)

STYLES = (
    Fault("styles.size", "too much", sheet(".a{top:0}" * 2000)),
    Fault("styles.broken", "a brace too few", sheet(".a{top:0")),
    Fault("styles.nested", "a rule in a rule", sheet("@media screen{@media print{.a{top:0}}}")),
    Fault(
        "styles.url",
        "a picture",
        inserted(f'<p style="list-style:url(https://e.example/a.png)">{_WORDS}</p>'),
    ),
    Fault("styles.import", "a font of others", sheet('@import "https://fonts.example/a.css";')),
    Fault("styles.layout", "flex", inserted(f'<p style="display:flex">{_WORDS}</p>')),
    Fault(
        "styles.dark", "nothing for the dark", html("(prefers-color-scheme:dark)", "(prefers-contrast:more)")
    ),
    Fault("styles.dark", "nothing for Outlook", html("[data-ogsb]", ".data-ogsb")),
    Fault("styles.focus", "no outline", sheet("a:focus{outline:none}")),
    Fault("styles.motion", "something moves", sheet("@keyframes a{from{top:0}}")),
    Fault("styles.tiny", "tiny words", inserted(f'<p style="font-size:9px">{_WORDS}</p>')),
    Fault("styles.justified", "justified words", inserted(f'<p style="text-align:justify">{_WORDS}</p>')),
)

_DARK = "@media (prefers-color-scheme:dark){.try{color:#333333 !important}}"
_FIXED = ".try{color:#1f1d1b !important;background:#ffffff !important}"
_ON_PICTURE = f'<table role="none"><tr><td background="https://e.example/a.jpg">{_WORDS}</td></tr></table>'
_PLAIN_LINK = f'{_WORDS} <a href="https://e.example/" style="color:#1f1d1b;text-decoration:none">and more</a>'

CONTRAST = (
    Fault("contrast.light", "pale words", inserted(f'<p class="dim" style="color:#aaaaaa">{_WORDS}</p>')),
    Fault("contrast.light", "a pale ground", inserted(f'<p style="background:#777">{_WORDS}</p>')),
    Fault("contrast.dark", "dark words", sheet(_DARK, f'<p class="try">{_WORDS}</p>')),
    Fault(
        "contrast.outlook",
        "dark words in Outlook",
        sheet("[data-ogsc] .try{color:#333333 !important}", f'<p class="try">{_WORDS}</p>'),
    ),
    Fault(
        "contrast.unstyled",
        "pale without the sheet",
        sheet(_FIXED, f'<p class="try" style="color:#aaaaaa">{_WORDS}</p>'),
    ),
    Fault("contrast.picture", "words on a picture", inserted(_ON_PICTURE)),
    Fault("contrast.links", "a link like its text", inserted(f"<p>{_PLAIN_LINK}</p>")),
    Fault(
        "spam.hidden-text", "white on white", inserted(f'<p style="color:#fff;background:#fff">{_WORDS}</p>')
    ),
    Fault("spam.hidden-long", "a hidden text", inserted(f'<div style="display:none">{_WORDS * 30}</div>')),
)

SIZE = (
    Fault("size.clipped", "too large by itself", _padded(103_000, tracked=False, first=False)),
    Fault("size.clipped-when-tracked", "too large tracked", _padded(103_000, tracked=True, first=False)),
    Fault("size.unsubscribe-cut", "no way out above the cut", _cut_off),
    Fault("size.large", "large", _large),
    Fault("size.text", "a long plain text", appended("Words of the week.\n" * 4000)),
)


def _unread(case: Case) -> Case:
    """Print the note's source, as a template of one's own may."""
    said = note("Good morning. We *stayed*.")(case)
    return with_text(said, said.rendered.text.replace("We stayed", "We *stayed*"))


TEXT = (
    Fault("text.empty", "none", lambda case: with_text(case, "\n")),
    Fault("text.headlines", "a headline left out", _text_without("headline")),
    Fault("text.links", "a link left out", _text_without("url")),
    Fault("text.order", "another order", _swapped),
    Fault("text.more", "a link of its own", appended("https://else.example/")),
    Fault("text.lines", "a line without end", appended("." * 1200)),
    Fault("text.wrapped", "a wide line", appended("Words of the week. " * 6)),
    Fault("text.markup", "a tag", appended("<p>Words</p>")),
    Fault("text.formatting", "a note that nothing reads", _unread),
    Fault("text.marks", "a mark from another mail", appended("Leave: -ru0123456789.unsubscribe-")),
    Fault("text.marks", "a mark that an editor copied", note("Leave by -ru0123456789.unsubscribe- today.")),
    Fault("text.entities", "a code", appended("Fish &amp; chips")),
    Fault("text.entities", "a code by its number", appended("Fish &#38; chips")),
    Fault("text.control", "a bell", appended("Words\x07")),
    Fault("text.sender", "no postal address", _no_address),
)

SPAM = (
    Fault("spam.phrases", "an advertisement", note("Buy now, risk free. A limited time offer.")),
    Fault("spam.pictures", "pictures and no words", _leaflet),
    Fault("spam.links", "links and no words", _index),
    Fault("spam.few-words", "a postcard", _postcard),
    Fault("spam.exclamations", "shouts", note("What a week!!! We begin with the keepers.")),
)

FAULTS = (*HTML, *STYLES, *CONTRAST, *SIZE, *TEXT, *SPAM)
