"""Writes rich text into a mail: as HTML with its styles beside it, and as plain text."""

from __future__ import annotations

from markupsafe import Markup

from roundup.rendering.appearance import Appearance
from roundup.rendering.plain import fill_lines
from roundup.rendering.rich_text import (
    Line,
    Listing,
    Paragraph,
    Span,
    line_words,
    lines_of,
    linked_pieces,
    rich_text,
)

_LINK = Markup('<a href="{}" class="acc" style="color:{};text-decoration:underline;">{}</a>')
_STRONG = Markup("<strong>{}</strong>")
_EMPHASIS = Markup("<em>{}</em>")
# Right-to-left scripts have no italics.
_UPRIGHT = Markup('<em style="font-style:normal;font-weight:bold;">{}</em>')
_BREAK = Markup("<br>")


def inline(lines: tuple[Line, ...], look: Appearance) -> Markup:
    """Return the lines of one paragraph or list item as HTML."""
    return _BREAK.join(_html_line(line, look) for line in lines)


def in_one_line(text: str, look: Appearance) -> Markup:
    """Return all of a rich text as HTML for a place where paragraphs and lists do not fit."""
    return Markup("\n\n").join(inline(lines, look) for part in rich_text(text) for lines in lines_of(part))


def wrap_rich(text: str, indent: str = "") -> str:
    """Return a rich text as plain text, in lines of at most 76 characters that begin with `indent`.

    Addresses follow the words that lead to them, and are never broken.
    """
    return "\n\n".join(_wrapped(part, indent) for part in rich_text(text))


def _html_line(line: Line, look: Appearance) -> Markup:
    return Markup("").join(
        _LINK.format(url, look.light.accent, _html_spans(spans, look)) if url else _html_spans(spans, look)
        for url, spans in linked_pieces(line)
    )


def _html_spans(spans: tuple[Span, ...], look: Appearance) -> Markup:
    return Markup("").join(_html_span(span, look) for span in spans)


def _html_span(span: Span, look: Appearance) -> Markup:
    html = Markup.escape(span.words)
    if span.emphasis:
        html = (_EMPHASIS if look.direction == "ltr" else _UPRIGHT).format(html)
    return _STRONG.format(html) if span.strong else html


def _wrapped(part: Paragraph | Listing, indent: str) -> str:
    if isinstance(part, Paragraph):
        return _filled(part.lines, indent, indent)
    marks = [f"{place}. " if part.numbered else "- " for place in range(1, len(part.items) + 1)]
    return "\n".join(
        _filled(item, indent + mark, indent + " " * len(mark))
        for mark, item in zip(marks, part.items, strict=True)
    )


def _filled(lines: tuple[Line, ...], first: str, rest: str) -> str:
    return "\n".join(
        fill_lines(_text_line(line), rest if place else first, rest) for place, line in enumerate(lines)
    )


def _text_line(line: Line) -> str:
    return "".join(_text_piece(url, line_words(spans)) for url, spans in linked_pieces(line))


def _text_piece(url: str, words: str) -> str:
    address = url.removeprefix("mailto:")
    return f"{words} ({address})" if address not in ("", words.strip()) else words
