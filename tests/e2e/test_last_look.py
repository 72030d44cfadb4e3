"""A whole installation reads its sources once more: what was retracted leaves for nobody."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.articles.web import Web, running_web
from tests.e2e.machine import Machine
from tests.services.waiting import until

pytestmark = pytest.mark.process

STORIES = 3


def say(web: Web, number: int, end: str = "") -> str:
    title = f"The headline of article number {number}"
    page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>Text.</p>{end}</body></html>"
    return web.serve(f"/world/{number}", page.encode(), content_type="text/html; charset=utf-8")


def approve_edition_of(web: Web, machine: Machine, folder: Path) -> None:
    date = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime(time.time() - 3600))
    items = "".join(
        f"<item><title>The headline of article number {n}</title><link>{say(web, n)}</link>"
        f"<guid isPermaLink='false'>{n}</guid><pubDate>{date}</pubDate></item>"
        for n in range(STORIES)
    )
    (folder / "readers.csv").write_text("email,name,status\nada@example.org,,active\n")
    machine.run_all(
        ("publication", "add", "The Quay", "--url", "https://quay.example.org"),
        ("source", "add", web.serve("/feed", f"<rss><channel>{items}</channel></rss>".encode())),
        ("fetch",),
        ("import", str(folder / "readers.csv")),
        ("assemble",),
        ("approve", "latest", "--override", "This is a test."),
        ("send", "latest"),
    )


def test_an_edition_with_a_retracted_story_is_held_until_a_person_resumes_it(tmp_path: Path) -> None:
    machine = Machine(tmp_path / "data", ROUNDUP_PROVIDER="outbox")
    with running_web() as web:
        approve_edition_of(web, machine, tmp_path)
        say(web, 1, "<p>This story has been retracted.</p>")
        with machine.up():
            until(lambda: machine.count("editions_edition WHERE held_at IS NOT NULL"))
            assert machine.json("status", "latest")["status"] == "held"
            assert "was retracted by its source" in machine.run("alarms")
            assert machine.outbox() == []

            machine.run("resume", "latest")
            until(lambda: machine.count("editions_edition WHERE status = 'mailed'"))
            assert len(machine.outbox()) == 1
