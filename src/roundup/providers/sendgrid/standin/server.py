"""The stand-in as a whole: its parts, started and stopped together."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from roundup.providers.sendgrid.standin.api import Api
from roundup.providers.sendgrid.standin.control import Control
from roundup.providers.sendgrid.standin.door import Server
from roundup.providers.sendgrid.standin.faults import Faults
from roundup.providers.sendgrid.standin.inbound import InboundParse
from roundup.providers.sendgrid.standin.inbox import Inbox
from roundup.providers.sendgrid.standin.logs import Logs
from roundup.providers.sendgrid.standin.mail import MailSend
from roundup.providers.sendgrid.standin.rates import RateWindow
from roundup.providers.sendgrid.standin.suppressions import Suppressions
from roundup.providers.sendgrid.standin.webhook import Webhook


class StandIn:
    """SendGrid on loopback, for as long as the `with` block lasts.

    `url` is its host, `key` the one API key that it serves, `inbox` what reached the readers, `faults` what
    goes wrong with mail/send, `webhook` the events and what goes wrong with them, `webhook_key` the public
    key that verifies them, `inbound` the mails that readers write and `inbound_key` the key that verifies
    those, `logs` and `suppressions` what the other APIs report, `requests` how many calls of mail/send
    arrived.
    """

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        key: str = "",
        webhook: str = "",
        rate_limit: int = 600_000,
        rate_period: int = 60,
        latency: float = 0.0,
        keep_mails: bool = True,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Serve at most `rate_limit` calls in each `rate_period` seconds. `port` 0 means any free one.

        `webhook` is the URL that gets the events. Without `keep_mails` the inbox counts the mails, but
        does not keep their words. `clock` gives the Unix time of mails, events and logs.
        """
        self.key = key or f"SG.{secrets.token_urlsafe(16)}"
        self.faults = Faults()
        self.faults.latency = latency
        self.inbox = Inbox(keep_mails=keep_mails)
        self.suppressions = Suppressions()
        self.webhook = Webhook(webhook, clock)
        self.inbound = InboundParse(clock)
        self.logs = Logs(self.inbox)
        self.api = Api(
            self.key,
            faults=self.faults,
            rate=RateWindow(rate_limit, rate_period),
            mail=MailSend(self.inbox, self.faults, self.suppressions, self.webhook, clock),
            logs=self.logs,
            suppressions=self.suppressions,
            control=Control(
                self.inbox, self.faults, self.webhook, self.logs, self.suppressions, self.inbound
            ),
            clock=clock,
        )
        self._stopping = threading.Event()
        self._server = Server((host, port), self.api, self.faults, self._stopping)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://{self._server.host}:{self._server.server_port}"

    @property
    def webhook_key(self) -> str:
        return self.webhook.key

    @property
    def inbound_key(self) -> str:
        return self.inbound.key

    @property
    def requests(self) -> int:
        return self.api.requests

    @property
    def connections(self) -> int:
        """Return how many connections were ever opened."""
        return self._server.connections

    def __enter__(self) -> Self:
        self._thread.start()
        self.webhook.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self.webhook.stop()
        self._server.shutdown()
        self._server.close_lines()
        self._server.server_close()
        self._thread.join()
        trouble = self.webhook.trouble or next(iter(self._server.troubles), None)
        if error is None and trouble:
            raise RuntimeError("The stand-in itself failed.") from trouble
