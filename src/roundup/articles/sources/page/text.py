"""Reads a RebelMouse page saved as plain text, with its furniture and the stories that follow."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from roundup.articles.sources.base import Document
from roundup.articles.sources.page.document import decode_page
from roundup.articles.sources.text.captions import usable_alt
from roundup.articles.sources.text.labels import split_kicker
from roundup.articles.sources.text.summary import summary_of
from roundup.core.articles import FoundArticle, Problem
from roundup.core.errors import SourceError
from roundup.core.newsroom_language import tell
from roundup.core.urls import published_url

_FURNITURE = re.compile(
    r"^(follow us on social|google cta|keep reading\s*show less|keep reading|continue reading|"
    r"show less|latest|qiosk|newsletter|want more of our stories on google\?|"
    r"click here to make us a preferred source\.?|"
    r"subscribe now to our .*)$",
    re.IGNORECASE,
)
# Only this CMS has these lines as furniture.
_CERTAIN = re.compile(
    r"^(google cta|follow us on social|keep reading\s*show less)$", re.IGNORECASE | re.MULTILINE
)
_KICKER = re.compile(r"^[^|.!?]{2,40} \| [^|.!?]{2,60}$")
_MAX_HEADING = 200


def is_text_page(document: Document) -> bool:
    """Say whether `document` is a RebelMouse page saved as text. Never raises."""
    start = document.content[:20_000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith((b"<", b"{", b"[")) or b"\x00" in start:
        return False
    text = start.decode("utf-8", "replace").replace("\r\n", "\n")
    return _CERTAIN.search(text) is not None and any(_KICKER.match(line.strip()) for line in text.split("\n"))


def read_text_page(document: Document) -> tuple[FoundArticle, tuple[Problem, ...]]:
    """Return the one article of a text that `is_text_page` recognises, and what was wrong with its bytes.

    The headline is the last line before the kicker, or the last but one if a dek follows it; the text ends
    where the kicker is repeated or where the page's footer begins. No date is taken: the only dates in such a
    text belong to other stories. Raises SourceError if there is no headline above the kicker.
    """
    text, faults = decode_page(document)
    lines = _lines(text)
    place = next((number for number, line in enumerate(lines) if _KICKER.match(line)), len(lines))
    title, dek = _heading([line for line in lines[:place] if line and not _FURNITURE.match(line)])
    if not title:
        raise SourceError(
            "not-an-article", tell("This text contains no article; give the address of the article itself.")
        )
    kicker, section = split_kicker(lines[place])
    paragraphs = _paragraphs(lines[place + 1 :], lines[place])
    content = "\n".join(f"<p>{html.escape(paragraph, quote=False)}</p>" for paragraph in paragraphs)
    found = FoundArticle(
        url=published_url(document.url, "") if document.url.startswith("http") else "",
        title=title,
        dek=dek,
        section=section,
        kicker=kicker,
        summary=dek or summary_of(content),
        content_html=content,
    )
    return found, faults


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines()]


def _heading(lines: Sequence[str]) -> tuple[str, str]:
    """Return the headline and the dek. Above the kicker are the picture's alt, the headline and the dek.

    The alt comes first and may be a file name, or just the headline again.
    """
    kept = [line for line in lines if usable_alt(line) and len(line) <= _MAX_HEADING]
    distinct = list(dict.fromkeys(kept))
    if len(distinct) == 1 or len(kept) > len(distinct):
        return (distinct[0], " ".join(distinct[1:2])) if distinct else ("", "")
    if len(kept) >= 3:
        return kept[-2], kept[-1]
    alt_was_dropped = len(kept) < len(lines)
    if alt_was_dropped or _is_sentence(kept[-1] if kept else ""):
        return (kept[0], kept[1]) if len(kept) == 2 else ("", "")
    return (kept[-1], "") if kept else ("", "")


def _is_sentence(line: str) -> bool:
    return line.endswith((".", "!", "?", "”", '"')) and " " in line


def _paragraphs(lines: Sequence[str], kicker: str) -> list[str]:
    """Return the paragraphs up to the end of the article, where furniture or the kicker follows."""
    found: list[str] = []
    for line in lines:
        if line == kicker or _FURNITURE.match(line):
            if found:
                break
        elif line:
            found.append(line)
    return found
