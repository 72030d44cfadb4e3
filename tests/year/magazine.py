"""The magazine of the year: two feeds and their pages, on this machine, that say what the plan wants."""

from __future__ import annotations

import random
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from typing import Any
from unittest.mock import patch

from roundup.articles.sources import reader
from tests.articles.web import Visit, Web, running_web
from tests.editions.changing_magazine import _read_here
from tests.year.shapes import Week, moment

FEEDS = ("quay", "harbour")
_SHOWN = 40
_DOMAIN = ".year.example"
_SYLLABLES = [
    first + last for first in "bdfgklmnprstvz" for last in ("a", "e", "i", "o", "u", "an", "or", "el")
]
_KINDS = ("World", "Culture")


@dataclass
class Item:
    """An article of the magazine."""

    feed: str
    number: int
    at: datetime
    title: str
    told: str
    page_adds: str = ""
    head_adds: str = ""

    @property
    def path(self) -> str:
        return f"/{self.feed}/{self.number}"


class Magazine:
    """What its feeds show at a moment. `wrong` says by feed which answer comes instead of it."""

    def __init__(self, web: Web, clock: Any) -> None:
        self.web, self._clock = web, clock
        self.items: list[Item] = []
        self.wrong: dict[str, str] = {}
        self.unknown_hosts: set[str] = set()
        self._random = random.Random(2027)  # the same year each time
        self._serve_feeds()

    def address(self, feed: str, *, moved: bool = False) -> str:
        return f"http://{feed}{'-feeds' if moved else ''}{_DOMAIN}:{self.web.port}/{feed}/feed"

    def bring(self, week: Week) -> None:
        """Put the articles of a week on their days, from Saturday 8:00 to Thursday 12:00."""
        begins, ends = moment(week.number, "Sat 08:00"), moment(week.number, "Thu 12:00")
        for feed, count in zip(FEEDS, (week.news.quay, week.news.harbour), strict=True):
            for place in range(count):
                self.publish(feed, begins + (ends - begins) * place / max(count - 1, 1))

    def publish(self, feed: str, at: datetime) -> Item:
        number = len(self.items) + 1
        title = f"{self._name()} and {self._name()} {self._verb()} {self._name()}"
        item = Item(feed, number, at, title, self._sentence())
        self.items.append(item)
        self.web.answers[item.path] = lambda visit: self._answer_page(visit, item)
        return item

    def newest(self) -> Item:
        """Return the last article that is out."""
        return max((item for item in self.items if item.at <= self._clock.now), key=lambda item: item.at)

    def found_at(self, url: str) -> Item:
        return next(item for item in self.items if self._link(item) == url)

    def redate(self, feed: str, count: int, at: datetime) -> None:
        """Give old posts of a feed later dates, and dig up more of them, until there are `count`."""
        old = [item for item in self.items if item.feed == feed and item.at < at - timedelta(days=7)][-60:]
        old += [self.publish(feed, at) for _ in range(count - len(old))]
        for place, item in enumerate(old):
            item.at = at - timedelta(minutes=place)

    def _name(self) -> str:
        return "".join(self._random.choice(_SYLLABLES) for _ in range(4)).capitalize()

    def _sentence(self) -> str:
        return " ".join(self._name().lower() for _ in range(12)).capitalize() + "."

    def _verb(self) -> str:
        return self._random.choice(("meet", "leave", "restore", "measure", "paint", "forgive", "outlive"))

    def _serve_feeds(self) -> None:
        for feed in FEEDS:
            self.web.answers[f"/{feed}/feed"] = lambda visit, feed=feed: self._answer_feed(visit, feed)

    def _answer_feed(self, visit: Visit, feed: str) -> None:
        match self.wrong.get(feed, ""):
            case "500":
                visit.answer(500)
            case "page":
                visit.answer(200, b"<html><body><h1>Sign in</h1></body></html>", content_type="text/html")
            case "301" if "-feeds" not in visit.headers.get("Host", ""):
                visit.answer(301, Location=self.address(feed, moved=True))
            case _:
                visit.answer(200, self._feed(feed), content_type="application/rss+xml")

    def _feed(self, feed: str) -> bytes:
        out = [item for item in self.items if item.feed == feed and item.at <= self._clock.now]
        newest = sorted(out, key=lambda item: item.at, reverse=True)
        shown = newest[: 400 if self.wrong.get(feed) == "redated" else _SHOWN]
        return (
            f"<rss version='2.0'><channel><title>The {feed.title()}</title>"
            f"<link>http://{feed}{_DOMAIN}:{self.web.port}/</link>"
            f"{''.join(map(self._item, shown))}</channel></rss>"
        ).encode()

    def _item(self, item: Item) -> str:
        return (
            f"<item><title>{escape(item.title)}</title><link>{self._link(item)}</link>"
            f"<guid isPermaLink='false'>{item.feed}-{item.number}</guid>"
            f"<category>{_KINDS[item.number % 2]}</category><author>ines@quay.example (Ines Falk)</author>"
            f"<description>{escape(item.told)}</description>"
            f"<pubDate>{item.at:%a, %d %b %Y %H:%M:%S %z}</pubDate></item>"
        )

    def _link(self, item: Item) -> str:
        return f"http://{item.feed}{_DOMAIN}:{self.web.port}{item.path}"

    def _answer_page(self, visit: Visit, item: Item) -> None:
        title, told = escape(item.title), escape(item.told)
        page = (
            f"<html><head><title>{title}</title>{item.head_adds}</head><body><article><h1>{title}</h1>"
            f"{f'<p>{told}</p>' * 6}{item.page_adds}</article></body></html>"
        )
        visit.answer(200, page.encode(), content_type="text/html; charset=utf-8")


@contextmanager
def open_magazine(clock: Any) -> Iterator[Magazine]:
    """Serve the magazine under names of its own, whose bytes are read in this process."""
    with running_web() as web, patch.object(reader, "_answer", _read_here):
        magazine = Magazine(web, clock)
        with patch.object(socket, "getaddrinfo", _names_of(magazine, socket.getaddrinfo)):
            yield magazine


def _names_of(magazine: Magazine, lookup: Any) -> Any:
    def look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(host, str) and host.endswith(_DOMAIN):
            if host.removesuffix(_DOMAIN) in magazine.unknown_hosts:
                raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
            host = "127.0.0.1"
        return lookup(host, *args, **kwargs)

    return look_up
