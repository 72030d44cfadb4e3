"""The lead picture of a page, with the words that must travel with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import unquote, urlsplit

from roundup.articles.sources.page.document import Page
from roundup.articles.sources.page.dom import (
    Element,
    by_class,
    frames_around,
    headline_element,
    seen_text,
    within_aside,
)
from roundup.articles.sources.page.jsonld import Node, names_in, text_of
from roundup.articles.sources.page.meta import IMAGE
from roundup.core.articles import Image
from roundup.core.urls import published_url

_NO_PICTURE = re.compile(
    r"(^|[/_.-])(logos?|placeholder|favicon|default|blank|spacer|avatar|gravatar|pixel|og-?default|share-?default|"
    r"apple-touch-icon|sprite|transparent)([/_.-]|\d|$)|\.svg($|\?)",
    re.IGNORECASE,
)
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
_LAZY = ("data-runner-src", "data-src", "data-original", "data-lazy-src", "data-img-url", "src")
_MIN_SIZE = 100
_FIRST_PARAGRAPH = 150
_TELLING = 5
_MAX_CAPTION = 500
_MAX_PICTURES = 20
_LONGEST_WORDS = 2_000


def image_of(page: Page) -> Image | None:
    """Return the lead picture with what the page says of it, or None where it shows none.

    What is stated for machines counts, unless the article opens with another picture: cards for
    social networks often carry a headline, or a picture from further down.
    """
    offered = [(url, node) for url, node in _offered(page) if url]
    opening = _opening(page)
    if opening and not any(same_picture(opening, url) for url, _ in offered):
        return described(page, opening, {})
    return described(page, *offered[0]) if offered else None


def _offered(page: Page) -> Iterator[tuple[str, Node]]:
    base = page.canonical or page.url
    for key in ("image", "primaryImageOfPage"):
        for thing in page.graph.things(page.article.get(key)):
            node: Node = thing if isinstance(thing, dict) else {"url": thing}
            for name in ("url", "contentUrl", "@id"):
                yield usable_url(text_of(node.get(name)).split("#")[0], base), node
    for raw in page.meta.each(*IMAGE):
        yield usable_url(raw, base), {}
    yield usable_url(text_of(page.article.get("thumbnailUrl")), base), {}
    for href in page.tree.xpath("//link[@rel='image_src']/@href"):
        yield usable_url(href, base), {}
    for element in islice(_shown(page.tree), _MAX_PICTURES):
        yield usable_url(source_of(element), base), {}


def _opening(page: Page) -> str:
    """Return the address of the picture that the article opens with, before its first paragraph, or ''."""
    for around in frames_around(headline_element(page.tree), 5):
        for element in around.iter("p", "img"):
            if element.tag == "p":
                if len(seen_text(element)) >= _FIRST_PARAGRAPH and not within_aside(element):
                    break
            elif _is_lead(element):
                url = usable_url(source_of(element), page.canonical or page.url)
                if url and not url.endswith((".gif", ".svg")):
                    return url
    return ""


def _is_lead(element: Element) -> bool:
    in_figure = any(above.tag in ("figure", "picture") for above in element.iterancestors())
    return in_figure and not within_aside(element) and not _is_small(element)


def usable_url(raw: str, base: str) -> str:
    """Return the address of a picture that is worth showing, or ''."""
    url = published_url(raw, base) if raw.strip() else ""
    return "" if not url or _NO_PICTURE.search(urlsplit(url).path) else url


def _shown(tree: Element) -> Iterator[Element]:
    """Yield the large pictures of the article itself, the first one first."""
    for figure in tree.xpath(
        "//article//img | //main//img | //figure//img | /html/body/img | /html/body/p/img"
    ):
        if not within_aside(figure) and not _is_small(figure):
            yield figure


def _is_small(element: Element) -> bool:
    sizes = [int(raw) for raw in (element.get("width"), element.get("height")) if raw and raw.isdigit()]
    return bool(sizes) and min(sizes) < _MIN_SIZE


def source_of(element: Element) -> str:
    """Return the address of the real picture of an <img>, lazy or not."""
    for name in _LAZY:
        raw = (element.get(name) or "").strip()
        if raw and not raw.startswith("data:"):
            return raw
    return ""


def described(page: Page, url: str, node: Node) -> Image:
    """Return the picture at `url` with alt, caption and credit from JSON-LD, the head and its figure."""
    pictures = islice(page.tree.iter("img"), 20 * _MAX_PICTURES)
    same = (img for img in pictures if (raw := source_of(img)) and same_picture(raw, url))
    shown = list(islice(same, _MAX_PICTURES))
    alt = next((text for img in shown if (text := usable_alt(img.get("alt") or ""))), "")
    caption, credit = next((words for img in shown if any(words := figure_words(img))), ("", ""))
    stated = [text_of(node.get(key)) for key in ("creditText", "copyrightNotice")]
    holders = names_in(page.graph, node.get("copyrightHolder")) or names_in(page.graph, node.get("author"))
    return Image(
        url=url,
        alt=alt or usable_alt(page.meta.first("og:image:alt", "twitter:image:alt")),
        caption=caption or _worth(text_of(node.get("caption"))),
        credit=credit or next((text for text in (*stated, ", ".join(holders)) if _worth(text)), ""),
        width=_pixels(node.get("width")) or _pixels(page.meta.first("og:image:width"))
        if url in page.meta.each(*IMAGE)
        else _pixels(node.get("width")),
        height=_pixels(node.get("height")),
    )


def _worth(text: str) -> str:
    is_file = " " not in text and "." in text and _FILE_NAME.match(text) is not None
    return "" if is_file or text.startswith("http") else text


def _pixels(value: object) -> int | None:
    digits = re.fullmatch(r"(\d{1,5})(\.0+)?(px)?", str(value if value is not None else "").strip())
    return int(digits.group(1)) or None if digits else None


def file_key(url: str) -> str:
    """Return the name of a picture's file without its size and its type."""
    name = unquote(urlsplit(url).path.rstrip("/").rsplit("/", 1)[-1])
    return re.sub(r"(-\d{2,4}x\d{2,4}|-scaled)?(\.(jpe?g|png|webp|gif|avif))*$", "", name.lower())


def same_picture(one: str, other: str) -> bool:
    """Say whether two addresses are of one picture, in whatever size, cut or type."""
    # Sites that call every picture image.jpg tell them apart by ?id= alone.
    ids = [re.search(r"[?&]id=([\w-]+)", url) for url in (one, other)]
    if ids[0] and ids[1]:
        return ids[0].group(1) == ids[1].group(1)
    short, long = sorted((file_key(one), file_key(other)), key=len)
    if short == long:
        return len(short) > _TELLING or urlsplit(one).path == urlsplit(other).path
    return len(short) > 3 * _TELLING and long.startswith(short)


def usable_alt(alt: str) -> str:
    """Return `alt` if it describes a picture; the name of a file does not."""
    text = " ".join(alt.split())
    is_name = _FILE_NAME.search(text) is not None and (
        any(char.isdigit() for char in text) or "_" in text or "." in text
    )
    return "" if is_name and " " not in text else text


def figure_words(element: Element) -> tuple[str, str]:
    """Return caption and credit of the figure around an <img>."""
    figure = next((above for above in element.iterancestors() if above.tag == "figure"), None)
    if figure is None:
        figure = _frame_with_caption(element)
    if figure is None:
        return "", ""
    captions = list(figure.iter("figcaption")) or list(by_class(figure, _CAPTION_CLASS))
    credits = [found for found in by_class(figure, _CREDIT_CLASS) if found not in captions]
    credit = next((text for found in credits if 1 < len(text := seen_text(found)) <= 120), "")
    text = seen_text(captions[0]) if captions else ""
    if credit:
        return text.replace(credit, "").strip(" |–—-()"), _without_word(credit)
    return split_credit(text)


def _frame_with_caption(element: Element) -> Element | None:
    """Return the nearest frame around an <img> that has a caption, where it holds no other picture."""
    for above in frames_around(element, 4):
        if sum(1 for _ in above.iter("img")) > 1 or any(
            len(seen_text(p)) > _MAX_CAPTION for p in above.iter("p")
        ):
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
