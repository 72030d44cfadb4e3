"""Whatever strangers wrote is read in a child that may die without harming anything else."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import orjson
import pytest

from roundup.articles.sources.child_answer import pack_reading, unpack_answer
from roundup.articles.sources.reader import read_document
from roundup.articles.sources.registry import read_here
from roundup.core.errors import SourceError
from tests.articles.sources.feed.feeds import document, rss

RICH = rss(
    "<title>War &amp; peace</title><link>https://x.example/a</link><dc:creator>Jane Doe</dc:creator>"
    "<pubDate>Tue, 17 Feb 2026 09:30:00 GMT</pubDate><category>Europe</category>"
    '<media:content url="https://x.example/a.jpg" width="460">'
    "<media:credit>AP</media:credit></media:content>",
    "<pubDate>soon</pubDate>",
)


@pytest.mark.process
def test_the_child_reads_what_this_process_would_read() -> None:
    assert read_document(document(RICH)) == read_here(document(RICH))


@pytest.mark.process
def test_the_child_hands_its_refusal_on() -> None:
    with pytest.raises(SourceError) as refused:
        read_document(document("<html></html>"), "feed")

    assert refused.value.code == "not-a-feed"


@pytest.mark.process
def test_the_child_gets_nothing_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[set[str]] = []
    run = subprocess.run

    def watched(arguments: list[str], **given: Any) -> subprocess.CompletedProcess[bytes]:
        seen.append(set(given["env"]))
        return run(arguments, **given)

    monkeypatch.setenv("SENDGRID_API_KEY", "SG.secret")
    monkeypatch.setattr(subprocess, "run", watched)

    read_document(document(RICH))

    assert seen == [{"PYTHONPATH"}]


@pytest.mark.process
def test_the_child_sets_its_own_limits() -> None:
    asked = (
        "import resource, roundup.articles.sources.child as c\nc._limit()\n"
        "limits = (resource.RLIMIT_CPU, resource.RLIMIT_AS, resource.RLIMIT_NPROC)\n"
        "print([resource.getrlimit(limit)[0] for limit in limits])"
    )
    told = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, check=True, env={"PATH": os.defpath}
    )

    assert told.stdout.split() == b"[4, 536870912, 0]".split()


def test_a_reading_comes_through_the_pipe_as_it_was() -> None:
    reading = read_here(document(RICH))

    assert unpack_answer(pack_reading(reading)) == reading
    assert orjson.loads(pack_reading(reading))["reading"]["articles"][0]["title"] == "War & peace"
