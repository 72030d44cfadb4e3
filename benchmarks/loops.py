"""Bare loops, which show what is possible: `python -m benchmarks.loops bodies|ledger`, for a child.

`bodies` posts bodies that were built before; `ledger` reads the readers, builds their bodies and keeps a
row for each batch. After a crash neither could say who was mailed.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from typing import Any

import django

django.setup()

import orjson
import sendgrid
from django.conf import settings
from django.db import connection, transaction

from roundup.core.tokens import LinkClaim, LinkSigner, Purpose, token_for_purpose
from roundup.providers.sendgrid.options import SendGridOptions
from roundup.providers.sendgrid.pooled_client import PooledClient
from roundup.providers.sendgrid.settings import API_KEY, HOST
from roundup.providers.wire import Wire
from roundup.sending.models import Variant
from roundup.subscribers.models import Subscriber

_PATHS = {Purpose.UNSUBSCRIBE: "u", Purpose.PREFERENCES: "p", Purpose.BROWSER: "b"}


class Poster:
    """Posts over the same network layer as roundup."""

    def __init__(self) -> None:
        key, host = (settings.PROVIDER_SETTINGS[name] for name in (API_KEY, HOST))
        api = sendgrid.SendGridAPIClient(key, host=host)
        self._client = PooledClient.like(api.client, Wire(SendGridOptions(api_key=key)).call)

    def post(self, body: bytes) -> None:
        answer = self._client.mail.send.post(request_body=body)
        if answer.status_code != 202:
            raise RuntimeError(f"{answer.status_code}: {answer.text}")


def pages() -> Iterator[list[tuple[int, str]]]:
    """Yield all readers, a thousand at a time."""
    after = 0
    while True:
        readers = Subscriber.objects.filter(pk__gt=after).order_by("pk").values_list("pk", "email")
        page = list(readers[:1000])
        if not page:
            return
        yield page
        after = page[-1][0]


class Bodies:
    """Builds the bodies of one variant."""

    def __init__(self) -> None:
        subject, text, html = Variant.objects.values_list("subject", "text", "html")[0]
        self._common = {
            "from": {"email": "weekly@quay.example.org"},
            "subject": subject,
            "content": [{"type": "text/plain", "value": text}, {"type": "text/html", "value": html}],
        }
        self._signer = LinkSigner(settings.SECRET_KEY)

    def build(self, page: list[tuple[int, str]], batch: int) -> bytes:
        mark = f"batch-{batch}"
        return orjson.dumps(
            {**self._common, "personalizations": [self._one(pk, email, mark) for pk, email in page]}
        )

    def _one(self, pk: int, email: str, mark: str) -> dict[str, Any]:
        signed = self._signer.signed(LinkClaim(pk, 1))
        base = settings.BASE_URL
        links = {
            f"-mark.{purpose}-": f"{base}/{path}/{token_for_purpose(signed, purpose)}/"
            for purpose, path in _PATHS.items()
        }
        return {
            "to": [{"email": email}],
            "substitutions": links,
            "headers": {
                "List-Unsubscribe": f"<{links['-mark.unsubscribe-']}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
            "custom_args": {"rb": mark, "rd": f"1-{pk}"},
        }


def bodies() -> tuple[int, float, float]:
    build, poster = Bodies(), Poster()
    ready = [(len(page), build.build(page, number)) for number, page in enumerate(pages())]
    began, cpu = time.perf_counter(), time.process_time()
    for _, body in ready:
        poster.post(body)
    took = time.perf_counter() - began, time.process_time() - cpu
    return sum(count for count, _ in ready), *took


def ledger() -> tuple[int, float, float]:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_ledger (batch integer, readers integer, at text)")
        cursor.execute("DELETE FROM bench_ledger")
    build, poster, total = Bodies(), Poster(), 0
    began, cpu = time.perf_counter(), time.process_time()
    for number, page in enumerate(pages()):
        poster.post(build.build(page, number))
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO bench_ledger VALUES (%s, %s, %s)", [number, len(page), str(time.time())]
            )
        total += len(page)
    return total, time.perf_counter() - began, time.process_time() - cpu


if __name__ == "__main__":
    print(json.dumps({"bodies": bodies, "ledger": ledger}[sys.argv[1]]()))
