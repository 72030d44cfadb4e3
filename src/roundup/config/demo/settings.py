"""What the demo settles before Django reads its settings."""

from __future__ import annotations

import argparse
import os
import socket

from roundup.core.errors import RoundupError


def choose(arguments: argparse.Namespace) -> None:
    """Choose the port, and settings under which nothing leaves the machine."""
    arguments.port = _free_port(arguments.port or 8000)
    os.environ["ROUNDUP_PROVIDER"] = "outbox"
    os.environ["ROUNDUP_BASE_URL"] = f"http://127.0.0.1:{arguments.port}"
    os.environ["ROUNDUP_FETCH_ALLOW"] = "127.0.0.0/8"


def _free_port(wanted: int) -> int:
    """Return `wanted`, or a free port where that is taken."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise RoundupError("There is no free port on this machine.")
