"""Any document, damaged in any way, gives a reading that can be handed over, or a sentence."""

from __future__ import annotations

import math

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roundup.articles.sources.base import Document
from roundup.articles.sources.child import answer
from roundup.articles.sources.child_answer import unpack_answer
from roundup.articles.sources.registry import KINDS
from roundup.core.errors import SourceError
from tests.articles.sources.feed.feeds import atom, rss
from tests.articles.sources.test_registry import assert_promises

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
    },
}
FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "The Magazine",
    "items": [
        {"id": "1", "url": "https://x.example/a", "content_html": "<p>One</p>", "authors": [{"name": "Jane"}]}
    ],
}
PAGE = (
    "<!doctype html><html lang=en><head><title>Tides - The Quay</title>"
    "<meta property='og:image' content='/a.jpg'>"
    '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Tides","author":{"name":"Ada"},'
    '"datePublished":"2026-02-17","image":["/a.jpg"]}</script></head>'
    "<body><article><h1>Tides</h1>"
    "<p class=byline>By Ada Aal in Politics</p><figure><img srcset='/a.jpg 600w, /b.jpg 2x' src='/c.jpg'>"
    "<figcaption>The quay. Foto: Jo/AP</figcaption></figure>"
    "<p>The harbour wakes before the town does.</p></article>"
)
GOOD = [
    rss(ITEM, ITEM).encode(),
    atom(
        "<title>a</title><id>1</id><author><name>Jane</name></author><content type='xhtml'><p>b</p></content>"
    ).encode(),
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><item><title>a</title></item></rdf:RDF>',
    orjson.dumps(FEED),
    orjson.dumps([POST, POST]),
    PAGE.encode(),
]
# What broke readers before, here or elsewhere.
PIECES = [
    *(
        b"<!--a-->",
        b"<?a?>",
        b"<!DOCTYPE a [",
        b"]>",
        b"<![CDATA[",
        b"]]>",
        b"<!--",
        b"-->",
        b"<",
        b">",
        b"</",
        b'"',
        b"'",
    ),
    *(
        b"&#55357;&#56832;",
        b"&#xD800;",
        rb"\ud800",
        b"&amp;amp;",
        b"&",
        b"\x00",
        b"\xff\xfe",
        b"\xed\xa0\x80",
        b"\xc2\x85",
    ),
    *(
        b"http://[x/a.jpg",
        b"//[",
        b"javascript:",
        b"<rdf:RDF x",
        b"<a:b:c>",
        b' xmlns="',
        b"{{",
        b"}}",
        b"null",
        b"1e999",
    ),
    *(
        b"a." * 50,
        b"a@" * 50,
        b" " * 90,
        b"(" * 50,
        b"<div>" * 50,
        b"9" * 30,
        b"-",
        b"\\",
        b"[",
        b"]",
        b"{",
        b"}",
        b",",
    ),
]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Return a good document after some cuts, repeats, and pieces set in where they do not belong."""
    content = draw(st.sampled_from(GOOD))
    for _ in range(draw(st.integers(0, 6))):
        start, end = sorted(draw(st.tuples(*[st.integers(0, len(content))] * 2)))
        middle = draw(
            st.sampled_from(
                [b"", content[start:end] * 2, draw(st.sampled_from(PIECES)), draw(st.binary(max_size=9))]
            )
        )
        content = content[:start] + middle + content[end if draw(st.booleans()) else start :]
    return content[:100_000]


@settings(max_examples=250)
@given(
    damaged() | st.binary(max_size=300),
    st.sampled_from(["", *KINDS]),
    st.sampled_from(["", "utf-16", "latin-1"]),
)
def test_any_document_gives_a_reading_that_is_handed_over_or_a_sentence(
    content: bytes, kind: str, charset: str
) -> None:
    asked = {
        "url": "https://x.example/2026/a",
        "media_type": "",
        "charset": charset,
        "kind": kind,
        "zone": "UTC",
    }
    told = answer(asked, content, cpu_seconds=math.inf)

    if "reading" in orjson.loads(told):
        assert_promises(unpack_answer(told))
    else:
        with pytest.raises(SourceError, match=r"[.]$"):
            unpack_answer(told)


@given(damaged() | st.binary(max_size=300))
def test_no_kind_fails_at_recognising_any_document(content: bytes) -> None:
    for kind in KINDS.values():
        assert kind.recognises(Document("https://x.example/a", content)) in (True, False)
