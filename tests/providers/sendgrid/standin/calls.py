"""Calling the stand-in without roundup's own client."""

from __future__ import annotations

from typing import Any

import httpx2
import orjson

from roundup.core.batches import OutgoingBatch
from roundup.providers.sendgrid.payload import mail_send_body
from roundup.providers.sendgrid.standin import StandIn
from tests.services.waiting import PATIENCE


def call(
    standin: StandIn, method: str, path: str, body: Any = None, timeout: float = PATIENCE
) -> httpx2.Response:
    headers = {"Authorization": f"Bearer {standin.key}", "Content-Type": "application/json"}
    content = body if isinstance(body, bytes) or body is None else orjson.dumps(body)
    with httpx2.Client(trust_env=False, verify=False, timeout=timeout) as client:
        return client.request(method, standin.url + path, content=content, headers=headers)


def send(standin: StandIn, batch: OutgoingBatch) -> httpx2.Response:
    return call(standin, "POST", "/v3/mail/send", mail_send_body(batch))
