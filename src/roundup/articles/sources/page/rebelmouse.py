"""Pages of RebelMouse sites, which contain the next stories in full below their own story."""

from __future__ import annotations

from dataclasses import replace

from roundup.articles.sources.page.document import Page
from roundup.articles.sources.page.dom import Element, seen_text
from roundup.articles.sources.page.renditions import source_of, usable_url
from roundup.articles.sources.text.captions import LONGEST_CREDIT, split_credit, usable_alt
from roundup.articles.sources.text.labels import split_kicker
from roundup.core.articles import FoundArticle, Image
from roundup.core.bylines import authors_from
from roundup.core.urls import published_url, url_key

_FURNITURE = (
    "widget__show-more",
    "js-keep-reading",
    "show-more",
    "show-less",
    "around-the-web",
    "posts-wrapper",
    "newsletter",
)

_MAX_ARTICLES = 50
_MAX_HEROES = 5


def is_rebelmouse(page: Page) -> bool:
    """Say whether `page` looks like the work of this CMS."""
    return bool(
        page.tree.xpath("//article[@elid] | //img[contains(@class, 'rm-')] | //*[@data-rm-shortcode-id]")
    )


def keep_own_article(page: Page) -> None:
    """Remove from the tree every article but the page's own, and the furniture around that.

    The page's own article is the one with the page's address, or else the first. The others are the next
    stories, each with a headline, a picture and a text that look just like those of the first.
    """
    articles = page.tree.xpath("//article[@elid]")
    own = _own(articles[:_MAX_ARTICLES], page)
    kept = {own, *own.iterancestors()} if own is not None else set()
    for name in _FURNITURE:
        articles += page.tree.xpath(f"//*[contains(concat(' ', @class, ' '), ' {name} ')]")
    for element in articles:
        if element not in kept and element.getparent() is not None:
            element.drop_tree()


def _own(articles: list[Element], page: Page) -> Element | None:
    keys = {url_key(url) for url in (page.canonical, page.url) if url}
    named = [article for article in articles if keys & set(_addresses(article, page))]
    numbered = [article for article in articles if (article.get("elid") or "-") in _numbers(page)]
    return next(iter((*named, *numbered, *articles)), None)


def _addresses(article: Element, page: Page) -> list[str]:
    """Return the addresses that an article gives itself: in its attributes and in its headline's link."""
    raws = [article.get(name) or "" for name in ("data-href", "data-url", "data-permalink", "href")]
    raws += article.xpath(".//*[contains(@class, 'widget__headline')]/@href")[:1]
    raws += article.xpath(".//*[contains(@class, 'widget__headline')]//a/@href")[:1]
    found = [published_url(raw, page.canonical or page.url) for raw in raws if raw]
    return [url_key(url) for url in found if url]


def _numbers(page: Page) -> set[str]:
    """Return the post numbers given in the head of the page."""
    found = {page.meta.first("rm:post_id", "post-id", "article:id", "parsely-post-id")}
    return found - {""}


def sharpen_article(found: FoundArticle, page: Page) -> FoundArticle:
    """Return `found` with the values that the CMS's templates give more reliably than any metadata."""
    tree, kicker, section = page.tree, found.kicker, found.section
    printed = _text(tree, "widget__section")
    if printed:
        kicker, section = split_kicker(printed)
    return replace(
        found,
        title=_text(tree, "widget__headline-text") or found.title,
        dek=_dek(tree) or found.dek,
        authors=found.authors
        or authors_from([seen_text(name) for name in _classed(tree, "social-author__name")]),
        kicker=kicker,
        section=section,
        image=_hero(page) or found.image,
    )


def _dek(tree: Element) -> str:
    for element in _classed(tree, "widget__subheadline"):
        texts = [text for part in element.iter("p") if (text := seen_text(part))]
        if text := texts[0] if texts else seen_text(element):
            return text
    return ""


def _hero(page: Page) -> Image | None:
    """Return the lead picture as the template shows it, with its caption and credit separated."""
    shown = page.tree.xpath("//img[contains(concat(' ', @class, ' '), ' rm-hero-media ')]")
    for element in shown[:_MAX_HEROES]:
        url = usable_url(source_of(element), page.canonical or page.url)
        if url:
            caption, credit = _hero_words(page.tree)
            return Image(url, usable_alt(element.get("alt") or ""), caption, credit)
    return None


def _hero_words(tree: Element) -> tuple[str, str]:
    """Return the caption and the credit; some editors write both in the template's place for the credit."""
    said, told = (
        _text(tree, "media-caption"),
        _text(tree, "photo-credit") or _text(tree, "media-photo-credit"),
    )
    caption, credit = split_credit(told)
    if credit or len(told) > LONGEST_CREDIT:
        return said or caption, credit
    return said, told


def _classed(tree: Element, name: str) -> list[Element]:
    return list(
        tree.xpath("//*[contains(concat(' ', normalize-space(@class), ' '), $name)]", name=f" {name} ")
    )


def _text(tree: Element, name: str) -> str:
    return next((text for element in _classed(tree, name) if (text := seen_text(element))), "")
