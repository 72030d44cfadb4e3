"""Takes a few sentences from a text, which an editor can turn into a blurb."""

from __future__ import annotations

import re
from typing import Final

from roundup.articles.sources.text.furniture import (
    Around,
    join_lines,
    story_of,
    without_furniture,
    without_mark,
)
from roundup.articles.sources.text.plain import text_lines

_LONGEST_SUMMARY: Final = 400
_SHORTEST_CUT: Final = 80
_NOTHING: Final = Around()
_NOT_TOLD: Final = frozenset({"figure", "figcaption", "table"})

_JUNK_LINE: Final = re.compile(
    r"(?:share(?: this| on| via)?|tweet|e?-?mail|print|facebook|twitter|linkedin|whatsapp"
    r"|pinterest|reddit|telegram)\W*"
    r"|click to (?:share|email|print)\b.*|like this:?|like loading\W*|loading\W*"
    r"|related(?: posts?| articles?| stories)?:?"
    r"|advertisement\W*|sponsored\W*|comments?\W*|view(?: the)? comments\W*|leave a comment\W*"
    r"|(?:continue|keep) reading\b.*|read(?: the)? (?:more|full|rest|on|whole)\b.*"
    r"|more\W*|show (?:more|less)\W*|see more\W*"
    r"|follow us on\b.*|sign up (?:for|to)\b.*|subscribe (?:to|now|for)\b.*|get (?:the|our) newsletter\b.*"
    r"|google cta"
    r"|want more of our stories on google\W*|click here to make us a preferred source\W*|latest|newsletter"
    r"|(?:top )?(?:photo|image|picture) credit:.*|\W*",
    re.IGNORECASE,
)
_JUNK_TAIL: Final = re.compile(
    r"(?:(?<!\s)\s++)?+(?:the post (?=.{0,450}$).{1,300} (?:appeared first on|first appeared on) .{1,120}"
    r"|(?:continue|keep) reading\b.{0,200}|read(?: the)? (?:more|full (?:story|article|post)|rest)\b.{0,120}"
    r"|keep readingshow less)$",
    re.IGNORECASE,
)
_CUT_MARK: Final = re.compile(
    r"(?:(?<!\s)\s++)?+(?:\[\s*+(?:…|\.{3})\s*+\]|\(\s*+(?:…|\.{3})\s*+\)|…|\.{3})\s*+(?:»|→|>++)?$"
)
_BORDER: Final = re.compile(r"(?:[.!?…][\"'”’»)\]]*\s+(?=[\"'“‘«(\[]*[^\W_])|[。！？])")
_STANDFIRST: Final = re.compile(r".{60,}[\w”’)]")
_NO_BORDER: Final = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|gen|sen|rep|gov|lt|col|sgt|capt|st|jr|sr|vs|no|inc|ltd|co|corp|approx|etc|e\.g|i\.e"
    r"|jan|feb|mar|apr|aug|sept?|oct|nov|dec)|\b[a-z]|\b(?:[a-z]\.){1,9}[a-z])\.$",
    re.IGNORECASE,
)


def summary_of(markup: str, limit: int = _LONGEST_SUMMARY, around: Around = _NOTHING) -> str:
    """Return the beginning of a text as plain text, at most `limit` characters long.

    Captions, share bars, bylines, notes, footers and calls to read on are left out, and so are lines that
    only repeat what is `around`. A text that is too long is cut after a whole sentence if that leaves enough
    of it, or else after a word, with "…".
    """
    lines = text_lines(without_furniture(markup), _NOT_TOLD)
    story = story_of([line for line in lines if not _JUNK_LINE.fullmatch(without_mark(line)[:400])], around)
    told = [_JUNK_TAIL.sub("", line) for line in story]
    text = _JUNK_TAIL.sub("", join_lines(_first_of(told, limit))[: 20 * limit])
    whole = _CUT_MARK.sub("", text)
    if whole != text:
        return _sentences(whole, limit) or f"{_words(whole, limit - 1)}…"
    if len(text) <= limit:
        return text
    return _sentences(text[: limit + 2], limit) or f"{_words(text, limit - 1)}…"


def _first_of(lines: list[str], limit: int) -> list[str]:
    """Return the lines to use: only the standfirst (a line without a full stop) if it comes first."""
    lines = [line for line in lines if line]
    standfirst = len(lines) > 1 and _STANDFIRST.fullmatch(without_mark(lines[0])) and lines[1][0].isupper()
    return lines[:1] if standfirst and len(lines[0]) <= limit else lines


def _sentences(text: str, limit: int) -> str:
    """Return the longest run of whole sentences within `limit`, or '' if it would be too short."""
    ends = [border.end() for border in _BORDER.finditer(text)]
    for end in reversed(ends):
        cut = text[:end].rstrip()
        if _SHORTEST_CUT <= len(cut) <= limit and not _NO_BORDER.search(cut[-20:]):
            return cut
    return ""


def _words(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    cut = text[: limit + 1]
    return (cut.rpartition(" ")[0] if " " in cut else cut[:limit]).rstrip(" ,;:–—-")
