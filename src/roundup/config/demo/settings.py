"""What the demo settles before Django reads its settings."""

from __future__ import annotations

import argparse
import os

from roundup.config import ports


def choose(arguments: argparse.Namespace) -> None:
    """Choose the port, and settings under which nothing leaves the machine."""
    if arguments.port is None:
        arguments.port = ports.free("127.0.0.1", 8000)
    ports.require("127.0.0.1", arguments.port)
    os.environ["ROUNDUP_PROVIDER"] = "outbox"
    os.environ["ROUNDUP_BASE_URL"] = f"http://127.0.0.1:{arguments.port}"
    os.environ["ROUNDUP_FETCH_ALLOW"] = "127.0.0.0/8"
