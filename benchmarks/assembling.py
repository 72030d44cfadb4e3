"""What a draft of a big week costs, and a look at a long feed: in seconds of processor time.

A week of 500 articles, with six weeks of mailed ones to compare them with, must be assembled in less than
0.3 s. A look at 1,000 items is compared with reading them alone, within one run.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from benchmarks.databases import new_sqlite
from roundup.articles.sources.base import Document
from roundup.articles.sources.reader import read_document
from roundup.core.articles import Reading

T = TypeVar("T")
CANDIDATES, SPENT, ITEMS = 500, 72, 1000
MOST_SECONDS = 0.3
_NOW = datetime(2026, 11, 26, 14, tzinfo=UTC)
_SYLLABLES = [a + b for a in "bdfghklmnprstvz" for b in ("a", "e", "i", "o", "u", "ai", "ou")]


def main(argv: list[str]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        new_sqlite(folder)
        return _measure()


def _measure() -> int:
    reading = read_document(Document("feed.xml", _feed(ITEMS)))
    _, read = _timed(lambda: read_document(Document("feed.xml", _feed(ITEMS))))
    first, again = _looks(reading)
    print(f"{ITEMS} items: read in {read:.2f} s; the first look stores them in {first:.2f} s")
    print(f"  and the next one, which shows the same, takes {again:.2f} s: {again / read:.2f} of reading")
    seconds = _assembling()
    print(f"{CANDIDATES} articles of a week and {SPENT} mailed before: a draft in {seconds:.3f} s")
    return 0 if seconds < MOST_SECONDS else 1


def _looks(reading: Reading) -> tuple[float, float]:
    from roundup.articles.models import Source
    from roundup.articles.store import store_reading
    from roundup.publications.directory import add_publication

    source = Source.objects.create(publication=add_publication("The Long Feed"), url="feed.xml")
    _, first = _timed(lambda: store_reading(source, reading, _NOW))
    _, again = _timed(lambda: store_reading(source, reading, _NOW + timedelta(hours=1)))
    return first, again


def _assembling() -> float:
    """Return the processor time of reading a week's candidates and making its draft."""
    from roundup.articles.models import Article
    from roundup.core.assembly import assemble_draft
    from roundup.core.candidates import Window
    from roundup.editions.considered import articles_spent_lately, considered_articles
    from roundup.editions.draft_rules import rules_of
    from roundup.editions.models import Edition, LedgerEntry
    from roundup.publications.directory import add_publication

    publication = add_publication("The Big Week")
    rows = [
        Article(
            publication=publication,
            url=f"https://week.example/{number}",
            url_key=f"week.example/{number}",
            title=title,
            summary=text,
            published_at=_NOW - timedelta(hours=number % 160 + (0 if number < CANDIDATES else 240)),
            first_seen_at=_NOW - timedelta(hours=number % 160 + (0 if number < CANDIDATES else 240)),
        )
        for number, (title, text) in enumerate(_told(CANDIDATES + SPENT))
    ]
    Article.objects.bulk_create(rows)
    edition = Edition.objects.create(
        publication=publication, period="2026-11-12", number=1, status="mailed",
        period_start=_NOW - timedelta(days=21), period_end=_NOW - timedelta(days=14),
        assembled_at=_NOW - timedelta(days=14), news_since=_NOW - timedelta(days=21),
        dated="2026-11-13", send_at=_NOW - timedelta(days=13), mailed_at=_NOW - timedelta(days=13),
    )  # fmt: skip
    LedgerEntry.objects.bulk_create(
        LedgerEntry(article=row, edition=edition, state="spent") for row in rows[CANDIDATES:]
    )
    window = Window(_NOW - timedelta(days=7), _NOW, timedelta(days=14))

    def draft() -> object:
        candidates = considered_articles(publication, window, None)
        return assemble_draft(
            candidates, articles_spent_lately(publication, _NOW), window, rules_of(publication)
        )

    return min(_timed(draft)[1] for _ in range(3))


def _timed(call: Callable[[], T]) -> tuple[T, float]:
    began = time.process_time()
    found = call()
    return found, time.process_time() - began


def _told(count: int) -> Iterator[tuple[str, str]]:
    """Yield headlines and openings with words as rare and as common as in real ones."""
    chance = random.Random(1)
    words = ["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))) for _ in range(8000)]
    weights = [1 / (place + 5) for place in range(len(words))]
    for _ in range(count):
        told = chance.choices(words, weights, k=70)
        yield " ".join(told[:9]).capitalize(), " ".join(told[9:])


def _feed(items: int) -> bytes:
    shown = "".join(
        f"<item><title>{title}</title><link>https://feed.example/{number}</link><guid>{number}</guid>"
        f"<description>{text}</description><pubDate>Thu, 26 Nov 2026 {number % 14:02}:00 Z</pubDate></item>"
        for number, (title, text) in enumerate(_told(items))
    )
    return f"<rss version='2.0'><channel><title>Long</title>{shown}</channel></rss>".encode()
