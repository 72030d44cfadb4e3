"""Documents of every kind of source, as they come from a host that does nothing wrong."""

from __future__ import annotations

import html
from typing import Final

import orjson

from tests.articles.sources.feed.feeds import atom, rss

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
# For each kind, documents that it is to recognise and read; damaged ones are made of them.
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
# For each kind, one article that is called so, with whatever escaping its form asks for.
CALLED: Final = "Why <canvas> & 1 < 2"
_ESCAPED: Final = html.escape(CALLED)
TITLED: Final[dict[str, bytes]] = {
    "wordpress": orjson.dumps([POST | {"title": {"rendered": _ESCAPED}}]),
    "jsonfeed": orjson.dumps(FEED | {"items": [{"id": "1", "title": CALLED}]}),
    # A title in RSS is HTML, in XML.
    "feed": rss(f"<title>{html.escape(_ESCAPED)}</title>").encode(),
    "page": f"<title>{_ESCAPED}</title><article><h1>{_ESCAPED}</h1><p>One</p></article>".encode(),
}
