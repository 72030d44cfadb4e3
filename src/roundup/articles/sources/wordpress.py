"""The REST API of WordPress: `/wp-json/wp/v2/posts?_embed`, a list of posts or a single one."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlsplit

from roundup.articles.sources.base import Document
from roundup.articles.sources.json_text import json_or_none, list_at, parse_json, text_at, value_at
from roundup.articles.sources.making import gather_problems, make_article, problems_of_all, read_newest
from roundup.articles.sources.paywall import any_closes
from roundup.articles.sources.pictures import IN_BODY, MEANT, Offer
from roundup.articles.sources.text.captions import split_credit, usable_alt
from roundup.articles.sources.text.plain import plain_text
from roundup.core.articles import FoundArticle, Image, Problem, Reading
from roundup.core.errors import SourceError
from roundup.core.newsroom_language import tell, tell_count, tell_later
from roundup.core.urls import published_url

# Statuses that a visitor may see. `future` posts and drafts need an editor's key and are not published.
_OUT: Final = frozenset({"", "publish", "inherit"})
_NOT_ARTICLES: Final = frozenset({"attachment", "revision", "nav_menu_item", "wp_block", "wp_template"})


class WordPressSource:
    """Answers of WordPress's REST API."""

    name = tell_later("wordpress")
    called = tell_later("a list of WordPress posts")
    found_at = "…/wp-json/wp/v2/posts?_embed"
    accepts = "application/json;q=0.9"
    is_page = False

    def recognises(self, document: Document) -> bool:
        answer = json_or_none(document)
        return (
            _is_post(answer)
            or _is_error(answer)
            or (isinstance(answer, list) and any(map(_is_post, answer[:5])))
        )

    def read(self, document: Document, cpu_seconds: float = math.inf) -> Reading:
        """Return the published posts. Raises SourceError for an answer without posts."""
        answer, faults = parse_json(document)
        if _is_error(answer):
            raise _refused(answer)
        listed = answer if isinstance(answer, list) else [answer]
        posts = [post for post in listed if _is_post(post)]
        if listed and not posts:
            raise SourceError(
                "not-posts",
                tell("This is JSON, but contains no posts. Give an address that ends in /wp/v2/posts."),
            )
        broken = sum(not isinstance(post, dict) for post in listed)
        found = _reading(self.name, posts, broken, document, cpu_seconds)
        return replace(found, problems=faults + found.problems)


def _reading(
    kind: str, posts: list[dict[str, Any]], broken: int, document: Document, cpu_seconds: float
) -> Reading:
    out = [post for post in posts if text_at(post, "status") in _OUT]
    found, offered = read_newest(
        out,
        lambda post: [*_dates(post, "date"), *_dates(post, "modified")],
        lambda post: _read_post(post, document),
        cpu_seconds,
    )
    articles = tuple(article for article, _ in found)
    held = len(posts) - len(out)
    return Reading(
        kind=kind,
        title=next((name for post in out if (name := _site_name(post))), ""),
        url=_site(articles, document.url),
        language=next((article.language for article in articles if article.language), ""),
        articles=articles,
        problems=problems_of_all(articles, offered, broken)
        + ((_withheld(held),) if held else ())
        + gather_problems(p for _, p in found),
    )


def _withheld(held: int) -> Problem:
    return Problem(
        "not-published",
        tell_count(
            "%(n)s post that is not published yet was left out.",
            "%(n)s posts that are not published yet were left out.",
            held,
        ),
    )


def _is_post(told: Any) -> bool:
    """Say whether this is a post: it has a rendered title and something that users and terms lack."""
    if not isinstance(told, dict) or not isinstance(value_at(told, "title", "rendered"), str):
        return False
    dated = any(name in told for name in ("date_gmt", "date", "modified_gmt", "excerpt", "content"))
    return dated and text_at(told, "type") not in _NOT_ARTICLES


def _is_error(told: Any) -> bool:
    return (
        isinstance(told, dict)
        and "code" in told
        and "message" in told
        and isinstance(value_at(told, "data", "status"), int)
    )


def _refused(answer: Any) -> SourceError:
    said = plain_text(text_at(answer, "message"))[:200]
    return SourceError(
        "refused",
        tell(
            "WordPress refused: “%(answer)s” Ask the site to open its REST API, or use its feed instead.",
            answer=said,
        ),
    )


def _read_post(post: dict[str, Any], document: Document) -> tuple[FoundArticle, tuple[Problem, ...]]:
    base = published_url(document.url)
    url = published_url(text_at(post, "link"), base)
    base = url or base
    protected = value_at(post, "content", "protected") is True
    canonical = published_url(text_at(post, "yoast_head_json", "canonical"), base)
    return make_article(
        url=url,
        base=base,
        guid=text_at(post, "guid", "rendered") or text_at(post, "guid") or text_at(post, "id"),
        title=text_at(post, "title", "rendered"),
        body="" if protected else text_at(post, "content", "rendered"),
        short="" if value_at(post, "excerpt", "protected") is True else text_at(post, "excerpt", "rendered"),
        bylines=list(_authors(post)),
        publisher_names=(_site_name(post),),
        labels=list(_terms(post)),
        published=_dates(post, "date"),
        updated=_dates(post, "modified"),
        offers=list(_pictures(post, base)),
        paywalled=protected or any_closes(_stated(post)),
        language=text_at(post, "lang") or text_at(post, "yoast_head_json", "og_locale"),
        zone=document.zone,
        canonical_url=canonical if canonical != url else "",
    )


def _stated(post: dict[str, Any]) -> Iterator[tuple[str, object]]:
    """Yield the names and values that a post, its fields and its description for search engines state."""
    yield from post.items()
    for fields in (value_at(post, "meta"), value_at(post, "acf")):
        yield from fields.items() if isinstance(fields, dict) else ()
    for node in list_at(post, "yoast_head_json", "schema", "@graph"):
        yield from node.items() if isinstance(node, dict) else ()


def _dates(post: dict[str, Any], name: str) -> list[str]:
    """Return the date in UTC (which the API does not mark as such), or else the local date."""
    utc, local = text_at(post, f"{name}_gmt"), text_at(post, name)
    return [f"{utc}Z" if utc[-1:].isdigit() and "+" not in utc else utc] if utc else [local] if local else []


def _authors(post: dict[str, Any]) -> Iterator[str]:
    """Yield the bylines: the co-authors' terms if a plug-in provides them, else the post's author."""
    names = [text_at(term, "name") for term in _all_terms(post) if text_at(term, "taxonomy") == "author"]
    names = names or [
        text_at(person, "display_name") for person in list_at(post, "coauthors") + list_at(post, "authors")
    ]
    names = [name for name in names if name]
    names = names or [text_at(person, "name") for person in list_at(post, "_embedded", "author")]
    written = text_at(post, "yoast_head_json", "author") or text_at(
        post, "yoast_head_json", "twitter_misc", "Written by"
    )
    yield from [name for name in names if name] or [written]


def _all_terms(post: dict[str, Any]) -> Iterator[Any]:
    for group in list_at(post, "_embedded", "wp:term"):
        yield from group if isinstance(group, list) else []


def _terms(post: dict[str, Any]) -> Iterator[str]:
    terms = list(_all_terms(post))
    for taxonomy in ("category", "post_tag"):
        yield from (text_at(term, "name") for term in terms if text_at(term, "taxonomy") == taxonomy)


def _pictures(post: dict[str, Any], base: str) -> Iterator[Offer]:
    for media in list_at(post, "_embedded", "wp:featuredmedia"):
        address = text_at(media, "source_url") or text_at(
            media, "media_details", "sizes", "full", "source_url"
        )
        caption, credit = split_credit(plain_text(text_at(media, "caption", "rendered")))
        if url := published_url(address, base):
            sides = [value_at(media, "media_details", side) for side in ("width", "height")]
            width, height = (side if isinstance(side, int) and side > 0 else None for side in sides)
            yield Offer(
                Image(url, usable_alt(text_at(media, "alt_text")), caption, credit, width, height), MEANT
            )
    for address in (
        text_at(post, "jetpack_featured_media_url"),
        text_at(post, "yoast_head_json", "og_image", "url"),
    ):
        if url := published_url(address, base):
            yield Offer(Image(url), IN_BODY)


def _site_name(post: dict[str, Any]) -> str:
    return plain_text(text_at(post, "yoast_head_json", "og_site_name"))


def _site(articles: tuple[FoundArticle, ...], address: str) -> str:
    for url in (published_url(address), *(article.url for article in articles)):
        if url:
            parts = urlsplit(url)
            return f"{parts.scheme}://{parts.netloc}/"
    return ""
