"""What stands in front of an article, or lists many, is none; a front page says where its feed is."""

from __future__ import annotations

import pytest

from roundup.articles.sources.base import Document
from roundup.articles.sources.page import PageSource
from roundup.core.errors import SourceError

URL = "https://mill.example/2026/flood"
TEXT = "<p>The miller has not ground a sack of flour since the flood took his wheel away in May.</p>" * 20


def refusal(markup: str, url: str = URL) -> SourceError:
    with pytest.raises(SourceError) as refused:
        PageSource().read(Document(url, f"<!doctype html><html>{markup}</html>".encode()))
    return refused.value


def wall(title: str, body: str = "<div id=box></div>") -> str:
    return f"<head><title>{title}</title></head><body>{body}</body>"


@pytest.mark.parametrize(
    "markup",
    [
        wall("Just a moment..."),
        wall(
            "mill.example",
            "<h1>Checking your browser before you go on</h1><p>Please wait.</p>",
        ),
        wall(
            "mill.example",
            "<h1>mill.example</h1><h2>Verify you are human below.</h2>",
        ),
        wall("mill.example", "<noscript><p>Enable JavaScript and cookies to continue</p></noscript>"),
        wall("Attention Required! | Cloudflare", "<h1>Sorry, you have been blocked</h1>"),
        wall("Making sure you're not a bot!"),
        wall("Nur einen Moment …"),
        wall("Un instant…"),
        wall("Un momento, por favor"),
        wall("请稍候…"),
        wall("Один момент…"),
        wall("The flood", '<h1>The flood</h1><script src="https://geo.captcha-delivery.com/c.js"></script>'),
    ],
)
def test_a_browser_check_is_no_article(markup: str) -> None:
    refused = refusal(markup)

    assert refused.code == "browser-check"
    assert str(refused).startswith("The site first checks the visitor's browser")


@pytest.mark.parametrize(
    ("markup", "url"),
    [
        (wall("Before you continue to The Mill"), URL),
        (
            wall("The Mill", "<h1>We value your privacy</h1><p>We store cookies.</p>"),
            URL,
        ),
        (wall("Privatsphäre-Einstellungen", "<h1>Mit Werbung weiterlesen</h1>"), URL),
        (wall("Avant de continuer vers Le Moulin"), URL),
        (wall("Antes de continuar"), URL),
        (wall("Prima di continuare"), URL),
        (wall("Voordat je verdergaat"), URL),
        (wall("The Mill", f"<h1>The Mill</h1>{TEXT}"), "https://consent.mill.example/m?continue=/2026/flood"),
    ],
)
def test_a_question_for_consent_is_no_article(markup: str, url: str) -> None:
    assert refusal(markup, url).code == "consent-wall"


@pytest.mark.parametrize(
    "title", ["Just a moment in May", "Consent, and who may give it", "Captcha turns thirty"]
)
@pytest.mark.parametrize("head", ["", '<meta property="og:type" content="article">'])
def test_an_article_about_such_a_page_is_one(title: str, head: str) -> None:
    body = f"<h1>{title}</h1>{TEXT if not head else TEXT[:200]}"
    markup = f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>"

    assert PageSource().read(Document(URL, markup.encode())).articles[0].title == title


FEED = '<link rel="alternate" type="application/rss+xml" title="The Mill" href="{}">'


@pytest.mark.parametrize(
    ("links", "feeds"),
    [
        (FEED.format("/feed"), ("https://mill.example/feed",)),
        (FEED.format("https://feeds.example/mill.xml"), ("https://feeds.example/mill.xml",)),
        (
            FEED.format("/comments/feed/") + FEED.format("/feed/"),
            ("https://mill.example/feed/", "https://mill.example/comments/feed/"),
        ),
        (
            (
                '<base href="https://www.mill.example/en/">'
                '<link rel="Alternate feed" type="application/atom+xml" href="a.xml">'
            ),
            ("https://www.mill.example/en/a.xml",),
        ),
        (
            '<link rel=alternate type="application/feed+json" href="/feed.json">',
            ("https://mill.example/feed.json",),
        ),
        ('<link rel=alternate type="application/json" href="/wp-json/wp/v2/pages/7">', ()),
        (FEED.format("javascript:alert(1)"), ()),
    ],
)
def test_a_front_page_names_its_feeds(links: str, feeds: tuple[str, ...]) -> None:
    refused = refusal(f"<head>{links}</head><body><h1>The Mill</h1>{TEXT}</body>", "https://mill.example/")

    assert (refused.code, refused.feeds) == ("not-an-article", feeds)
    assert all(feed in str(refused) for feed in feeds[:1])
