"""Finds the line under a headline: as printed if it is marked as one, else as stated for machines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from roundup.articles.sources.page.document import Page
from roundup.articles.sources.page.dom import (
    by_class,
    frames_around,
    headline_element,
    seen_text,
    within_aside,
)
from roundup.articles.sources.page.jsonld import first_text
from roundup.articles.sources.page.meta import DESCRIPTION
from roundup.articles.sources.page.title import site_names, without_site

_PRINTED = re.compile(
    r"(^|[-_\s])(standfirst|dek|deck|sub-?title|sub-?head(line|ing)?|sub_?headline|epigraphe?|bajada|chapeau|chapo|sapo|"
    r"vorspann|synopsis|sottotitolo|sommario|ingress|underrubrik|manchet|article-?(intro|lead|lede|summary|excerpt))"
    r"([-_\s]|$)",
    re.IGNORECASE,
)
_CUT = re.compile(r"(?:(?<!\s)\s++)?+(\.\.\.|…|\[…\]|\[\.\.\.\])$")
_ENDED = re.compile(r"[.!?。！？»”\"'’)]$")
_BYLINE = r"(?:(?<!\s)\s++)?+\(?\b(?:von|by|par|por|di|door)\s++{}\s*+\)?\.?$"
_MIN, _MAX = 25, 600
# A longer text was not written to stand under a headline, and may be the whole article.
_LONGEST_STATED = 1000
_MAX_STATED = 10
_MAX_BLOCKS = 400
_NEAR = 5
_FEW = 6
_TELLING = 30
_FEW_WORDS = 0.2


def dek_of(page: Page, authors: Sequence[str] = ()) -> str:
    """Return the line under the headline, or ''.

    If there are several wordings, we take the first that was not cut short, without the site's name and the
    byline that some publishers append.
    """
    stated = [first_text(page.article.get("description")), *page.meta.each(*DESCRIPTION)]
    texts = [
        _trimmed(text, page, authors) for text in stated[:_MAX_STATED] if 0 < len(text) <= _LONGEST_STATED
    ]
    whole = [text for text in texts if not _CUT.search(text)]
    if whole and _ENDED.search(whole[0]):
        return whole[0]
    printed = _printed(page)
    if whole:
        longest = max((text for text in (*whole, printed) if text.startswith(whole[0])), key=len)
        return longest if _ENDED.search(longest) else _completed(longest, page) or longest
    return printed or next(iter(texts), "")


def _printed(page: Page) -> str:
    """Return the text in or after the headline's frame that stands where a dek does."""
    heading = headline_element(page.tree)
    for around in frames_around(heading, 3):
        for element in by_class(around, _PRINTED, "p", "h2", "h3", "div", "span"):
            text = seen_text(element)
            if (
                _MIN <= len(text) <= _MAX
                and not within_aside(element)
                and heading not in element.iterdescendants()
            ):
                return text
    return ""


def _completed(cut: str, page: Page) -> str:
    """Return the whole paragraph that begins with `cut`, if the page prints it, or ''.

    An ellipsis marks a cut that the publisher wanted; nobody wants a text that ends in the middle of a
    sentence.
    """
    end = cut[-_TELLING:]
    if len(end) < _TELLING:
        return ""
    for around in frames_around(headline_element(page.tree), _NEAR):
        for element in islice(around.iter("p", "h2", "h3", "div", "span"), _MAX_BLOCKS):
            if len(element) <= _FEW and end in (text := seen_text(element)):
                whole = _beginning_like(cut, text)
                if _goes_on(text.partition(end)[2]) and 0 < len(whole) <= _MAX:
                    return whole
    return ""


def _goes_on(rest: str) -> bool:
    """Say whether `rest` continues a sentence, or even a word."""
    return rest[:1].isalnum() or rest.strip()[:1].islower()


def _beginning_like(cut: str, text: str) -> str:
    """Return `text` from where `cut` begins in it, or all of it if only a few words of `cut` come before."""
    begin = text.find(cut[:_TELLING])
    if begin >= 0:
        return text[begin:]
    before = cut.find(text[:_TELLING])
    return text if 0 <= before <= len(cut) * _FEW_WORDS else ""


def _trimmed(text: str, page: Page, authors: Sequence[str]) -> str:
    text = without_site(text, site_names(page))
    for name in authors if len(text) <= _MAX else ():
        text = re.sub(_BYLINE.format(re.escape(name)), "", text, flags=re.IGNORECASE)
    return text
