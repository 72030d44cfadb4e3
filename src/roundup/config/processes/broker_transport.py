"""Redis as kombu knows it, which ends for nothing that it finds there.

Celery takes a few things for errors that no new connection mends, and ends the worker: a message that
is none, a server that takes no writes as its disk is full, a connection that is closed while another
thread begins to use it. A worker carries wake-ups; none of these is worth ending for.
"""

from __future__ import annotations

import logging
from queue import Empty
from typing import Any

from kombu.transport import redis
from redis.exceptions import ConnectionError as Away
from redis.exceptions import ResponseError

log = logging.getLogger(__name__)


class Channel(redis.Channel):
    """A channel on which a message that is none is passed over, and which knows when it is closed."""

    def _connparams(self, *args: Any, **kwargs: Any) -> Any:
        if self.connection is None or self.connection.client is None:
            raise Away("The connection was closed meanwhile.")
        return super()._connparams(*args, **kwargs)  # type: ignore[misc] # kombu has few types

    def _brpop_read(self, **options: Any) -> Any:
        try:
            return super()._brpop_read(**options)  # type: ignore[misc]
        except ValueError:
            discard("it cannot be read")
            raise Empty from None


class Transport(redis.Transport):
    """A transport for which a server that refuses what it is told is one that is lost: it is tried again."""

    Channel = Channel
    connection_errors = (*redis.Transport.connection_errors, ResponseError)

    def _deliver(self, message: Any, queue: Any) -> None:
        properties = message.get("properties") if isinstance(message, dict) else None
        if not isinstance(properties, dict) or "delivery_tag" not in properties:
            discard("it has no envelope")
            return
        super()._deliver(message, queue)


def discard(why: str) -> None:
    """Tell of a message that is thrown away: what it held may be anything, and is not repeated."""
    log.warning("a message in the broker that none of us wrote was discarded: %s", why)
