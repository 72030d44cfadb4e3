"""A magazine on this machine whose pages and feed change their minds, and an edition of its stories."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from typing import Any
from unittest.mock import patch

import orjson

from roundup.articles import fetching
from roundup.articles.models import Article, Source
from roundup.articles.sources import reader
from roundup.articles.sources.child import answer
from roundup.articles.sources.fetch import Fetcher
from roundup.core.last_look import Kind
from roundup.editions.assembling import assemble_edition
from roundup.editions.models import Edition, Story
from roundup.editions.source_reading import keep_records, read_first_pages
from roundup.publications.models import Publication
from tests.articles.web import PATIENT, Web, running_web
from tests.making import NOW, approved, make_publication

STORIES = 2
PIXEL = b"\x89PNG\r\n\x1a\n"


@dataclass
class ChangingMagazine:
    """Its pages and its feed, by the number of a story."""

    web: Web
    titles: dict[int, str] = field(default_factory=dict)
    sections: dict[int, str] = field(default_factory=dict)

    @property
    def fetcher(self) -> Fetcher:
        return Fetcher(["127.0.0.0/8"], "roundup tests", timeouts=PATIENT)

    def open(self) -> None:
        for number in range(1, STORIES + 1):
            self.say(number, f"Story {number} of the harbour and its {number} cranes")
            self.web.serve(f"/pictures/{number}.png", PIXEL, content_type="image/png")

    def say(self, number: int, title: str, *, head: str = "", end: str = "", in_feed: bool = True) -> None:
        """Let the page of a story say this, and its item in the feed too."""
        paragraphs = "".join(
            f"<p>Sentence {n} of story {number} tells of the harbour.</p>" for n in range(1, 9)
        )
        self.web.serve(
            f"/world/{number}",
            f"<html><head><title>{escape(title)}</title>{head}</head><body><article><h1>{escape(title)}</h1>"
            f"{paragraphs}{end}</article></body></html>".encode(),
            content_type="text/html; charset=utf-8",
        )
        if in_feed:
            self.titles[number] = title
            self.print_feed()

    def print_feed(self) -> None:
        items = "".join(
            f"<item><title>{escape(title)}</title><link>{self.web.url(f'/world/{n}')}</link>"
            f"<guid>{n}</guid><category>{self.sections.get(n, 'World')}</category>"
            f"<description>What story {n} tells.</description>"
            f"<pubDate>{NOW:%a, %d %b %Y} 0{n}:00:00 +0000</pubDate>"
            f"<media:content url='{self.web.url(f'/pictures/{n}.png')}' medium='image' alt='A crane'>"
            "<media:credit>A. Lens</media:credit></media:content></item>"
            for n, title in self.titles.items()
        )
        self.web.serve(
            "/feed",
            "<rss version='2.0' xmlns:media='http://search.yahoo.com/mrss/'><channel><title>The Quay</title>"
            f"{items}</channel></rss>".encode(),
            content_type="application/rss+xml",
        )

    def story(self, edition: Edition, number: int) -> Story:
        return edition.stories.get(article=self.article(number))

    def article(self, number: int) -> Article:
        return Article.objects.get(url=self.web.url(f"/world/{number}"))


@contextmanager
def open_magazine() -> Iterator[ChangingMagazine]:
    """Serve a magazine, whose bytes are read in this process: a child for each page would take most time."""
    with running_web() as web, patch.object(reader, "_answer", _read_here):
        magazine = ChangingMagazine(web)
        magazine.open()
        yield magazine


def _read_here(question: bytes) -> bytes:
    head, _, content = question.partition(b"\n")
    return answer(orjson.loads(head), content, math.inf)


def make_draft(magazine: ChangingMagazine, **fields: Any) -> Edition:
    """Return a draft of the magazine's stories, whose pages have been read once."""
    publication: Publication = make_publication(**{"last_looks": "60, 5", "least_stories": 1} | fields)
    source = Source.objects.create(
        publication=publication, url=magazine.web.url("/feed"), fills_from_page=False
    )
    assert fetching.fetch_source(source.pk, NOW, magazine.fetcher).stored.new
    edition = assemble_edition(publication, NOW)
    assert edition.stories.count() == STORIES
    # What the checks ask for is not what these tests are about.
    for story in edition.stories.all():
        image = {**(story.image or {}), "alt": "A crane", "credit": "A. Lens"}
        Story.objects.filter(pk=story.pk).update(image=image, blurb="Words of our own.")
    keep_records(edition)
    assert read_first_pages(edition, NOW, magazine.fetcher) == STORIES
    return edition


def make_approved(magazine: ChangingMagazine, *, may_drop: bool = False, **fields: Any) -> Edition:
    edition = approved(make_draft(magazine, **fields))
    edition.approvals.update(may_drop=may_drop)
    return edition


def retract(magazine: ChangingMagazine) -> None:
    magazine.say(2, "Story 2 of the harbour and its 2 cranes", end="<p>This story has been retracted.</p>")


def retract_in_feed(magazine: ChangingMagazine) -> None:
    magazine.titles[2] = "RETRACTED: " + magazine.titles[2]
    magazine.print_feed()


def remove(magazine: ChangingMagazine) -> None:
    magazine.web.serve("/world/2", status=404)


def redirect_home(magazine: ChangingMagazine) -> None:
    magazine.web.serve("/", b"<h1>The Quay</h1>", content_type="text/html")
    magazine.web.redirect("/world/2", magazine.web.url("/"))


def correct(magazine: ChangingMagazine) -> None:
    magazine.say(2, "Story 2 of the harbour and its 3 cranes")


def correct_on_page(magazine: ChangingMagazine) -> None:
    magazine.say(2, "Story 2 of the harbour and its 3 cranes", in_feed=False)


def close(magazine: ChangingMagazine) -> None:
    stated = '{"@context": "https://schema.org", "@type": "NewsArticle", "isAccessibleForFree": false}'
    magazine.say(2, magazine.titles[2], head=f'<script type="application/ld+json">{stated}</script>')


def lose_picture(magazine: ChangingMagazine) -> None:
    magazine.web.serve("/pictures/2.png", status=404)


def be_silent(magazine: ChangingMagazine) -> None:
    magazine.web.serve("/world/2", status=503)


# In how many ways a magazine changes its mind, by the kind of finding that each makes.
CHANGES: dict[Kind, list[Callable[[ChangingMagazine], None]]] = {
    Kind.RETRACTED: [retract, retract_in_feed],
    Kind.GONE: [remove],
    Kind.REDIRECTED: [redirect_home],
    Kind.CORRECTED: [correct, correct_on_page],
    Kind.PAYWALLED: [close],
    Kind.NO_PICTURE: [lose_picture],
    Kind.UNREAD: [be_silent],
}
