"""Each way in which the child ends has its own sentence, and a source is blamed only for what it costs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from roundup.articles.sources import reader
from roundup.articles.sources.reader import read_document
from roundup.core.errors import SourceError
from tests.articles.sources.feed.feeds import document, rss

pytestmark = pytest.mark.process
Run = Callable[[str], SourceError]

LIMITED = "import roundup.articles.sources.child as c\n"
BURNS = LIMITED + "c._CPU_SECONDS = 1\nc._limit()\nwhile True: pass"
GROWS = LIMITED + "c.answer = lambda asked, content: bytes(1 << 40)\nc.main()"
CRASHES = LIMITED + "c.answer = lambda asked, content: asked.nothing\nc.main()"
HANGS = "import signal\nsignal.pause()"
BLAMES = "Ask its publisher"


def killed_by(name: str) -> str:
    return f"import os, signal\nos.kill(os.getpid(), signal.{name})"


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Read a source by a child that runs this script instead; return what is said of it."""
    run = subprocess.run

    def read(script: str) -> SourceError:
        def instead(_: list[str], **given: Any) -> subprocess.CompletedProcess[bytes]:
            return run([sys.executable, "-c", script], **given)

        monkeypatch.setattr(subprocess, "run", instead)
        with pytest.raises(SourceError) as found:
            read_document(document(rss("<title>a</title>")))
        return found.value

    return read


def test_computing_time_is_the_sources_own(refused: Run) -> None:
    said = refused(BURNS)

    assert said.code == "too-heavy"
    assert "computing time" in str(said)
    assert BLAMES in str(said)


def test_so_is_memory(refused: Run) -> None:
    said = refused(GROWS)

    assert said.code == "too-heavy"
    assert "more memory" in str(said)
    assert BLAMES in str(said)


def test_a_child_that_hangs_is_nobodys_fault(refused: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_WALL_SECONDS", 0.2)

    said = refused(HANGS)

    assert (said.code, str(said)) == (
        "slow-here",
        "Reading this source took too long here. It will be tried again.",
    )


def test_the_clock_on_the_wall_is_far_behind_the_computing_time() -> None:
    assert reader._WALL_SECONDS >= 20


@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM"])
def test_a_child_that_was_stopped_from_outside_is_nobodys_fault(name: str, refused: Run) -> None:
    said = refused(killed_by(name))

    assert said.code == "stopped-here"
    assert "Something stopped us" in str(said)
    assert BLAMES not in str(said)


@pytest.mark.parametrize("script", [CRASHES, killed_by("SIGSEGV"), killed_by("SIGABRT")])
def test_a_child_that_crashed_is_our_own_fault(script: str, refused: Run) -> None:
    said = refused(script)

    assert said.code == "crashed-here"
    assert "the fault is Roundup's own" in str(said)
    assert BLAMES not in str(said)


def test_where_a_child_crashed_is_logged_and_no_word_of_the_source(
    refused: Run, caplog: pytest.LogCaptureFixture
) -> None:
    refused(
        LIMITED
        + "def answer(asked, content): raise ValueError('ana@example.org')\nc.answer = answer\nc.main()"
    )

    assert "child.py" in caplog.text
    assert "ValueError" in caplog.text
    assert "@" not in caplog.text


def test_a_machine_that_starts_no_child_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(subprocess, "run", full)

    with pytest.raises(SourceError, match="could not start reading") as found:
        read_document(document(rss("<title>a</title>")))

    assert found.value.code == "busy-here"
