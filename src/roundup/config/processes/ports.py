"""Checks whether a port can be listened on, before anything is started."""

from __future__ import annotations

import socket

from roundup.core.errors import Refused


def require_free_port(host: str, port: int) -> None:
    """Raise Refused if we cannot listen there, because another program does or we may not."""
    try:
        _bound(host, port)
    except OSError as error:
        raise Refused(
            f"Port {port} of {host} cannot be used: {error.strerror}. Choose another: --port N."
        ) from None


def find_free_port(host: str, wanted: int) -> int:
    """Return `wanted`, or any free port if that is taken. Raises Refused if there is none."""
    try:
        return _bound(host, wanted)
    except OSError:
        return _any(host)


def _any(host: str) -> int:
    try:
        return _bound(host, 0)
    except OSError as error:
        raise Refused(f"There is no free port on this machine: {error.strerror}.") from None


def _bound(host: str, port: int) -> int:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address)
        return int(probe.getsockname()[1])
