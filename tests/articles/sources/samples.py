"""Documents of every kind of source, as they come from a host that does nothing wrong."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import orjson

from tests.articles.sources.feed.feeds import atom, rss


@dataclass(frozen=True, slots=True)
class Told:
    """One article in plain words, as an editor would type them: a writer escapes them as its form asks."""

    guid: str = "tides-1"
    url: str = "https://x.example/tides"
    title: str = "Tides"
    authors: tuple[str, ...] = ("Jane Doe", "Ada Aal")
    published: str = "2026-02-17T09:30:00Z"
    updated: str = "2026-02-18T10:00:00Z"
    language: str = "en-IE"
    summary: str = "The harbour wakes before the town does."
    body: str = " ".join(["It is cold there, and the boats are late."] * 8)
    image: str = "https://x.example/quay.jpg"
    alt: str = "A boat at the quay in the morning"
    caption: str = "The harbour before the storm."
    credit: str = "Jo Roe"
    tags: tuple[str, ...] = ("Harbours", "Weather")
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a kind recognises and refuses for good, by which code, and the `feeds` to read instead."""

    content: bytes
    code: str
    feeds: tuple[str, ...]


# In the address of a document; nothing that is read from it may repeat it.
KEY: Final = "s3cr3t-k3y-0f-a-s0urce"
# What the magazine of every written document is called (like a person), where it lives and what it speaks.
MAGAZINE, HOME, SPEAKS = "Harper Stone", "https://magazine.example/", "en-GB"


ITEM = (
    "<title>War &amp; peace</title><link>https://x.example/a</link><guid>1</guid>"
    "<dc:creator>Jane Doe, A. B.</dc:creator>"
    "<pubDate>Tue, 17 Feb 2026 09:30:00 GMT</pubDate><category>Europe</category>"
    "<description>&lt;p&gt;One &lt;img src='/a.jpg' width=600 alt='x'&gt; (Photo: AP)&lt;/p&gt;</description>"
    '<media:content url="https://x.example/a.jpg" width="460"><media:credit>AP</media:credit></media:content>'
)
POST = {
    "id": 1,
    "type": "post",
    "link": "https://x.example/a",
    "date_gmt": "2026-02-17T09:30:00",
    "title": {"rendered": "War &amp; peace"},
    "content": {"rendered": "<p>One</p>", "protected": False},
    "_embedded": {
        "author": [{"name": "Jane Doe"}],
        "wp:term": [[{"taxonomy": "category", "name": "Europe"}]],
        "wp:featuredmedia": [{"source_url": "https://x.example/a.jpg", "alt_text": "A boat"}],
    },
}
FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "The Magazine",
    "items": [
        {
            "id": "1",
            "url": "https://x.example/a",
            "title": "War & peace",
            "content_html": "<p>One</p>",
            "authors": [{"name": "Jane"}],
            "image": "https://x.example/a.jpg",
            "tags": ["Europe"],
            "date_published": "2026-02-17T09:30:00Z",
        },
        {"id": "2", "url": "https://x.example/b", "title": "Tides"},
    ],
}
PAGE = (
    "<!doctype html><html lang=en><head><title>Tides - The Quay</title>"
    "<meta property='og:image' content='/a.jpg'><meta property='article:tag' content='Harbours'>"
    "<meta name=description content='The town and its harbour, early in the morning.'>"
    '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Tides","author":{"name":"Ada"},'
    '"datePublished":"2026-02-17","image":["/a.jpg"]}</script></head>'
    "<body><article><h1>Tides</h1>"
    "<p class=byline>By Ada Aal in Politics</p><figure><img srcset='/a.jpg 600w, /b.jpg 2x' src='/c.jpg'>"
    "<figcaption>The quay. Foto: Jo/AP</figcaption></figure>"
    f"<p>The harbour wakes before the town does. {'It is cold there, and the boats are late. ' * 12}</p>"
    f"<p>{'Nobody waits for them but the gulls, who have seen it all before. ' * 8}</p></article>"
)


def _wordpress(articles: Sequence[Told]) -> bytes:
    return orjson.dumps([_post(told) for told in articles])


def _post(told: Told) -> dict[str, object]:
    return {
        "guid": {"rendered": told.guid},
        "link": told.url,
        "title": {"rendered": html.escape(told.title)},
        # Without its zone a date is the local one.
        "date_gmt" if told.published.endswith("Z") else "date": told.published,
        "modified_gmt": told.updated,
        "lang": told.language,
        "visibility": "members" if told.closed else "public",
        "excerpt": {"rendered": f"<p>{html.escape(told.summary)}</p>"},
        "content": {"rendered": f"<p>{html.escape(told.body)}</p>"},
        "_embedded": {
            "author": [{"name": html.escape(name)} for name in told.authors],
            "wp:term": [[{"taxonomy": "category", "name": html.escape(tag)} for tag in told.tags]],
            "wp:featuredmedia": [
                {
                    "source_url": told.image,
                    "alt_text": told.alt,
                    "caption": {"rendered": f"<p>{html.escape(f'{told.caption} Photo: {told.credit}')}</p>"},
                }
            ],
        },
        "yoast_head_json": {"og_site_name": MAGAZINE},
    }


def _jsonfeed(articles: Sequence[Told]) -> bytes:
    return orjson.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": MAGAZINE,
            "home_page_url": HOME,
            "language": SPEAKS,
            "items": [_json_item(told) for told in articles],
        }
    )


def _json_item(told: Told) -> dict[str, object]:
    return {
        "id": told.guid,
        "url": told.url,
        "title": told.title,
        "authors": [{"name": name} for name in told.authors],
        "date_published": told.published,
        "date_modified": told.updated,
        "language": told.language,
        "_access": {"free": not told.closed},
        "summary": told.summary,
        "content_text": told.body,
        "image": told.image,
        "tags": list(told.tags),
    }


def _feed(articles: Sequence[Told]) -> bytes:
    head = f"<title>{MAGAZINE}</title><link>{HOME}</link><language>{SPEAKS}</language>"
    return rss(*(_rss_item(told) for told in articles), head=head).encode()


def _rss_item(told: Told) -> str:
    # A title and a description are HTML, in XML.
    values = [
        ("guid", told.guid),
        ("link", told.url),
        ("title", html.escape(told.title)),
        *(("dc:creator", html.escape(name)) for name in told.authors),
        ("pubDate", told.published),
        ("atom:updated", told.updated),
        ("dc:language", told.language),
        ("isAccessibleForFree", str(not told.closed)),
        ("description", html.escape(told.summary)),
        ("content:encoded", f"<p>{html.escape(told.body)}</p>"),
        *(("category", html.escape(tag)) for tag in told.tags),
    ]
    return "".join(f"<{name}>{html.escape(value)}</{name}>" for name, value in values) + _media(told)


def _media(told: Told) -> str:
    return (
        f'<media:content medium="image" url="{html.escape(told.image)}" alt="{html.escape(told.alt)}">'
        f"<media:description>{html.escape(told.caption)}</media:description>"
        f"<media:credit>{html.escape(told.credit)}</media:credit></media:content>"
    )


def _page(articles: Sequence[Told]) -> bytes:
    (told,) = articles
    news = {
        "@type": "NewsArticle",
        "headline": told.title,
        "author": [{"name": name} for name in told.authors],
        "isAccessibleForFree": not told.closed,
    }
    tags = "".join(f"<meta property='article:tag' content='{html.escape(tag)}'>" for tag in told.tags)
    # JSON in a script is not escaped, except where it would end the script.
    stated = orjson.dumps(news).decode().replace("</", "<\\/")
    return (
        f"<!doctype html><html lang='{told.language}'><head><title>{html.escape(told.title)}</title>"
        f"<meta property='og:site_name' content='{MAGAZINE}'>"
        f"<meta property='article:modified_time' content='{told.updated}'>"
        f"<meta name=description content='{html.escape(told.summary)}'>"
        f"<meta property='article:published_time' content='{told.published}'>"
        f"<meta property='og:image' content='{html.escape(told.image)}'>"
        f"{tags}<script type='application/ld+json'>{stated}</script></head>"
        f"<body><article><h1>{html.escape(told.title)}</h1>{_figure(told)}"
        f"<p>{html.escape(told.body)}</p></article>"
    ).encode()


def _figure(told: Told) -> str:
    words = html.escape(f"{told.caption} Photo: {told.credit}")
    shown = f"<img src='{html.escape(told.image)}' alt='{html.escape(told.alt)}'>"
    return f"<figure>{shown}<figcaption>{words}</figcaption></figure>"


# For each kind, what writes these articles in its form, one article if it is a page. It leaves out nothing
# that the form has a place for, and writes letters beyond ASCII as they are, in UTF-8.
WRITERS: Final[dict[str, Callable[[Sequence[Told]], bytes]]] = {
    "wordpress": _wordpress,
    "jsonfeed": _jsonfeed,
    "feed": _feed,
    "page": _page,
}
# For each kind, documents as they are met with, which it is to recognise and read; damaged ones are made of
# them.
SAMPLES: Final[dict[str, list[bytes]]] = {
    "wordpress": [
        orjson.dumps([POST, POST]),
        orjson.dumps([{"title": {"rendered": "a"}, "date_gmt": "2026-02-17T09:30:00"}]),
    ],
    "jsonfeed": [orjson.dumps(FEED), b'{"version": "https://jsonfeed.org/version/1.1", "items": []}'],
    "feed": [
        rss(ITEM, ITEM).encode(),
        atom(
            "<title>a</title><id>1</id><author><name>Jane</name></author>"
            "<content type='xhtml'><p>b</p></content>"
        ).encode(),
        (
            b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><item><title>a</title></item>'
            b"</rdf:RDF>"
        ),
        rss("<title>a</title>").encode(),
        atom("<title>a</title>").encode(),
    ],
    "page": [
        PAGE.encode(),
        (
            b"<!DOCTYPE html><html><head><title>a</title></head>"
            b"<body><article><h1>a</h1><p>b</p></article></body></html>"
        ),
    ],
}
# For each kind that lists articles, a document whose second article of three is broken.
BROKEN: Final[dict[str, bytes]] = {
    "wordpress": orjson.dumps([POST | {"id": 1, "link": "/1"}, 5, POST | {"id": 2, "link": "/2"}]),
    "jsonfeed": orjson.dumps(FEED | {"items": [FEED["items"][0], None, FEED["items"][1]]}),
    "feed": rss(ITEM, "<title>a</link></b>", ITEM.replace("<guid>1<", "<guid>2<")).encode(),
}
# For each kind, what it recognises and refuses for good, each with a decoy that is not to be read instead.
REFUSALS: Final[dict[str, list[Refusal]]] = {
    "wordpress": [],
    "jsonfeed": [],
    "feed": [],
    "page": [
        Refusal(
            b"<!doctype html><html><head><title>The Quay</title>"
            b"<link rel=alternate type='application/rss+xml' href='/feed'>"
            b"<link rel=alternate hreflang=fr href='/fr/'>"
            b"</head><body>" + b"<article><h2><a href='/a'>The harbour wakes</a></h2></article>" * 9,
            "not-an-article",
            ("https://magazine.example/feed",),
        ),
    ],
}
