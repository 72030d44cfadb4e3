"""A feed is known by its first element, whatever comes before it."""

from __future__ import annotations

import pytest

from roundup.articles.sources.feed import FeedSource
from tests.articles.sources.feed.feeds import atom, document, rss

KIND = FeedSource()
RICH = rss(
    "<title>War &amp; peace</title><link>https://x.example/a</link><dc:creator>Jane Doe</dc:creator>"
    "<pubDate>Tue, 17 Feb 2026 09:30:00 GMT</pubDate><category>Europe</category>"
    '<media:content url="https://x.example/a.jpg" width="460">'
    "<media:credit>AP</media:credit></media:content>",
    "<pubDate>soon</pubDate>",
)


@pytest.mark.parametrize(
    "content",
    [
        RICH,
        atom("<title>x</title>"),
        "\n\n<!-- a --><?xml-stylesheet href='x'?>" + RICH.split("?>")[1],
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>',
        RICH.replace("UTF-8", "utf-16").encode("utf-16"),
        "PHP Warning: x\n" + RICH,
        RICH[:400],
        f"<!doctype html><html><script>a()</script><body class='x' data-y=\"z\">{RICH}</body></html>",
        f"<html><body><pre class=a=b>{RICH}",
        f"<html><body title='>{RICH}",
    ],
)
def test_a_feed_is_recognised(content: str | bytes) -> None:
    assert KIND.recognises(document(content))


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        "<html><head><title>feed</title></head></html>",
        "<urlset/>",
        "plain",
        b"\x00\xff\xfe<",
        "<rssx/>",
        '<html><script type="application/ld+json">{"name": "What <rss version=\\"2.0\\"> began"}</script>',
        "<html><script>let feed = '<rss version=2.0>'",
        "<html><SCRIPT>'<feed xmlns='</SCRIPT ><p>",
        "<html><meta name=description content='What <rss version=\"2.0\"> began'>",
        '<html><p title="a <feed xmlns=x> b">',
    ],
)
def test_a_document_that_is_not_a_feed_is_not_recognised(content: str | bytes) -> None:
    assert not KIND.recognises(document(content))
