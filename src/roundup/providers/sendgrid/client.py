"""The provider `sendgrid`: batches go out through the v3 Mail Send API."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from typing import ClassVar

import httpx2
import orjson
import sendgrid

from roundup.core.batches import MAX_BATCH, OutgoingBatch, Receipt
from roundup.core.deadlines import NEVER, Deadline
from roundup.core.errors import Refused
from roundup.core.suppression import SuppressionReason
from roundup.providers.base import ReportedSuppression
from roundup.providers.sendgrid import suppressions
from roundup.providers.sendgrid.answers import failure_of, raise_for
from roundup.providers.sendgrid.logs import find_attempt
from roundup.providers.sendgrid.options import SendGridOptions
from roundup.providers.sendgrid.payload import mail_send_body
from roundup.providers.sendgrid.pooled_client import PooledClient
from roundup.providers.sendgrid.settings import HOST
from roundup.providers.wire import Wire, private_host

_KEY = re.compile(r"[!-~]+")


class SendGrid:
    """Hands batches to SendGrid over pooled connections. Safe for all threads of a process."""

    name: ClassVar[str] = "sendgrid"
    max_batch: ClassVar[int] = MAX_BATCH
    # Its logs are indexed with a delay.
    knows_at_once: ClassVar[bool] = False

    def __init__(
        self,
        options: SendGridOptions,
        *,
        transport: httpx2.BaseTransport | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Raise Refused for a key or a host that cannot work. `transport` stands in for the network."""
        self._options = options
        self._clock = clock
        # Threads that build requests at the same time would only take the interpreter from each other.
        self._writing = threading.Lock()
        api = sendgrid.SendGridAPIClient(_checked_key(options.api_key), host=private_host(HOST, options.host))
        self._wire = Wire(options, transport)
        api.client = PooledClient.like(api.client, self._wire.call)
        self._api = api

    def send(self, batch: OutgoingBatch) -> Receipt:
        with self._writing:
            body = mail_send_body(
                batch,
                click_tracking=self._options.click_tracking,
                open_tracking=self._options.open_tracking,
            )
        response = self._post(body, batch.deadline)
        if response.status_code != 202:
            raise_for(response, self._clock())
        return Receipt(provider_id=response.headers.get("X-Message-Id", ""), accepted=len(batch.recipients))

    def check_sandbox(self, batch: OutgoingBatch) -> None:
        """Have SendGrid check a batch without mailing it. Raises as `send` would if it finds a fault."""
        body = orjson.loads(mail_send_body(batch)) | {"mail_settings": {"sandbox_mode": {"enable": True}}}
        response = self._post(orjson.dumps(body))
        if response.status_code != 200:
            raise_for(response, self._clock())

    def _post(self, body: bytes, deadline: Deadline = NEVER) -> httpx2.Response:
        try:
            with self._wire.not_after(deadline):
                response: httpx2.Response = self._api.client.mail.send.post(request_body=body)
        except Exception as error:
            # Whatever goes wrong from here on, the bytes may have left, so an unknown error proves nothing.
            raise failure_of(error) from error
        return response

    def probe(
        self, batch_key: str, attempt: str, posted_at: datetime, addresses: Sequence[str] = ()
    ) -> bool | None:
        """Ask the Email Logs. One copy with the attempt's mark proves that it was taken."""
        return find_attempt(self._api.client, attempt, posted_at, addresses, self._clock())

    def suppressions(self, since: datetime) -> Iterator[ReportedSuppression]:
        """Yield addresses that bounced, are invalid, complained or left, by SendGrid's own lists."""
        return suppressions.list_suppressions(self._api.client, since, self._clock)

    def clear(self, email: str, kinds: Collection[SuppressionReason]) -> None:
        """Take an address off SendGrid's own lists."""
        suppressions.clear(self._api.client, email, kinds, self._clock)

    def close(self) -> None:
        self._wire.close()


def _checked_key(key: str) -> str:
    if not _KEY.fullmatch(key):
        raise Refused("Set SENDGRID_API_KEY to a key of your SendGrid account with the Mail Send permission.")
    return key
