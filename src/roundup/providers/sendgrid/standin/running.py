"""Runs the stand-in as its own process."""

from __future__ import annotations

import gc
import signal
import sys
import threading

import orjson

from roundup.core.errors import Refused
from roundup.providers.sendgrid.standin.server import StandIn

# A request makes many small objects that all live until the answer: collecting in between finds nothing.
_COLLECT_AFTER = 50_000


def run_standin(
    host: str = "127.0.0.1",
    port: int = 0,
    webhook_url: str = "",
    *,
    key: str = "",
    latency: float = 0.0,
    keep_mails: bool = True,
) -> None:
    """Serve until SIGTERM or SIGINT. For the main thread of a process.

    The first line on stdout is a JSON object with `url`, `key`, `webhook_key` and `inbound_key`. `port` 0
    means any free one; `latency` is in seconds. Raises Refused if the port cannot be used.
    """
    stop = threading.Event()
    before = {name: signal.signal(name, lambda *_: stop.set()) for name in (signal.SIGTERM, signal.SIGINT)}
    thresholds = gc.get_threshold()
    gc.set_threshold(_COLLECT_AFTER, *thresholds[1:])
    try:
        with _standin(host, port, webhook_url, key, latency, keep_mails) as standin:
            facts = {
                "url": standin.url,
                "key": standin.key,
                "webhook_key": standin.webhook_key,
                "inbound_key": standin.inbound_key,
            }
            sys.stdout.write(orjson.dumps(facts).decode() + "\n")
            sys.stdout.flush()
            stop.wait()
    finally:
        gc.set_threshold(*thresholds)
        for name, handler in before.items():
            signal.signal(name, handler)


def _standin(host: str, port: int, webhook_url: str, key: str, latency: float, keep_mails: bool) -> StandIn:
    try:
        return StandIn(
            host=host, port=port, webhook=webhook_url, key=key, latency=latency, keep_mails=keep_mails
        )
    except OSError as error:
        raise Refused(
            f"Port {port} of {host} cannot be served ({error.strerror}): choose another."
        ) from error
