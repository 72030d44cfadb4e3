"""Any fault of the broker counts as a lost connection, which Celery tries again: it ends nothing."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator

import pytest
from kombu import Connection
from redis.exceptions import ConnectionError as Away

from roundup.config import celery
from roundup.config.processes.broker_transport import Transport

FULL = b"-MISCONF Errors writing to the AOF file: No space left on device\r\n"


class FullDisk(socketserver.StreamRequestHandler):
    """A Redis that cannot write any more: it refuses all that would change something, and PING."""

    def handle(self) -> None:
        while line := self.rfile.readline():
            if line.startswith(b"*"):
                for _ in range(int(line[1:])):
                    self.rfile.readline()
                    self.rfile.readline()
                self.wfile.write(FULL)


@pytest.fixture
def full() -> Iterator[str]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), FullDisk) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"redis://127.0.0.1:{server.server_address[1]}/0"
        server.shutdown()


def test_a_broker_whose_disk_is_full_is_one_that_is_away(full: str) -> None:
    with Connection(full) as connection:
        assert isinstance(connection.transport, Transport)
        with pytest.raises(connection.recoverable_connection_errors):
            connection.channel()


def test_a_channel_that_is_used_while_its_connection_closes_is_lost(valkey_url: str) -> None:
    with Connection(valkey_url) as connection:
        channel = connection.channel()
        channel.connection.client = None

        with pytest.raises(Away):
            channel._connparams()


def test_wake_ups_are_in_a_queue_of_our_name() -> None:
    assert celery.app.conf.task_default_queue == "roundup"
    assert celery.app.amqp.router.route({}, "sending.tick")["queue"].name == "roundup"
