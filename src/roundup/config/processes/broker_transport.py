"""kombu's Redis transport, but it never stops because of what it finds in the broker.

Celery assumes that a new connection cannot help with some errors, and ends the worker: an invalid message, a
server that accepts no writes because its disk is full, a connection that is closed while another thread
starts to use it. Our tasks only say "look now", so none of these is a reason to end.
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
    """A channel that skips invalid messages, and knows when it is closed."""

    def _connparams(self, *args: Any, **kwargs: Any) -> Any:
        if self.connection is None or self.connection.client is None:
            raise Away("The connection was closed in the meantime.")
        return super()._connparams(*args, **kwargs)  # type: ignore[misc] # kombu has few types

    def _brpop_read(self, **options: Any) -> Any:
        try:
            return super()._brpop_read(**options)  # type: ignore[misc]
        except ValueError:
            discard("it cannot be read")
            raise Empty from None


class Transport(redis.Transport):
    """A transport that treats a server which refuses commands as lost, and so tries again."""

    Channel = Channel
    connection_errors = (*redis.Transport.connection_errors, ResponseError)

    def _deliver(self, message: Any, queue: Any) -> None:
        properties = message.get("properties") if isinstance(message, dict) else None
        if not isinstance(properties, dict) or "delivery_tag" not in properties:
            discard("it has no envelope")
            return
        super()._deliver(message, queue)


def discard(why: str) -> None:
    """Log that a message was thrown away, without repeating its contents, which may be anything."""
    log.warning("a message in the broker that Roundup did not write was discarded: %s", why)
