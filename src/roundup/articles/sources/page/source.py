"""An article page as a source: one page contains one article.

What publishers state for machines (JSON-LD, OpenGraph, meta tags) takes precedence over what a visitor sees.
A value without a reliable statement stays empty, for an editor to fill in.
"""

from __future__ import annotations

import math
import re
from dataclasses import fields, replace
from datetime import tzinfo
from zoneinfo import ZoneInfo

from roundup.articles.sources.base import Document
from roundup.articles.sources.making import LONGEST_TITLE, MOST_BYLINES
from roundup.articles.sources.page.authors import authors_of
from roundup.articles.sources.page.body import content_of
from roundup.articles.sources.page.dates import published_of, updated_of
from roundup.articles.sources.page.dek import dek_of
from roundup.articles.sources.page.document import Page, page_of
from roundup.articles.sources.page.image import image_of
from roundup.articles.sources.page.jsonld import first_text, is_paywalled
from roundup.articles.sources.page.meta import SECTION, TAGS
from roundup.articles.sources.page.rebelmouse import is_rebelmouse, keep_own_article, sharpen_article
from roundup.articles.sources.page.refusals import refuse_lists, refuse_walls
from roundup.articles.sources.page.standing import stated_corrections, stated_notices, stated_statuses
from roundup.articles.sources.page.text import is_text_page, read_text_page
from roundup.articles.sources.page.title import kicker_of, site_names, title_key, title_of
from roundup.articles.sources.paywall import any_closes
from roundup.articles.sources.text.furniture import Around
from roundup.articles.sources.text.labels import usable_labels
from roundup.articles.sources.text.plain import as_html
from roundup.articles.sources.text.summary import summary_of
from roundup.core.articles import FoundArticle, Image, Problem, Reading
from roundup.core.newsroom_language import tell, tell_later

_HTML = re.compile(
    rb"<(!doctype\s+html|html|head|body|meta|title|article|main|section|div|p|h[1-6]|img|span|table|script|link)[\s>/]",
    re.IGNORECASE,
)
_FEED = re.compile(rb"<(\w+:)?(rss|feed|RDF|channel|urlset|sitemapindex|opml|svg|math)[\s>]")
_MOST_MARKED = 20
_LANGUAGE = re.compile(r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$")


class PageSource:
    """Reads one article from its page, or from a RebelMouse page saved as text."""

    name = tell_later("page")
    called = tell_later("an article’s page")
    found_at = ""
    accepts = "text/html;q=0.8"
    is_page = True

    def recognises(self, document: Document) -> bool:
        """Say whether `document` is an HTML page (whole or partial) or a RebelMouse text. Never raises."""
        start = document.content[:8192]
        if start.startswith((b"\xff\xfe", b"\xfe\xff")):
            start = start[2:].replace(b"\x00", b"")
        start = start.lstrip(b"\xef\xbb\xbf \t\r\n\f")
        if not start.startswith(b"<"):
            return is_text_page(document)
        feed, page = _FEED.search(start), _HTML.search(start)
        return page is not None and (feed is None or page.start() < feed.start())

    def read(self, document: Document, cpu_seconds: float = math.inf) -> Reading:
        """Return the one article of `document`, which is read whatever `cpu_seconds` says.

        Raises SourceError with the code `not-an-article` for a front page or a list of articles, with
        `browser-check` or `consent-wall` for a page in front of an article, and with `not-readable` or
        `too-large` for a document that cannot be read at all.
        """
        if is_text_page(document):
            found, faults = read_text_page(document)
            return Reading(
                self.name,
                title=found.title,
                url=found.url,
                articles=(found,),
                problems=faults + _problems(found),
            )
        page = page_of(document)
        refuse_walls(page)
        rebelmouse = is_rebelmouse(page)
        if rebelmouse:
            keep_own_article(page)
        refuse_lists(page)
        found = _found_on(page, ZoneInfo(document.zone))
        found = sharpen_article(found, page) if rebelmouse else found
        sites = [name for name in site_names(page) if " " in name or name[:1].isupper()]
        return Reading(
            self.name,
            next(iter(sites), ""),
            found.url,
            found.language,
            (found,),
            page.faults + _problems(found),
            stated_statuses(page),
            stated_corrections(page),
            stated_notices(page),
        )


def _found_on(page: Page, zone: tzinfo) -> FoundArticle:
    """Return what `page` says about its article, without the text if the article is not free to read."""
    closed = _is_closed(page)
    title, language = title_of(page)[:LONGEST_TITLE], _language_of(page)
    authors = authors_of(page, language)[:MOST_BYLINES]
    dek = dek_of(page, authors)
    content = "" if closed else content_of(page)
    return FoundArticle(
        url=page.url if page.url.startswith("http") else page.canonical,
        title=title,
        canonical_url=page.canonical,
        dek="" if title_key(dek) == title_key(title) else dek,
        authors=authors,
        section=_section_of(page),
        kicker=kicker_of(page),
        tags=usable_labels(as_html(tag) for raw in page.meta.all(*TAGS) for tag in raw.split(",")),
        published_at=published_of(page, zone),
        updated_at=updated_of(page, zone),
        summary=dek or summary_of(content, around=Around(title, tuple(site_names(page)), authors)),
        content_html=content,
        image=image_of(page),
        paywalled=closed,
        language=language,
    )


def _is_closed(page: Page) -> bool:
    """Say whether the page states, in any of the usual places, that the article is not free to read."""
    if is_paywalled(page.graph, page.article) or page.meta.first("article:content_tier").lower() == "locked":
        return True
    marked = page.tree.xpath("//*[@itemprop='isAccessibleForFree']")[:_MOST_MARKED]
    return any_closes(
        ("isAccessibleForFree", node.get("content") or node.get("href") or node.text or "") for node in marked
    ) or any_closes(
        (name, page.meta.first(name)) for name in ("isaccessibleforfree", "paywall", "article:paywall")
    )


def _section_of(page: Page) -> str:
    """Return the section as the publisher names it, or ''."""
    stated = (first_text(page.article.get("articleSection")), page.meta.first(*SECTION))
    named = (section for text in stated for section in usable_labels([as_html(text)]))
    return next((section for section in named if len(section) <= 60), "")


def _language_of(page: Page) -> str:
    """Return the language tag, such as `de` or `en-US`, or ''."""
    root = page.tree.get("lang") or page.tree.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    stated = (
        first_text(page.article.get("inLanguage")),
        root,
        page.meta.first("og:locale", "content-language"),
    )
    return next((text.strip().replace("_", "-") for text in stated if _LANGUAGE.match(text.strip())), "")


def _problems(found: FoundArticle) -> tuple[Problem, ...]:
    """Return the problems that an editor should look at."""
    problems = []
    if not found.title:
        problems.append(Problem("no-title", tell("The page gives no headline; write one.")))
    if found.published_at is None:
        problems.append(Problem("no-date", tell("The page gives no date of publication; set it by hand.")))
    if found.paywalled:
        problems.append(
            Problem(
                "paywalled",
                tell("The publisher says that this article is not free; only its opening was read."),
            )
        )
    return tuple(problems)


def complete_from_page(found: FoundArticle, from_page: FoundArticle) -> FoundArticle:
    """Return `found`, which came from a feed, with its empty values filled in from its page.

    What the feed says stays, except that a picture that both show gets the words it lacks. If the page says
    that it is not free, its text is not taken.
    """
    empty = {
        field.name: getattr(from_page, field.name)
        for field in fields(found)
        if not getattr(found, field.name) and field.name not in ("guid", "url", "image")
    }
    if from_page.paywalled:
        empty.pop("content_html", None)
    return replace(found, **empty, image=_completed(found.image, from_page.image))


def _completed(image: Image | None, other: Image | None) -> Image | None:
    """Return the feed's picture, with the page's words if it is the same, or else the page's picture."""
    if image is None or other is None:
        return image or other
    if image.url != other.url:
        return image
    empty = {
        name: getattr(other, name)
        for name in ("alt", "caption", "credit", "width", "height")
        if not getattr(image, name)
    }
    return replace(image, **empty)
