"""A client that sends half a request, or takes no answer, holds up only itself."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.services.ports import reserved_port
from tests.services.processes import running
from tests.services.waiting import PATIENCE

pytestmark = pytest.mark.process

HANGING = 200
# gunicorn as `roundup up` starts it; what must end by itself need not take as long as with real askers.
SERVER = """
import sys
from roundup.config.web import connections
names = ("HEAD_WITHIN", "BODY_WITHIN", "ANSWER_WITHIN")
vars(connections).update(zip(names, map(float, sys.argv.pop(1).split(","))))
from gunicorn.app.wsgiapp import run
run()
"""
POST = b"POST /subscribe/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
FORM = "Content-Type: application/x-www-form-urlencoded\r\n"

HELD = {
    "nothing at all": b"",
    "a first line without its end": b"GET /health/ HT",
    "half a head": b"GET /subscribe/ HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
    "a head without its last line": b"GET /subscribe/ HTTP/1.1\r\nHost: localhost\r\n",
    "no body": POST + b"Content-Length: 40\r\n\r\n",
    "half a form": POST + b"Content-Length: 40\r\n\r\nemail=ann",
    "half a notice": b"POST /hooks/sendgrid/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 700000\r\n\r\n[{",
    "half an upload": POST.replace(b"x-www-form-urlencoded", b"x")
    + b"Content-Length: 7000000\r\n\r\n"
    + b"x" * 9000,
    "a body that was asked for first": POST + b"Expect: 100-continue\r\nContent-Length: 40\r\n\r\n",
    "a body in pieces": POST + b"Transfer-Encoding: chunked\r\n\r\n5\r\nemail",
    "the hello of a secure connection": bytes.fromhex("16030100c8010000c40303"),
    "an answer that is not taken": b"GET /static/newsroom/newsroom.css HTTP/1.1\r\nHost: localhost\r\n\r\n",
}


class Server:
    def __init__(self, port: int, log: Path) -> None:
        self.log = log
        self.port = port

    def call(self, sent: bytes, *, small: bool = False) -> socket.socket:
        made = socket.socket()
        if small:  # So that the answer stays with the server.
            made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        try:
            made.settimeout(PATIENCE)
            made.connect(("127.0.0.1", self.port))
            made.sendall(sent)
        except OSError:
            made.close()
            raise
        return made

    def ask(self, path: str, body: bytes | None = None, head: str = "Host: localhost\r\n") -> bytes:
        """Return the whole answer to one honest request."""
        method = "GET" if body is None else "POST"
        length = "" if body is None else f"Content-Length: {len(body)}\r\n"
        request = f"{method} {path} HTTP/1.1\r\n{head}{length}\r\n".encode() + (body or b"")
        with self.call(request) as made:
            return rest(made)

    def is_there(self) -> bool:
        try:
            return b"tick_age" in self.ask("/health/")
        except OSError:
            return False


def rest(made: socket.socket) -> bytes:
    """Return all that comes until the other side closes."""
    got = b""
    try:
        while piece := made.recv(65536):
            got += piece
    except ConnectionResetError:
        pass
    return got


@contextmanager
def serving(folder: Path, deadlines: str) -> Iterator[Server]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("ROUNDUP_", "DATABASE_"))}
    environment |= {"ROUNDUP_DATA": str(folder / "data"), "ROUNDUP_SECRET_KEY": "a secret of the tests"}
    cli = [sys.executable, "-m", "roundup.config.cli", "publication", "add", "Quay"]
    subprocess.run(cli, env=environment, check=True, capture_output=True)
    server = Server(reserved_port(), folder / "log")
    argv = [
        *(sys.executable, "-c", SERVER, deadlines, "--worker-class", "roundup.config.web.worker.Worker"),
        *("--threads", "8", "--bind", f"127.0.0.1:{server.port}", "roundup.config.wsgi"),
    ]
    with running(argv, server.is_there, server.log, env=environment):
        yield server


@pytest.fixture(scope="module")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that closes nothing by itself for as long as a test may last."""
    with serving(tmp_path_factory.mktemp("patient"), "1000,1000,1000") as server:
        yield server


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose deadlines are so short that a test need not wait for them."""
    with serving(tmp_path_factory.mktemp("strict"), "0.2,0.2,0.2") as server:
        yield server


@pytest.fixture
def held() -> Iterator[list[socket.socket]]:
    kept: list[socket.socket] = []
    yield kept
    for each in kept:
        each.close()


def test_readers_and_the_provider_are_answered_while_two_hundred_hang(
    patient: Server, held: list[socket.socket]
) -> None:
    for sent in HELD.values():
        held += [patient.call(sent, small=True) for _ in range(HANGING // len(HELD) + 1)]
    held += [patient.call(b"") for _ in range(HANGING)]

    for _ in range(3):
        assert b" 200 OK" in patient.ask("/health/")
        assert b" 200 OK" in patient.ask("/subscribe/")
        assert b" 403 Forbidden" in patient.ask("/hooks/sendgrid/", b"[]")
        # A link that nobody has: answered by us, which is what counts.
        assert b" 404 Not Found" in patient.ask("/u/x/", b"List-Unsubscribe=One-Click")


@pytest.mark.parametrize("sent", HELD.values(), ids=HELD)
def test_whatever_hangs_is_closed(sent: bytes, strict: Server, held: list[socket.socket]) -> None:
    made = strict.call(sent, small=True)
    held.append(made)

    # Ends by the server's doing alone: we neither send nor close.
    rest(made)


def test_a_connection_that_drips_steadily_is_closed_nevertheless(
    strict: Server, held: list[socket.socket]
) -> None:
    head = strict.call(b"GET /health/ HTTP/1.1\r\n")
    body = strict.call(POST + b"Content-Length: 7000000\r\n\r\n")
    held += [head, body]

    for made in held:
        with pytest.raises((ConnectionResetError, BrokenPipeError)):
            drip(made)


def drip(made: socket.socket) -> None:
    while True:
        made.sendall(b"X: y\r\n")


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET / HTTP/1.1\r\nX: " + b"x" * 80_000, b"431"),
        (b"GET /" + b"x" * 5_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", b"414"),
        (POST + b"Content-Length: 8000001\r\n\r\nx", b"413"),
        (POST + b"Content-Length: 99999999999999999999\r\n\r\nx", b""),
        (POST + b"Content-Length: -1\r\n\r\n", b"400"),
        (POST + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc", b"400"),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain; x*=foo''%41\r\n\r\n", b"400"),
    ],
)
def test_what_cannot_be_read_has_an_answer_or_an_end(sent: bytes, status: bytes, patient: Server) -> None:
    with patient.call(sent) as made:
        assert rest(made)[9:12].startswith(status)


def test_a_large_body_in_many_pieces_arrives_whole(patient: Server) -> None:
    body = b"name=" + b"x" * 2_000_000

    assert b" 422 " in patient.ask("/subscribe/", body, "Host: localhost\r\n" + FORM)


def test_a_client_that_asks_for_leave_gets_it_once_and_then_its_answer(patient: Server) -> None:
    with patient.call(POST + b"Expect: 100-continue\r\nContent-Length: 7\r\n\r\n") as made:
        assert made.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        made.sendall(b"email=x")
        assert rest(made).startswith(b"HTTP/1.1 422 ")


def test_a_request_that_django_cannot_begin_to_read_puts_no_address_in_the_log(
    patient: Server,
) -> None:
    before = len(patient.log.read_text())
    with patient.call(
        b"GET /p/x/?email=reader@example.org HTTP/1.1\r\nHost: localhost\r\n"
        b"Content-Type: a/b; x*=foo''%41\r\n\r\n"
    ) as made:
        assert b"Content-Security-Policy: default-src 'none'" in rest(made)

    (line,) = patient.log.read_text()[before:].splitlines()
    assert "a request could not be read: " in line
    assert "example.org" not in line
