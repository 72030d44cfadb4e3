"""Prose for people who read plain text: wrapped, in paragraphs, and shortened between words."""

from __future__ import annotations

import re
import textwrap

WIDTH = 76
# What no mail should contain: control characters (one of them stops the MJML engine), halves of
# surrogate pairs, and noncharacters. Tabs and line breaks stay.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_QUOTED = re.compile('[“„"«]\\s*+([^“”„"«»\\s](?:[^“”„"«»]*[^“”„"«»\\s])?)\\s*+[”“"»]')
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")


def wrap_text(text: str, first: str = "", rest: str | None = None) -> str:
    """Return `text` in lines of at most 76 characters; `first` begins its first line and `rest` the others.

    Words are never broken, so a URL stays whole. Paragraphs stay apart.
    """
    indent = " " * len(first) if rest is None else rest
    found = paragraphs(text)
    wrapped = [fill_lines(part, first if place == 0 else indent, indent) for place, part in enumerate(found)]
    return "\n\n".join(wrapped)


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of `text`, which blank lines separate, without surrounding space."""
    normal = without_control(text).replace("\r\n", "\n").replace("\r", "\n")
    return [part.strip() for part in _BLANK_LINE.split(normal) if part.strip()]


def without_control(text: str) -> str:
    """Return `text` without the characters that no mail should contain."""
    return _CONTROL.sub("", text)


def shorten(text: str, length: int) -> str:
    """Return `text`, or as many whole words of it as fit in `length` characters with an ellipsis."""
    if len(text) <= length:
        return text
    kept = text[: length - 1]
    whole = kept.rpartition(" ")[0] if " " in kept else kept
    return whole.rstrip(" ,;:.–—-") + "…"


def unquoted(text: str) -> str:
    """Return `text` without the quotation marks around all of it, because others will be put around it."""
    found = _QUOTED.fullmatch(text.strip())
    return found[1] if found else text


def fill_lines(text: str, first: str, rest: str) -> str:
    """Return one paragraph in lines of at most 76 characters, begun by `first` and `rest`."""
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
