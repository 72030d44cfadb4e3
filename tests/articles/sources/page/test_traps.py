"""A page made to stall its reader costs no more than twice as much when it is twice as long."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

import pytest
from lxml import html as lxml_html

from roundup.articles.sources.base import Document
from roundup.articles.sources.page import PageSource, document
from roundup.articles.sources.page.document import MAX_TAGS
from roundup.articles.sources.page.dom import by_class
from roundup.articles.sources.page.meta import meta_of
from roundup.core.errors import SourceError

URL = "https://quay.example/2026/lights"
SENTENCE = "The lamps along the quay were lit one after another while the pilots waited. "
PICTURE = "/lamps-of-the-quay.jpg"
LENGTH = 6_000
# About a second; without its limits the reader makes up to thirty millions of them.
MOST_CALLS = 1_500_000


def page(body: str = f"<p>{SENTENCE * 4}</p>", head: str = "") -> str:
    return f"<html><head><title>Lights</title>{head}</head><body><h1>Lights</h1>{body}</body></html>"


def repeated(part: str) -> Callable[[int], str]:
    return lambda times: page("".join(part.replace("#", str(number)) for number in range(times)))


def repeated_in_head(part: str) -> Callable[[int], str]:
    return lambda times: page(head="".join(part.replace("#", str(number)) for number in range(times)))


def stated(**values: Callable[[int], object]) -> Callable[[int], str]:
    def written(times: int) -> str:
        node = {"@type": "NewsArticle", "url": URL, **{key: value(times) for key, value in values.items()}}
        return page(head=f'<script type="application/ld+json">{json.dumps(node)}</script>')

    return written


def one_name_for_many(times: int) -> str:
    keys = {f"k{number}": 1 for number in range(times)}
    nodes = [{"@type": "NewsArticle", "@id": "#a", "url": URL, **keys}, *[{"@id": "#a", "x": 1}] * times]
    return page(head=f'<script type="application/ld+json">{json.dumps({"@graph": nodes})}</script>')


TRAPS = {
    "figures": repeated("<figure>"),
    "figures and pictures": repeated(f"<figure><img src={PICTURE} alt=x>"),
    "closed figures": repeated(
        f"<figure><img src={PICTURE}><figcaption class=credit>x</figcaption></figure>"
    ),
    "one figure of many captions": lambda times: page(
        f"<figure><img src={PICTURE} alt=x>{'<figcaption class=credit>x</figcaption>' * times}"
    ),
    "captions without a figure": repeated(f"<div class=caption><img src={PICTURE}>"),
    "sources": lambda times: page(
        f"<figure><picture>{f'<source srcset={PICTURE}>' * times}<img src={PICTURE} alt=x>"
    ),
    "candidates": lambda times: page(
        f'<figure><img alt=x srcset="{",".join(f"/l{n}.jpg {n}w" for n in range(times))}">'
    ),
    "asides": repeated("<div class=related>x"),
    "closed asides": repeated("<div class=related>x</div>"),
    "bylines": repeated("<p class=byline>By 1 2"),
    "nested bylines": repeated("<div class=byline>By x "),
    "authors": repeated("<div itemprop=author><span itemprop=name>Ada Aal#"),
    "linked authors": repeated("<a rel=author href=/x>Ada Aal#</a>"),
    "dates": repeated("<span class=date>x # </span>"),
    "times": repeated("<time datetime='2020-01-01T00:00:#'>x</time>"),
    "published": repeated("<span itemprop=datePublished content='x#'>"),
    "deks": repeated("<div class=subtitle>x "),
    "kickers": repeated("<span class=kicker>"),
    "headlines": repeated("<h1>Lights</h1>"),
    "paragraphs": repeated(f"<p>{SENTENCE}</p>"),
    "quotes in quotes": lambda times: page(f"{'<blockquote>' * 200}{f'<b>{SENTENCE}</b>' * times}"),
    "bodies": repeated(f"<div itemprop=articleBody>{SENTENCE}"),
    "closed bodies": repeated("<div itemprop=articleBody>x</div>"),
    "other stories": repeated("<article elid=#><p>x</p></article>"),
    "furniture": lambda times: page(f"<article elid=1>{'<div class=show-more>x</div>' * times}"),
    "pictures in the head": repeated_in_head("<meta property=og:image content=https://a.example/#.jpg>"),
    "dates in the head": repeated_in_head("<meta name=date content='1 x 20#'>"),
    "names in the head": repeated_in_head("<meta property=og:site_name content='Ada #'>"),
    "words in the head": repeated_in_head("<meta name=description content='Ada: Aal # …'>"),
    "addresses in the head": repeated_in_head("<link rel=canonical href=/#>"),
    "scripts": repeated_in_head(
        f'<script type="application/ld+json">{{"@type":"NewsArticle","url":"{URL}"}}</script>'
    ),
    "stated authors": stated(author=lambda times: [{"name": f"Ada Aal {n}"} for n in range(times)]),
    "one long byline": stated(author=lambda times: ", ".join(f"Ada Aal{n}" for n in range(times))),
    "stated pictures": stated(image=lambda times: [f"https://a.example/{n}.jpg" for n in range(times)]),
    "a long dek": stated(author=lambda _: "Ada Aal", description=lambda times: "by: " * times),
    "one name for many": one_name_for_many,
}


def work(text: str) -> int:
    """Return how many functions of Python and C are called to read `text`: the same on every machine."""
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        with suppress(SourceError):
            PageSource().read(Document(URL, text.encode()))
    finally:
        sys.setprofile(before)
    return calls


@pytest.mark.parametrize("trap", TRAPS.values(), ids=TRAPS)
def test_twice_the_trap_is_at_most_about_twice_the_work(
    trap: Callable[[int], str],
) -> None:
    work(page())
    once, twice = work(trap(LENGTH)), work(trap(2 * LENGTH))

    assert twice < 2.5 * once
    assert twice < MOST_CALLS


def test_no_more_values_are_kept_than_can_be_compared_with_each_other() -> None:
    head = "".join(f"<meta name=author content='Ada {number}'>" for number in range(3_000))
    tree = lxml_html.document_fromstring(page(head=head, body="<i class=credit>x</i>" * 3_000))

    assert len(meta_of(tree).all("author")) == 100
    assert len(list(by_class(tree, re.compile("credit")))) == 100


def test_what_follows_the_last_tag_that_is_read_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    most = 4_000
    monkeypatch.setattr(document, "MAX_TAGS", most)
    full, longer = ("<p>x</p>" * (most * times // 2) for times in (1, 2))

    assert work(page(longer)) < 1.1 * work(page(full))


def test_an_article_before_a_flood_of_tags_is_read_whole() -> None:
    body = f"<article><p>{SENTENCE * 4}</p></article>{'<i>x</i>' * MAX_TAGS}"

    found = PageSource().read(Document(URL, page(body).encode())).articles[0]

    assert found.title == "Lights"
    assert found.content_html.startswith("<p>The lamps")
