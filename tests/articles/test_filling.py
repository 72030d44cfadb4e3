from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from roundup.articles import filling
from roundup.articles.filling import MOST_PAGES, Pace, fill_gaps
from roundup.articles.models import Article, Source
from roundup.articles.sources.fetch import Fetcher
from roundup.articles.store import complete_from, store_reading
from roundup.core.articles import FoundArticle
from tests.articles.samples import THURSDAY, found, reading, source
from tests.articles.web import Web

pytestmark = pytest.mark.django_db

TITLE = "All about the harbour"


def page(title: str = TITLE, **meta: str) -> bytes:
    told = {
        "og:type": "article",
        "og:title": title,
        "description": "What nobody says of it",
        "author": "Ada Aal",
    }
    tags = "".join(
        f'<meta property="{name}" name="{name}" content="{text}">' for name, text in (told | meta).items()
    )
    text = "<p>The harbour wakes before the town does, and sleeps after it.</p>" * 5
    head = f"<!doctype html><html lang='en'><head><title>{title}</title>{tags}</head>"
    return f"{head}<body><article><h1>{title}</h1>{text}</article></body></html>".encode()


def incomplete(web: Web, name: str = "harbour", **fields: Any):
    return found(name, **{"url": web.url(f"/{name}"), "dek": "", **fields})


@pytest.fixture
def ours(web: Web) -> Source:
    return source(web.url("/feed"))


def test_what_a_feed_leaves_out_is_taken_from_the_articles_page(
    ours: Source, web: Web, fetcher: Fetcher
) -> None:
    web.serve("/harbour", page())
    store_reading(ours, reading(incomplete(web)), THURSDAY)
    assert fill_gaps(ours, THURSDAY, fetcher) == 1
    article = Article.objects.get()
    assert (article.dek, article.authors, article.title) == ("What nobody says of it", ["Ada Aal"], TITLE)


def test_what_a_feed_says_stays(ours: Source, web: Web, fetcher: Fetcher) -> None:
    web.serve("/harbour", page())
    store_reading(ours, reading(incomplete(web, dek="The feed's", authors=("Ben Bø",))), THURSDAY)
    fill_gaps(ours, THURSDAY, fetcher)
    article = Article.objects.get()
    assert (article.dek, article.authors) == ("The feed's", ["Ben Bø"])


def test_a_missing_picture_alone_is_worth_a_look(ours: Source, web: Web, fetcher: Fetcher) -> None:
    web.serve("/harbour", page(**{"og:image": web.url("/crane.jpg")}))
    store_reading(ours, reading(incomplete(web, dek="The feed's", authors=("Ben Bø",))), THURSDAY)
    assert fill_gaps(ours, THURSDAY, fetcher) == 1
    image = Article.objects.get().image
    assert image is not None
    assert image["url"] == web.url("/crane.jpg")


def test_a_page_is_read_once(ours: Source, web: Web, fetcher: Fetcher) -> None:
    web.serve("/harbour", page())
    store_reading(ours, reading(incomplete(web)), THURSDAY)
    for _ in range(3):
        fill_gaps(ours, THURSDAY, fetcher)
    assert web.paths == ["/harbour"]


def test_a_page_that_cannot_be_read_is_tried_three_times_and_fails_nothing(
    ours: Source, web: Web, fetcher: Fetcher
) -> None:
    store_reading(ours, reading(incomplete(web)), THURSDAY)
    assert [fill_gaps(ours, THURSDAY, fetcher) for _ in range(5)] == [0] * 5
    assert web.paths == ["/harbour"] * 3


@pytest.mark.parametrize("body", [page("Before you continue"), b"%PDF-1.7", b"{}", b""])
def test_a_page_about_something_else_fills_nothing(
    ours: Source, web: Web, fetcher: Fetcher, body: bytes
) -> None:
    web.serve("/harbour", body)
    store_reading(ours, reading(incomplete(web)), THURSDAY)
    assert fill_gaps(ours, THURSDAY, fetcher) == 0
    assert Article.objects.get().dek == ""


def test_old_and_complete_articles_are_not_looked_up(ours: Source, web: Web, fetcher: Fetcher) -> None:
    from roundup.core.articles import Image

    whole = incomplete(web, "whole", dek="x", authors=("A",), image=Image(web.url("/a.jpg")))
    old = incomplete(web, "old", published_at=THURSDAY - timedelta(days=60))
    store_reading(ours, reading(whole, old), THURSDAY)
    fill_gaps(ours, THURSDAY, fetcher)
    store_reading(ours, reading(incomplete(web, "late")), THURSDAY)
    fill_gaps(ours, THURSDAY + timedelta(days=3), fetcher)
    assert web.paths == []


def test_the_youngest_articles_come_first_and_no_more_than_twenty_at_a_look(
    ours: Source, web: Web, fetcher: Fetcher
) -> None:
    shown = [
        incomplete(web, f"story-{number}", published_at=THURSDAY - timedelta(minutes=number))
        for number in range(25)
    ]
    store_reading(ours, reading(*shown), THURSDAY)
    fill_gaps(ours, THURSDAY, fetcher)
    assert web.paths == [f"/story-{number}" for number in range(MOST_PAGES)]


def test_a_host_that_is_not_ours_is_asked_once_a_second(web: Web) -> None:
    slept: list[float] = []
    pace = Pace(slept.append, lambda: 100.0)
    for host in ("quay.example", "quay.example", "other.example"):
        pace.wait_for(host)
    assert slept == [1.0]


def test_the_pages_of_one_look_take_a_minute_at_the_most(ours: Source, web: Web, fetcher: Fetcher) -> None:
    store_reading(ours, reading(*(incomplete(web, f"story-{number}") for number in range(9))), THURSDAY)
    clock = iter(range(0, 1000, 10))
    fill_gaps(ours, THURSDAY, fetcher, Pace(clock=lambda: float(next(clock))))
    assert 0 < len(web.paths) < 9


@pytest.mark.parametrize(
    "markup",
    [
        "<img src='http://[x/a.jpg'>",
        "<img src='//[::1/b.png'>",
        "<img src='https://]x[/a.jpg'>",
        "<img src='http://a]b/c.jpg'>",
        "<img src='http://[1.2.3.4]/c.jpg'>",
        "<img src='https://[/a.jpg' srcset='https://[/b.jpg 2x'>",
        "<figure><img data-src='http://[x/a.jpg'></figure>",
        "<img srcset='http://[::1/a.jpg 2x, //[/b.png 800w'>",
        "<picture><source srcset='https://]x[/a.jpg'><img src='//[v1.x]/'></picture>",
        "<a rel=author href='http://[x'>Ada &#xD800;</a>",
        '<script type=\'application/ld+json\'>{"@type":"Article","image":"http://["}</script>',
    ],
)
def test_a_page_with_addresses_that_are_none_is_read_or_passed_over(
    markup: str, ours: Source, web: Web, fetcher: Fetcher
) -> None:
    web.serve(
        "/harbour", page(**{"og:image": web.url("/crane.jpg")}).replace(b"<p>", markup.encode() + b"<p>", 1)
    )
    store_reading(ours, reading(incomplete(web)), THURSDAY)

    assert fill_gaps(ours, THURSDAY, fetcher) == 1


def test_a_fault_of_ours_at_one_page_is_logged_and_the_others_are_read(
    ours: Source,
    web: Web,
    fetcher: Fetcher,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def faulty(pk: int, told: FoundArticle) -> bool:
        if pk == first.pk:
            raise ValueError
        return complete_from(pk, told)

    for name in ("harbour", "quay"):
        web.serve(f"/{name}", page())
        store_reading(ours, reading(incomplete(web, name)), THURSDAY)
    first = Article.objects.earliest("pk")
    monkeypatch.setattr(filling, "complete_from", faulty)

    assert fill_gaps(ours, THURSDAY, fetcher, Pace(sleep=lambda seconds: None)) == 1
    assert f"article {first.pk} could not be read" in caplog.text
