"""The children of `roundup up`: what they print, how they are replaced, and whether the web answers."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from roundup.config.commands.processes import web_answers
from roundup.config.processes.process_groups import has_ended
from roundup.config.processes.supervisor import _PATIENCE, Part, Supervisor, host_and_port
from tests.e2e.parts import lives
from tests.services.ports import reserved_port
from tests.services.waiting import PATIENCE, until

SLEEPS = (sys.executable, "-c", "import time; time.sleep(60)")
# One that does not end when it is asked to, like a beat that hangs.
HAS_A_CHILD = """
import pathlib, signal, subprocess, sys, time
words = "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True); time.sleep(600)"
child = subprocess.Popen([sys.executable, "-c", words], stdout=subprocess.PIPE)
child.stdout.readline()
pathlib.Path(sys.argv[1]).write_text(str(child.pid))
time.sleep(600)
"""


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


class Full(io.StringIO):
    """Standard error on a disk that is full."""

    def write(self, text: str) -> int:
        raise OSError(28, "No space left on device")


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

    assert web_answers("127.0.0.2", web.server_port) is answered
    assert Web.hosts[-1] == "localhost"


def test_nobody_answers_elsewhere(web: ThreadingHTTPServer) -> None:
    with pytest.raises(OSError, match="refused"):
        web_answers("127.0.0.1", web.server_port)


@pytest.mark.parametrize(
    ("host", "written"), [("10.0.0.7", "10.0.0.7:80"), ("::1", "[::1]:80"), ("web", "web:80")]
)
def test_an_address_is_written_as_servers_read_it(host: str, written: str) -> None:
    assert host_and_port(host, 80) == written


@pytest.mark.process
def test_what_children_print_keeps_out_of_standard_output(
    supervisor: Supervisor, capfd: pytest.CaptureFixture[str]
) -> None:
    supervisor._spawn("web", sys.executable, "-c", "print('worker: Warm shutdown')")
    supervisor._parts["web"].process.wait(PATIENCE)

    said = capfd.readouterr()
    assert said.out == ""
    assert "Warm shutdown" in said.err


@pytest.mark.process
def test_a_restarted_worker_is_another_process(supervisor: Supervisor) -> None:
    supervisor._spawn("worker", *SLEEPS)
    first = supervisor._parts["worker"].process

    supervisor.restart_worker()

    assert first.poll() is not None
    assert supervisor._parts["worker"].process.poll() is None


@pytest.mark.process
def test_a_part_that_dies_is_told_and_started_again_and_the_others_live(
    supervisor: Supervisor, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in ("worker", "web"):
        supervisor._spawn(name, *SLEEPS)
    before = {name: part.process for name, part in supervisor._parts.items()}
    fallen: list[tuple[str, str, float]] = []
    before["worker"].kill()

    def look() -> None:
        worker = supervisor._parts["worker"]
        if worker.process is not before["worker"]:
            supervisor._stopping.set()

    supervisor.run(look, lambda *fall: fallen.append(fall))

    assert fallen == [("worker", "ended by itself (SIGKILL)", 1)]
    assert supervisor._parts["web"].process is before["web"]
    assert has_ended(before["web"]) is False
    assert "roundup: worker ended by itself (SIGKILL); starting it again in 1 s." in capfd.readouterr().err


@pytest.mark.process
def test_a_machine_that_starts_no_more_processes_and_writes_no_more_lines_ends_no_other_part(
    supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("worker", "web"):
        supervisor._spawn(name, *SLEEPS)
    web, worker = supervisor._parts["web"].process, supervisor._parts["worker"].process
    tries: list[object] = []

    def refused(*_: object, **__: object) -> None:
        tries.append(None)
        if len(tries) == 2:
            supervisor._stopping.set()
        raise BlockingIOError(11, "Resource temporarily unavailable")

    worker.kill()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", Full())
        patch.setattr(subprocess, "Popen", refused)
        supervisor.run()

    assert len(tries) == 2
    assert supervisor._parts["worker"].pause == 4
    assert has_ended(web) is False


@pytest.mark.process
def test_a_part_that_is_frozen_is_replaced_where_somebody_asks_for_it(
    supervisor: Supervisor, capfd: pytest.CaptureFixture[str]
) -> None:
    supervisor._spawn("valkey", *SLEEPS)
    frozen = supervisor._parts["valkey"]
    frozen.process.send_signal(signal.SIGSTOP)
    supervisor.replace("valkey")
    assert not frozen.unwanted, "a newborn is given its time"

    frozen.born_at -= 60
    supervisor.replace("valkey")

    def look() -> None:
        if supervisor._parts["valkey"] is not frozen:
            supervisor._stopping.set()

    supervisor.run(look)

    assert has_ended(frozen.process)
    assert not has_ended(supervisor._parts["valkey"].process)
    assert (
        "roundup: valkey was ended because it did not answer; starting it again in 1 s."
        in capfd.readouterr().err
    )


def test_one_that_dies_again_and_again_waits_ever_longer(supervisor: Supervisor) -> None:
    part = Part("worker", SLEEPS, subprocess.Popen(("true",)), born_at=0)

    pauses = []
    for _ in range(8):
        part.falls(now=1.0)
        pauses.append(part.pause)

    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]
    part.falls(now=3600.0)
    assert part.pause == 1
    part.process.wait()


@pytest.mark.process
@pytest.mark.parametrize("by", ["its death", "a restart", "the stop"])
def test_whatever_a_part_had_started_ends_with_it(supervisor: Supervisor, by: str, tmp_path: Path) -> None:
    supervisor._spawn("worker", sys.executable, "-c", HAS_A_CHILD, str(tmp_path / "pid"))
    until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text())
    grandchild = int((tmp_path / "pid").read_text())

    if by == "its death":
        supervisor._parts["worker"].process.kill()
        supervisor.run(fell=lambda *_: supervisor._stopping.set())
    elif by == "a restart":
        supervisor.restart_worker()
    else:
        supervisor.stop()

    until(lambda: not lives(grandchild))


def test_all_stop_within_the_fifteen_seconds_that_are_promised() -> None:
    assert sum(_PATIENCE.values()) <= 15
