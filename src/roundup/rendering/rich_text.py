"""The small Markdown of notes, blurbs and sponsors: bold, italics, links, lists, paragraphs, line breaks.

A blank line ends a paragraph; a backslash at the end of a line breaks it, and any other line end is a space.
Lists are flat, and numbers begin with 1. Anything else that looks like markup is shown as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from roundup.core.urls import is_web_url
from roundup.rendering import plain
from roundup.rendering.web_addresses import is_mail_address

_ITEM = re.compile(r"[ \t]*(?:[-*+]|(\d{1,3})[.)])[ \t]+(?=\S)")
_SCHEME = re.compile(r"\bhttps?$")
_REST_OF_URL = re.compile(r"://[^\s<>\[\]\\\"]+")
_AFTER_URL = ".,;:!?*_'’”»…،؛؟。、"
# What begins markup: in a line, and at its start.
_MARKUP = re.compile(r"\\(?=[!-/:-@\[-`{-~\n])|[*_\[]|:(?=//)")
_MARKER = re.compile(r"^([ \t]*\d{0,3})([-+.)])(?=[ \t])", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Span:
    """Some words, how they are set, and where they lead."""

    words: str
    strong: bool = False
    emphasis: bool = False
    url: str = ""


Line = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    lines: tuple[Line, ...]

    @property
    def tag(self) -> str:
        return "p"


@dataclass(frozen=True, slots=True)
class Listing:
    """A list; each item has one line or several."""

    items: tuple[tuple[Line, ...], ...]
    numbered: bool = False

    @property
    def tag(self) -> str:
        return "ol" if self.numbered else "ul"


@lru_cache(maxsize=2_000)
def rich_text(text: str) -> tuple[Paragraph | Listing, ...]:
    """Return what `text` says, in its order. Every text is valid."""
    found: list[_Source] = []
    for part in plain.paragraphs(text):
        _add_part(found, part)
    return tuple(_read(source) for source in found)


def plain_words(text: str) -> str:
    """Return the words of `text` as readers see them, without marks and addresses."""
    return "\n\n".join(
        "\n".join(line_words(line) for lines in lines_of(part) for line in lines) for part in rich_text(text)
    )


def addresses_in(text: str) -> list[str]:
    """Return each address of the web that `text` leads to, once, in their order."""
    spans = (span for part in rich_text(text) for lines in lines_of(part) for line in lines for span in line)
    return list(dict.fromkeys(span.url for span in spans if span.url and not is_mail_address(span.url)))


def escape_markup(text: str) -> str:
    """Return plain text escaped so that its words are shown as they are, and nothing in it is markup."""
    return "\n\n".join(part if _is_plain(part) else _escaped(part) for part in plain.paragraphs(text))


def lines_of(part: Paragraph | Listing) -> tuple[tuple[Line, ...], ...]:
    """Return the lines of a paragraph, or those of each item of a list."""
    return (part.lines,) if isinstance(part, Paragraph) else part.items


def line_words(line: Line) -> str:
    return "".join(span.words for span in line)


def linked_pieces(line: Line) -> Iterator[tuple[str, Line]]:
    """Yield the pieces of a line, each with the address it leads to or an empty one."""
    for url, spans in groupby(line, key=lambda span: span.url):
        yield url, tuple(spans)


class _Source(NamedTuple):
    """The lines of a paragraph, or of each item of a list, not read yet."""

    items: list[list[str]]
    is_list: bool = False
    numbered: bool = False


def _add_part(found: list[_Source], part: str) -> None:
    """Add what is between two blank lines: a list may begin in it, or go on from before."""
    begun = False
    for line in part.split("\n"):
        marker = _ITEM.match(line)
        # “24. December” begins no list.
        if marker and (not marker[1] or int(marker[1]) == 1 or (found and found[-1].numbered)):
            _add_item(found, bool(marker[1]), line[marker.end() :])
        elif begun:
            found[-1].items[-1].append(line)
        else:
            found.append(_Source([[line]]))
        begun = True


def _add_item(found: list[_Source], numbered: bool, item: str) -> None:
    if not found or found[-1][1:] != (True, numbered):
        found.append(_Source([], True, numbered))
    found[-1].items.append([item])


def _read(source: _Source) -> Paragraph | Listing:
    items = tuple(_lines("\n".join(item)) for item in source.items)
    return Listing(items, source.numbered) if source.is_list else Paragraph(items[0])


def _lines(source: str) -> tuple[Line, ...]:
    lines: list[list[Span]] = [[]]
    strong = emphasis = 0
    url = ""
    for token in _MARKDOWN.parseInline(source)[0].children or ():
        strong += token.nesting if token.type.startswith("strong") else 0
        emphasis += token.nesting if token.type.startswith("em_") else 0
        if token.type == "hardbreak":
            lines.append([])
        if token.type == "link_open":
            url = str(token.attrs["href"])
        if words := _words(token, url):
            lines[-1].append(Span(words, strong > 0, emphasis > 0, url))
        if token.type == "link_close":
            if url and (not lines[-1] or lines[-1][-1].url != url):
                lines[-1].append(Span(url, strong > 0, emphasis > 0, url))
            url = ""
    return tuple(map(_joined, lines))


def _joined(spans: list[Span]) -> Line:
    """Return the spans, with neighbours that look alike joined into one."""
    return tuple(
        Span("".join(span.words for span in alike), *how)
        for how, alike in groupby(spans, key=lambda span: (span.strong, span.emphasis, span.url))
    )


def _words(token: Token, url: str) -> str:
    """Return what a token shows. A link without an address is shown as it was written."""
    if token.type == "link_open" and not url:
        return "["
    if token.type == "link_close" and not url:
        return "]()"
    return token.content


def _is_plain(part: str) -> bool:
    return rich_text(part) == (Paragraph(((Span(part),),)),)


def _escaped(part: str) -> str:
    return _MARKER.sub(r"\1\\\2", _MARKUP.sub(r"\\\g<0>", part))


class _Markdown(MarkdownIt):
    """Takes addresses as they were written, and only those of the web or of mail."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the name that markdown-it calls
        return is_web_url(url) or is_mail_address(url)

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return url


def _bare_url(state: StateInline, silent: bool) -> bool:
    """Turn an address in running text into a link; its scheme has been read as words already."""
    scheme = _SCHEME.search(state.src, max(0, state.pos - 6), state.pos)
    rest = _REST_OF_URL.match(state.src, state.pos)
    if state.linkLevel or not scheme or not rest:
        return False
    url = _without_end(scheme[0] + rest[0])
    if not is_web_url(url):
        return False
    if not silent:
        state.pending = state.pending.removesuffix(scheme[0])
        _push_link(state, url)
    state.pos += len(url) - len(scheme[0])
    return True


def _push_link(state: StateInline, url: str) -> None:
    state.push("link_open", "a", 1).attrs = {"href": url}
    state.push("text", "", 0).content = url
    state.push("link_close", "a", -1)


def _without_end(url: str) -> str:
    """Return `url` without the signs after it that belong to the sentence."""
    spare = url.count(")") - url.count("(")
    end = len(url)
    while end and (url[end - 1] in _AFTER_URL or (url[end - 1] == ")" and spare > 0)):
        spare -= url[end - 1] == ")"
        end -= 1
    return url[:end]


def _markdown() -> MarkdownIt:
    markdown = _Markdown("zero").enable(["escape", "link", "emphasis", "balance_pairs", "fragments_join"])
    # Escaped characters stay apart from words, so that no address is made of both.
    markdown.disable("text_join")
    markdown.inline.ruler.before("emphasis", "bare_url", _bare_url)
    return markdown


_MARKDOWN = _markdown()
