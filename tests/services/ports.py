"""Ports for servers that are told where to listen."""

from __future__ import annotations

import socket

_held: list[socket.socket] = []


def reserved_port() -> int:
    """Return a port of 127.0.0.1 that nobody else on this machine is given until this process ends.

    It stays bound here without being listened on, so a server that sets SO_REUSEADDR, as all do, gets it.
    """
    holder = socket.socket()
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind(("127.0.0.1", 0))
    _held.append(holder)
    return int(holder.getsockname()[1])
