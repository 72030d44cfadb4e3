"""A whole send is rehearsed against the sandbox: mailed, reported back, and told in the account."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from roundup.core.deliveries import EventKind
from roundup.providers.sendgrid.standin import StandIn
from tests.articles.web import running_web
from tests.e2e.machine import Machine
from tests.services.waiting import until

pytestmark = pytest.mark.process

ITEM = (
    "<item><title>The headline of article number {n}</title><link>https://quay.example.org/{n}</link>"
    "<guid isPermaLink='false'>{n}</guid><pubDate>{date}</pubDate><description>Text {n}.</description></item>"
)
READERS = 250
SENT = "editions_edition WHERE status = 'mailed'"
LOOKED = "sending_installation WHERE ticked_at > DATETIME('now', '-2 seconds')"


def prepare(machine: Machine, folder: Path, *first: Sequence[str], readers: int = READERS) -> None:
    """Have an edition leave at once to so many readers; `first` are commands that go before."""
    date = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime(time.time() - 3600))
    items = "".join(ITEM.format(n=n, date=date) for n in range(5))
    listed = folder / "readers.csv"
    names = ["bounce", "complain", *(f"reader{n}" for n in range(readers - 2))]
    listed.write_text("email,name,status\n" + "".join(f"{name}@example.org,,active\n" for name in names))
    with running_web() as web:
        feed = web.serve("/feed", f"<rss><channel>{items}</channel></rss>".encode())
        machine.run_all(
            *first,
            ("source", "add", feed),
            ("fetch",),
            ("import", str(listed)),
            ("assemble",),
            ("approve", "latest"),
            ("send", "latest"),
        )


def test_a_whole_send_comes_back_as_events(tmp_path: Path) -> None:
    machine = Machine(tmp_path / "data", ROUNDUP_PROVIDER="sendgrid", ROUNDUP_BATCH_SIZE="50")
    with StandIn(webhook=f"http://127.0.0.1:{machine.port}/hooks/sendgrid/") as standin:
        machine.environment |= {
            "SENDGRID_API_KEY": standin.key,
            "SENDGRID_HOST": standin.url,
            "SENDGRID_WEBHOOK_KEY": standin.webhook_key,
        }
        prepare(machine, tmp_path)
        with machine.up():
            until(lambda: machine.count(SENT))
            until(lambda: machine.count(f"events_event WHERE kind = {EventKind.DELIVERED}") >= READERS - 2)
            told = machine.json("status", "latest")

        assert told["status"] == "mailed"
        assert told["events"]["delivered"] >= READERS - 2
        assert told["account"]["accepted"] == READERS
        assert told["events"]["bounced"] == 1
        assert sorted(standin.inbox.counts().values()) == [1] * READERS


def test_a_change_of_provider_alarms_nobody_and_is_undone_by_no_start(tmp_path: Path) -> None:
    machine = Machine(tmp_path / "data", ROUNDUP_PROVIDER="outbox")
    machine.run("source", "list")
    with machine.up():
        until(lambda: machine.count(LOOKED))
    with StandIn() as standin:
        there = {"SENDGRID_API_KEY": standin.key, "SENDGRID_HOST": standin.url}
        machine.environment |= {"ROUNDUP_PROVIDER": "sendgrid", **there}
        with machine.up():
            until(lambda: machine.count(LOOKED))
            assert said(machine, "alarms") == "no alarm is open"
            assert said(machine, "outlet") == f"mail leaves through sendgrid {standin.url}"

    machine.environment["ROUNDUP_PROVIDER"] = "outbox"
    with machine.up():
        assert "--accept-provider" in "".join(machine.said)
        assert "Here mail would leave through outbox" in said(machine, "outlet")


def said(machine: Machine, check: str) -> str:
    return next(str(found["message"]) for found in machine.checks() if found["check"] == check)
