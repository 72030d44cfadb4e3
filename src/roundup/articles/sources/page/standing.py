"""Whether a page says, to machines or to people, that its article was withdrawn or corrected."""

from __future__ import annotations

from itertools import islice
from typing import Final

from roundup.articles.sources.page.document import Page
from roundup.articles.sources.page.dom import Element
from roundup.articles.sources.page.jsonld import first_text, types_of
from roundup.core.standing_words import is_notice

_MOST: Final = 10
_HEADINGS: Final = ("h1", "h2", "h3", "h4")
_TEXTS: Final = ("p", "div", "section", "aside", "span", "em", "strong", "li", "blockquote", *_HEADINGS)
_MOST_TEXTS: Final = 1_000
# A notice is a sentence or two; a longer text is the article or the whole page.
_LONGEST: Final = 400
_SHORTEST: Final = 12


def stated_statuses(page: Page) -> tuple[str, ...]:
    """Return the article's `creativeWorkStatus`, and the page's types that are named after a status."""
    article = page.article
    values = article.get("creativeWorkStatus")
    stated = [first_text(value) for value in (values if isinstance(values, list) else [values])]
    types = [name for name in types_of(article) if name.lower().startswith(("retract", "withdr"))]
    return tuple(filter(None, (*stated[:_MOST], *types[:_MOST])))


def stated_corrections(page: Page) -> tuple[str, ...]:
    """Return the words of each `correction` of the article."""
    things = page.graph.things(page.article.get("correction"))[:_MOST]
    texts = (
        first_text(thing if isinstance(thing, str) else thing.get("text") or thing.get("name"))
        for thing in things
    )
    return tuple(filter(None, texts))


def stated_notices(page: Page) -> tuple[str, ...]:
    """Return the lines, anywhere on the page, that say that its article is not as it was.

    We search the whole page because a withdrawn article's text is too short to be found as such.
    """
    found: dict[str, None] = {}
    for element in islice(page.tree.iter(*_TEXTS), _MOST_TEXTS):
        text = _text_of(element)
        if text and is_notice(text):
            found[text] = None
    return tuple(found)[:_MOST]


def _text_of(element: Element) -> str:
    """Return the text of an element with its own words; '' if it is too long or leads elsewhere."""
    if not (element.text or "").strip():
        return ""
    text = " ".join(element.text_content().split())
    is_link = any(len(link.text_content()) * 2 > len(text) for link in element.iter("a"))
    return text if _SHORTEST <= len(text) <= _LONGEST and not is_link else ""
