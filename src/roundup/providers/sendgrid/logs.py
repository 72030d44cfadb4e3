"""What happened to an attempt, according to SendGrid's Email Logs.

The logs are searched by address and time, and give custom arguments only for one e-mail at a time. They
fill with a delay of unknown length, so a miss means something only after a while.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from roundup.providers.http_answers import answered_json
from roundup.providers.sendgrid.payload import ATTEMPT_ARG
from roundup.providers.sendgrid.pooled_client import PooledClient

MISS_MEANS_SOMETHING_AFTER = timedelta(minutes=15)
LOGS_ARE_KEPT = timedelta(days=29)
# The clock of the worker that posted may be ahead; only the mark distinguishes attempts.
_SLACK = timedelta(hours=12)
_SAMPLE = 3
_HITS = 100


class _NoAnswerError(Exception):
    """Raised if the logs did not say: no permission, no such service, or trouble on the way."""


def find_attempt(
    client: PooledClient, attempt: str, posted_at: datetime, addresses: Sequence[str], now: float
) -> bool | None:
    """Say whether e-mails of `attempt` are in the logs, looking for up to three `addresses`.

    False only when all three looks missed, long enough after `posted_at`; None when in doubt.
    """
    sample = [address for address in addresses if '"' not in address and "'" not in address][:_SAMPLE]
    try:
        marks = [mark for address in sample for mark in _marks(client, address, posted_at)]
    except _NoAnswerError:
        return None
    if attempt in marks:
        return True
    if None in marks:  # An e-mail whose mark we cannot see could be ours.
        return None
    age = datetime.fromtimestamp(now, UTC) - posted_at
    trusted = bool(sample) and MISS_MEANS_SOMETHING_AFTER <= age <= LOGS_ARE_KEPT
    return False if trusted else None


def _marks(client: PooledClient, address: str, posted_at: datetime) -> Iterator[str | None]:
    """Yield the attempt of each e-mail to `address` since then: "" for none, None if we cannot see it."""
    since = (posted_at.astimezone(UTC) - _SLACK).strftime("%Y-%m-%dT%H:%M:%SZ")
    query = f"to_email = '{address}' AND sg_message_id_created_at > TIMESTAMP \"{since}\""
    found = _asked(client.logs, {"query": query, "limit": _HITS})
    messages = _listed(found, "messages")
    for message in messages:
        yield _mark(client, message.get("sg_message_id"))
    if len(messages) >= _HITS:  # If the page is full, ours may be missing from it.
        yield None


def _mark(client: PooledClient, message_id: Any) -> str | None:
    if not isinstance(message_id, str) or not message_id:
        raise _NoAnswerError
    details = _asked(client.logs._(message_id))
    args = details.get("custom_args", details.get("unique_args"))
    if isinstance(args, str):
        args = answered_json(args.encode())
    return str(args.get(ATTEMPT_ARG, "")) if isinstance(args, dict) else None


def _asked(client: PooledClient, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return the answer's object. Asking changes nothing, so any failure simply counts as no answer."""
    try:
        response = client.post(request_body=body) if body else client.get()
    except Exception as error:
        raise _NoAnswerError from error
    if response.status_code != 200:
        raise _NoAnswerError
    found = answered_json(response.content)
    if not isinstance(found, dict):
        raise _NoAnswerError
    return found


def _listed(found: dict[str, Any], name: str) -> list[dict[str, Any]]:
    rows = found.get(name)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise _NoAnswerError
    return rows
