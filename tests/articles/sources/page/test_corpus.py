"""On real pages the reader is as right as it promises, and refuses hardly any."""

from __future__ import annotations

import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from roundup.articles.sources.base import Document
from roundup.articles.sources.page import PageSource
from roundup.articles.sources.page.renditions import same_picture
from roundup.core.articles import FoundArticle, Image
from roundup.core.errors import SourceError
from tests.corpus import corpus_dir

pytestmark = pytest.mark.corpus

# An "image" of another size or type is the same one; a headline in other quotes too.
WANTED = {"title": 85, "authors": 85, "date": 96, "dek": 72, "image": 85, "image by name": 70}


def pages(suite: str) -> list[Path]:
    folder = corpus_dir()
    if folder is None:
        pytest.skip("the corpus is not here")
    return sorted((folder / "pages").glob(f"{suite}/*.html.gz"))


def expected_of(path: Path) -> dict[str, Any]:
    beside = path.with_name(path.name.replace(".html.gz", ".expected.json"))
    expected: dict[str, Any] = json.loads(beside.read_text())
    return expected


def read(path: Path) -> FoundArticle:
    document = Document(expected_of(path).get("url") or "", gzip.decompress(path.read_bytes()))
    return PageSource().read(document).articles[0]


def letters(text: str) -> str:
    return re.sub(r"\W+", "", text.casefold())


def leads(offered: list[dict[str, Any]]) -> list[str]:
    chosen = [entry for entry in offered if entry["is_cover"]] or offered[:1]
    return [url for entry in chosen for url in (entry["url"], *entry["urls"])]


def is_lead(image: Image | None, offered: list[dict[str, Any]]) -> bool:
    return image is not None and any(same_picture(image.url, url) for url in leads(offered))


def is_lead_by_name(image: Image | None, offered: list[dict[str, Any]]) -> bool:
    return image is not None and file_name(image.url) in map(file_name, leads(offered))


def file_name(url: str) -> str:
    return urlsplit(url).path.rpartition("/")[2]


def verdicts(found: FoundArticle, expected: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    yield "title", letters(found.title) == letters(expected["title"])
    moment = datetime.fromisoformat(expected["date_published"])
    day = found.published_at.astimezone(moment.tzinfo).date() if found.published_at else None
    yield "date", day == moment.date()
    yield "date wrong", day not in (None, moment.date())
    if expected["authors"]:
        yield "authors", set(map(str.casefold, found.authors)) == set(map(str.casefold, expected["authors"]))
    if expected["dek"]:
        yield "dek", letters(found.dek) == letters(expected["dek"])
    if expected["images"]:
        yield "image", is_lead(found.image, expected["images"])
        yield "image by name", is_lead_by_name(found.image, expected["images"])


def test_news_pages_are_read_right_as_often_as_promised() -> None:
    right: defaultdict[str, list[bool]] = defaultdict(list)
    for path in pages("fundus"):
        for subject, verdict in verdicts(read(path), expected_of(path)):
            right[subject].append(verdict)

    shares = {subject: 100 * sum(found) / len(found) for subject, found in right.items()}

    assert {subject: share for subject, share in shares.items() if share < WANTED.get(subject, 0)} == {}
    assert shares["date wrong"] <= 1


def test_every_real_article_is_read_and_only_other_pages_are_refused() -> None:
    refused = []
    for path in pages("*"):
        try:
            assert read(path).title
        except SourceError:
            refused.append(f"{path.parent.name}/{path.name}")

    assert refused == ["metascraper/instagram.html.gz"]
