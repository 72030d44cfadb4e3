"""The children of `roundup up`: what they print, how they are replaced, and whether the web answers."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from roundup.config.commands.processes import answers
from roundup.config.supervisor import _PATIENCE, Supervisor, netloc
from tests.services.ports import reserved_port
from tests.services.waiting import PATIENCE

SLEEPS = (sys.executable, "-c", "import time; time.sleep(60)")


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    supervisor = Supervisor(tmp_path, os.environ)
    yield supervisor
    supervisor.stop()
    supervisor._lock.close()


class Web(BaseHTTPRequestHandler):
    status = 200
    hosts: list[str] = []

    def do_GET(self) -> None:
        self.hosts.append(self.headers["Host"])
        self.send_response(self.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def web() -> Iterator[ThreadingHTTPServer]:
    with ThreadingHTTPServer(("127.0.0.2", reserved_port()), Web) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(("status", "answered"), [(200, True), (503, True), (500, False)])
def test_the_web_answers_where_it_listens_however_it_feels(
    status: int, answered: bool, web: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Web, "status", status)

    assert answers("127.0.0.2", web.server_port) is answered
    assert Web.hosts[-1] == "localhost"


def test_nobody_answers_elsewhere(web: ThreadingHTTPServer) -> None:
    with pytest.raises(OSError, match="refused"):
        answers("127.0.0.1", web.server_port)


@pytest.mark.parametrize(
    ("host", "written"), [("10.0.0.7", "10.0.0.7:80"), ("::1", "[::1]:80"), ("web", "web:80")]
)
def test_an_address_is_written_as_servers_read_it(host: str, written: str) -> None:
    assert netloc(host, 80) == written


@pytest.mark.process
def test_what_children_print_keeps_out_of_standard_output(
    supervisor: Supervisor, capfd: pytest.CaptureFixture[str]
) -> None:
    supervisor._spawn("web", sys.executable, "-c", "print('worker: Warm shutdown')")
    supervisor._children["web"].wait(PATIENCE)

    said = capfd.readouterr()
    assert said.out == ""
    assert "Warm shutdown" in said.err


@pytest.mark.process
def test_a_restarted_worker_is_another_process(
    supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "start_worker", lambda threads: supervisor._spawn("worker", *SLEEPS))
    supervisor._spawn("worker", *SLEEPS)
    first = supervisor._children["worker"]

    supervisor.restart_worker()

    assert first.poll() is not None
    assert supervisor._children["worker"].poll() is None


def test_all_stop_within_the_fifteen_seconds_that_are_promised() -> None:
    assert sum(_PATIENCE.values()) <= 15


@pytest.mark.process
def test_all_stops_where_the_watchdog_gives_up(supervisor: Supervisor) -> None:
    supervisor._spawn("worker", *SLEEPS)

    assert supervisor.run(lambda: False) == 1
