"""The words that travel with a picture: what it shows, its caption, and whose it is."""

from __future__ import annotations

import re
from itertools import islice

from roundup.articles.sources.page.dom import Element, by_class, frames_around, seen_text

_CREDIT_CLASS = re.compile(
    r"credit|copyright|photographer|source|quelle|autor|byline|rights|attribution", re.IGNORECASE
)
_CAPTION_CLASS = re.compile(r"caption|legend|bildunterschrift|description", re.IGNORECASE)
_CREDIT_WORD = re.compile(
    r"\s*[(\[|–—-]?\s*((?:photo(?:graph)?(?:\s+credit)?|image(?:\s+credit)?|credit|foto(?:grafía)?|bild|quelle|crédit(?:\s+photo)?|©)"
    r"\s*(?::|by\b|via\b|©)\s*|©\s*)",
    re.IGNORECASE,
)
_LEAD = re.compile(r"^(?:top|lead|main)?\s*(?:photo|image|picture)\s+credit\s*:\s*", re.IGNORECASE)
_AGENCY = re.compile(
    r"(?P<bracket>\((?=[^()]*(?:photo|image|shutterstock|reuters|getty|via|/|ap\b|afp|wikimedia|courtesy|flickr))[^()]+\)"
    r"|(?:(?<=[.!?\"”’])\s+)(?P<bare>[^.!?]{2,70}))\s*\.?$",
    re.IGNORECASE,
)
_FILE_NAME = re.compile(
    r"^[\w()-]+(\.(jpe?g|png|gif|webp|avif))?$|\.(jpe?g|png|gif|webp|avif)$", re.IGNORECASE
)
_MAX_CAPTION = 500
_MAX_CAPTIONS = 5
_MAX_PARAGRAPHS = 50
_LONGEST_WORDS = 2_000


def worth_saying(text: str) -> str:
    """Return `text`, or '' for one that is only an address or the name of a file."""
    is_file = " " not in text and "." in text and _FILE_NAME.match(text) is not None
    return "" if is_file or text.startswith("http") else text


def figure_words(element: Element) -> tuple[str, str]:
    """Return caption and credit of the figure around an <img>."""
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
        return text.replace(credit, "").strip(" |–—-()"), _without_word(credit)
    return split_credit(text)


def _frame_with_caption(element: Element) -> Element | None:
    """Return the nearest frame around an <img> that has a caption, where it holds no other picture."""
    for above in frames_around(element, 4):
        pictures, paragraphs = islice(above.iter("img"), 2), islice(above.iter("p"), _MAX_PARAGRAPHS)
        if sum(1 for _ in pictures) > 1 or any(len(seen_text(p)) > _MAX_CAPTION for p in paragraphs):
            return None
        if next(by_class(above, _CAPTION_CLASS), None) is not None:
            return above
    return None


def _without_word(credit: str) -> str:
    return _CREDIT_WORD.sub("", credit, count=1).strip(" ()[]") or credit


def split_credit(text: str) -> tuple[str, str]:
    """Return caption and credit of one string that holds both.

    "Top photo credit: Words. REUTERS/Somebody" is the caption and then the agency; "Words. Foto:
    Somebody" likewise. What cannot be told apart stays caption.
    """
    text = text[:_LONGEST_WORDS]
    lead = _LEAD.match(text)
    body = text[lead.end() :] if lead else text
    if lead and (agency := _AGENCY.search(body)):
        found = (agency.group("bare") or agency.group("bracket")).strip()
        return body[: agency.start()].strip(), found.strip("() ")
    if lead and len(body) <= 60:
        return "", body.strip("() ")
    word = None if lead else next((m for m in _CREDIT_WORD.finditer(text) if len(text) - m.end() <= 90), None)
    if word:
        return text[: word.start()].strip(" |–—-("), text[word.end() :].strip(" ()[]")
    return body, ""
