"""The words that go with a picture on a page: its caption and its credit."""

from __future__ import annotations

import re
from itertools import islice

from roundup.articles.sources.page.dom import Element, by_class, frames_around, seen_text
from roundup.articles.sources.text.captions import bare_credit, split_credit

_CREDIT_CLASS = re.compile(
    r"credit|copyright|photographer|source|quelle|autor|byline|rights|attribution", re.IGNORECASE
)
_CAPTION_CLASS = re.compile(r"caption|legend|bildunterschrift|description", re.IGNORECASE)
_MAX_CAPTION = 500
_MAX_CAPTIONS = 5
_MAX_PARAGRAPHS = 50


def figure_words(element: Element) -> tuple[str, str]:
    """Return the caption and the credit of the figure around an <img>."""
    figure = next((above for above in element.iterancestors() if above.tag == "figure"), None)
    if figure is None:
        figure = _frame_with_caption(element)
    if figure is None:
        return "", ""
    captions = list(islice(figure.iter("figcaption"), _MAX_CAPTIONS)) or list(
        islice(by_class(figure, _CAPTION_CLASS), _MAX_CAPTIONS)
    )
    credits = [found for found in by_class(figure, _CREDIT_CLASS) if found not in captions]
    credit = next((text for found in credits if 1 < len(text := seen_text(found)) <= 120), "")
    text = seen_text(captions[0]) if captions else ""
    if credit:
        return text.replace(credit, "").strip(" |–—-()"), bare_credit(credit)
    return split_credit(text)


def _frame_with_caption(element: Element) -> Element | None:
    """Return the nearest frame with a caption around an <img>, if it contains no other picture."""
    for above in frames_around(element, 4):
        pictures, paragraphs = islice(above.iter("img"), 2), islice(above.iter("p"), _MAX_PARAGRAPHS)
        if sum(1 for _ in pictures) > 1 or any(len(seen_text(p)) > _MAX_CAPTION for p in paragraphs):
            return None
        if next(by_class(above, _CAPTION_CLASS), None) is not None:
            return above
    return None
