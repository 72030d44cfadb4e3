from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from roundup.articles.check_source import check_source, describe_check
from roundup.articles.sources.fetch import Fetcher
from tests.articles.samples import SITE, feed, item
from tests.articles.web import Web
from tests.corpus import corpus_dir

FEED = feed(
    item(
        f"{SITE}/harbour",
        guid="1",
        author="Ada Aal",
        pubDate="Thu, 08 Oct 2026 14:00:00 GMT",
        category="Ports",
    ),
    item(f"{SITE}/quay", "The quay"),
)


def test_the_result_has_the_form_that_programs_rely_on(web: Web, fetcher: Fetcher) -> None:
    url = web.serve("/feed", FEED)
    result = check_source(url, fetcher)
    assert list(result) == ["source", "kind", "title", "articles", "problems"]
    assert (result["source"], result["kind"], result["title"]) == (url, "feed", "The Quay")
    first = result["articles"][0]
    wanted = "url guid title dek authors section tags published_at updated_at summary image"
    assert list(first) == wanted.split()
    assert (first["guid"], first["authors"], first["image"]) == ("1", ["Ada Aal"], None)
    assert first["published_at"] == "2026-10-08T14:00:00+00:00"
    assert json.loads(json.dumps(result)) == result


def test_a_picture_comes_with_its_words(web: Web, fetcher: Fetcher) -> None:
    enclosure = f'<enclosure url="{SITE}/crane.jpg" type="image/jpeg" length="1"/>'
    body = FEED.replace(b"</item>", enclosure.encode() + b"</item>", 1)
    image = check_source(web.serve("/feed", body), fetcher)["articles"][0]["image"]
    assert image == {"url": f"{SITE}/crane.jpg", "alt": "", "credit": ""}


@pytest.mark.parametrize("name", ["feed.xml", "feed.xml.gz", "feed: the second"])
def test_a_file_is_read_packed_or_not(tmp_path: Path, fetcher: Fetcher, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(gzip.compress(FEED) if name.endswith(".gz") else FEED)
    assert len(check_source(str(path), fetcher)["articles"]) == 2


@pytest.mark.parametrize(
    ("named", "code"),
    [
        ("nothing.xml", "no-such-file"),
        ("", "no-such-file"),
        ("a\x00b", "no-such-file"),
        ("a" * 5000, "no-such-file"),
        ("file:///etc/passwd", "bad-address"),
        ("http://10.0.0.1/feed", "private-address"),
    ],
)
def test_what_cannot_be_read_is_a_problem_in_a_sentence(fetcher: Fetcher, named: str, code: str) -> None:
    result = check_source(named, fetcher)
    assert (result["kind"], result["articles"]) == ("", [])
    assert [problem["code"] for problem in result["problems"]] == [code]
    assert "!" in describe_check(result)


def test_an_answer_that_is_not_a_source_is_a_problem(web: Web, fetcher: Fetcher) -> None:
    for body in (b"", b"nothing to see", b"\x00\x01\x02", b"[[[[", b"<"):
        result = check_source(web.serve("/feed", body), fetcher)
        assert result["articles"] == []
        assert result["problems"]


def test_a_bomb_in_a_file_is_a_problem(tmp_path: Path, fetcher: Fetcher) -> None:
    path = tmp_path / "bomb.gz"
    path.write_bytes(gzip.compress(b" " * 30_000_000))
    assert check_source(str(path), fetcher)["problems"][0]["code"] == "too-large"


def test_a_fault_of_ours_does_not_end_the_run(
    web: Web, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("roundup.articles.check_source.read_document", lambda document: 1 / 0)
    assert check_source(web.serve("/feed", FEED), fetcher)["problems"][0]["code"] == "fault"
    assert "ZeroDivisionError" in caplog.text


def test_people_are_told_what_it_is_and_what_came_first(web: Web, fetcher: Fetcher) -> None:
    body = feed(*(item(f"{SITE}/{number}", f"Story {number}", author="Ada Aal") for number in range(25)))
    lines = describe_check(check_source(web.serve("/feed", body), fetcher)).splitlines()
    assert lines[0].endswith("/feed: The Quay (feed)")
    assert lines[1] == "  25 articles"
    assert "Story 0 – Ada Aal" in lines[2]
    assert "  … and 5 more" in lines


@pytest.mark.corpus
@pytest.mark.skipif(corpus_dir() is None, reason="the shared corpus is not here")
def test_every_rebelmouse_file_of_the_corpus_is_read_or_refused_in_a_sentence(fetcher: Fetcher) -> None:
    folder = corpus_dir()
    assert folder is not None
    files = [path for path in sorted((folder / "rebelmouse").iterdir()) if path.is_file()]
    assert len(files) > 5
    for path in files:
        result = check_source(str(path), fetcher)
        assert result["articles"] or result["problems"], path
        assert "fault" not in [problem["code"] for problem in result["problems"]], path
