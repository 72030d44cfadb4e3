"""What some 1,600 real feeds and conformance files give."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import feedparser
import pytest

from roundup.articles.sources.base import Document
from roundup.articles.sources.gzipped import gunzip_limited
from roundup.articles.sources.reader import read_document
from roundup.articles.sources.registry import read_here
from roundup.core.articles import Reading
from roundup.core.dates import FIRST_YEAR, LAST_YEAR, parse_moment
from roundup.core.errors import SourceError
from tests.articles.sources.test_registry import assert_promises
from tests.corpus import corpus_dir

CORPUS = corpus_dir()
pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(CORPUS is None, reason="needs the shared corpus: set ROUNDUP_CORPUS to its folder"),
]
RAW_DATE = re.compile(rb"<(?:pubDate|published|updated|dc:date|issued)>\s*(?:<!\[CDATA\[)?([^<\]]{8,60})")
RFC_822 = re.compile(r"(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} [12]\d{3} \d\d:\d\d:\d\d (?:GMT|[+-]\d{4})")
ISO_8601 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")


def files() -> Iterator[tuple[str, bytes]]:
    """Yield every file of the feeds and the suites, by its path within the corpus."""
    assert CORPUS is not None
    for folder in ("feeds", "suites"):
        for path in sorted((CORPUS / folder).rglob("*")):
            if path.is_file():
                yield str(path.relative_to(CORPUS)), path.read_bytes()


def read_file(name: str, content: bytes) -> Reading:
    """Read as `read_document` does, but in this process."""
    return read_here(Document(url=f"https://corpus.example/{name}", content=content))


def real(name: str) -> Reading:
    assert CORPUS is not None
    (path,) = (CORPUS / "feeds").glob(name)
    return read_file(path.name, path.read_bytes())


def test_every_file_gives_a_reading_that_keeps_its_promises_or_a_sentence() -> None:
    refused = {}
    for name, content in files():
        try:
            found = read_file(name, content)
        except SourceError as error:
            refused[name] = error
        else:
            assert_promises(found)

    assert all(re.fullmatch(r"[A-Z].{20,}\.", str(error), re.DOTALL) for error in refused.values())
    assert len(refused) < 100


def test_no_item_is_missed_that_feedparser_finds_in_a_well_formed_feed() -> None:
    missed = {}
    for name, content in files():
        told = feedparser.parse(gunzip_limited(content), sanitize_html=False, resolve_relative_uris=False)
        if told.bozo or not told.entries:
            continue
        found = len(read_file(name, content).articles)
        if found != min(len(told.entries), 1000):
            missed[name] = (found, len(told.entries))

    assert missed == {}


def test_dates_mean_what_is_written() -> None:
    wrong = {}
    written = {
        raw.decode("utf-8", "replace").strip() for _, content in files() for raw in RAW_DATE.findall(content)
    }
    for raw in written:
        meant = meaning(raw)
        if meant and FIRST_YEAR <= meant.year <= LAST_YEAR and parse_moment(raw) != meant:
            wrong[raw] = parse_moment(raw)

    assert wrong == {}
    assert len(written) > 4000


def meaning(raw: str) -> datetime | None:
    """Return what Python's own readers make of a date that is exactly in one of the two standards."""
    try:
        if RFC_822.fullmatch(raw):
            return parsedate_to_datetime(raw).astimezone(UTC)
        return datetime.fromisoformat(raw).astimezone(UTC) if ISO_8601.fullmatch(raw) else None
    except (ValueError, OverflowError):
        return None


@pytest.mark.process
def test_the_largest_feeds_come_through_the_child() -> None:
    feeds = (file for file in files() if not file[0].endswith(".json"))
    largest = sorted(feeds, key=lambda file: len(file[1]))[-8:]
    for name, content in largest:
        document = Document(url=f"https://corpus.example/{name}", content=content)

        assert read_document(document) == read_file(name, content), name


@pytest.mark.parametrize(
    ("feed", "host", "dropped"),
    [
        ("kagi-2026-02/dw.com--*.xml", "https://www.dw.com/", "maca="),
        ("kagi-2026-02/bbc.co.uk--*.xml", "https://www.bbc.com/", "at_medium="),
        ("kagi-2026-02/cbsnews.com--*.xml", "https://www.cbsnews.com/", "ftag="),
    ],
)
def test_known_feeds_give_clean_addresses(feed: str, host: str, dropped: str) -> None:
    urls = [article.url for article in real(feed).articles]

    assert urls
    assert not [url for url in urls if not url.startswith(host) or dropped in url]


def test_a_title_that_means_to_be_garbled_stays_garbled() -> None:
    titles = [article.title for article in real("kagi-2026-02/blog.poisson.chat--*.xml").articles]

    assert any("Martine Ã©crit" in title for title in titles)


def test_the_cut_feed_of_the_example_publication_says_so() -> None:
    assert CORPUS is not None
    (path,) = (CORPUS / "rebelmouse").glob("*.truncated.rss")

    assert "truncated" in [problem.code for problem in read_file(path.name, path.read_bytes()).problems]


def test_the_answers_of_wordpress_are_read() -> None:
    assert CORPUS is not None
    folder = Path(CORPUS / "api" / "wordpress-rest")
    found = {path.stem: read_file(path.name, path.read_bytes()) for path in folder.glob("*post*.json")}

    assert {reading.kind for reading in found.values()} == {"wordpress"}
    assert found["co-authors-post"].articles[0].authors == ("Alice Smith", "Bob Jones")
    assert not [reading for reading in found.values() if not reading.articles[0].published_at]
