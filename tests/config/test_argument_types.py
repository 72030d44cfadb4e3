"""What is typed is read at the door: nonsense is wrong usage, told in a line, and never a traceback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from roundup.publications.models import Publication
from tests.config.commands import Terminal

pytestmark = pytest.mark.django_db

NONSENSE = [
    ["assemble", "--at", "0001-01-01T00:00"],
    ["assemble", "--at", "9999-12-31T23:59"],
    ["assemble", "--at", "0001-01-01T00:00+23:59"],
    ["assemble", "--at", "yesterday"],
    ["assemble", "--at", ""],
    ["schedule", "1", "--at", "2026-02-30T09:00"],
    ["hold", "1", "--reason", "x" * 301],
    ["hold", "1", "--reason", "a\nb"],
    ["approve", "1", "--override", "a\x1b[31m"],
    ["up", "--port", "99999"],
    ["up", "--port", "-4"],
    ["up", "--port", "0"],
    ["up", "--port", "٨٠"],
    ["up", "--host", "no where"],
    ["up", "--host", ""],
    ["demo", "--port", "65536"],
    ["sandbox", "--port", "9" * 30],
    ["sandbox", "--webhook", "nonsense"],
    ["sandbox", "--webhook", "http://"],
    ["sandbox", "--webhook", "ftp://127.0.0.1/x"],
    ["sandbox", "--latency", "nan"],
    ["sandbox", "--latency", "-1"],
    ["sandbox", "--latency", "inf"],
    ["publication", "add", "The\r\nQuay"],
    ["publication", "add", "x" * 201],
    ["publication", "add", "\x1b[31mQuay"],
]


@pytest.mark.parametrize("argv", NONSENSE, ids=lambda argv: repr(" ".join(argv))[:50])
def test_nonsense_is_wrong_usage(argv: list[str], terminal: Terminal) -> None:
    with pytest.raises(SystemExit, match="2"):
        terminal.run(*argv)


@pytest.mark.parametrize(
    ("switch", "value"),
    [
        ("--language", "klingon"),
        ("--language", "de_DE"),
        ("--timezone", "Mars/Olympus"),
        ("--timezone", "../../etc/passwd"),
        ("--sender-email", "nobody"),
        ("--sender-name", "The\nQuay"),
        ("--reply-to", "a@b\r\nBcc: c@d.example"),
        ("--postal-address", "1 Quay Steps\x00"),
        ("--url", "javascript:alert(1)"),
    ],
)
def test_a_publication_that_makes_no_sense_is_not_added(switch: str, value: str, terminal: Terminal) -> None:
    terminal.run("publication", "add", "The Quay", switch, value, code=1)

    assert switch[2:].replace("-", "_") in terminal.err
    assert not Publication.objects.exists()


def test_a_list_makes_no_publication(terminal: Terminal) -> None:
    assert terminal.json("publication", "list") == []
    assert "roundup publication add" in terminal.run("publication", "list")
    assert not Publication.objects.exists()


def test_a_terminal_obeys_nothing_of_a_source(terminal: Terminal, tmp_path: Path) -> None:
    feed = tmp_path / "feed.xml"
    feed.write_text(
        "<rss version='2.0'><channel><title>A\u202eB\x9b31mC</title><item><title>Red\x9b31m</title>"
        "<link>https://quay.example.org/1</link></item></channel></rss>"
    )

    said = terminal.run("check-source", str(feed))

    assert "Red" in said
    assert "\x9b" not in said
    assert "\u202e" not in said


@pytest.mark.parametrize(
    "argv",
    [
        ["source", "add", "\udcff"],
        ["fetch", "a\udc80"],
        ["publication", "add", "X", "--url", "\udcff"],
        ["check-source", "a.xml", "\udcff.xml", "--json"],
    ],
)
def test_bytes_that_are_not_text_are_wrong_usage(argv: list[str], terminal: Terminal) -> None:
    with pytest.raises(SystemExit, match="2"):
        terminal.run(*argv)


@pytest.mark.parametrize("argv", [["source", "add"], ["fetch"], ["source", "remove"], ["status"]])
def test_what_was_typed_does_not_drown_the_sentence(argv: list[str], terminal: Terminal) -> None:
    terminal.run(*argv, "x" * 3000, code=1)

    assert len(terminal.err) < 300


def test_an_empty_word_does_not_name_a_source(terminal: Terminal) -> None:
    terminal.run("fetch", "", code=1)

    assert "There is no source ''" in terminal.err


def test_each_of_several_sources_is_one_line_of_json(terminal: Terminal, tmp_path: Path) -> None:
    feeds = [tmp_path / name for name in ("one.xml", "two.xml")]
    for feed in feeds:
        feed.write_text("<rss><channel><item><title>a</title></item></channel></rss>")

    lines = terminal.run("check-source", "--json", *map(str, feeds)).splitlines()

    assert [json.loads(line)["source"] for line in lines] == [str(feed) for feed in feeds]
