"""Reads the messages in the outbox, newest batch first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser, BytesParser
from itertools import islice
from pathlib import Path

from roundup.providers.outbox.paths import message_file, outbox_folder

LOOKED_THROUGH = 10_000


@dataclass(frozen=True, slots=True)
class MessageSummary:
    """A kept message in one line. `read_message` takes its `id`; `kept_at` is in UTC, `size` in bytes."""

    id: str
    to: str
    sender: str
    subject: str
    kept_at: datetime
    size: int


@dataclass(frozen=True, slots=True)
class KeptMessage:
    """A whole kept message: its headers, decoded and in order, both bodies, and its exact bytes."""

    summary: MessageSummary
    headers: tuple[tuple[str, str], ...]
    text: str
    html: str
    raw: bytes


def list_messages(data: Path, limit: int = 50, offset: int = 0) -> list[MessageSummary]:
    """Return `limit` messages after the first `offset`, opening only those."""
    return [_summary(path, _headers(path)) for path in islice(_files(data), offset, offset + limit)]


def find_messages(data: Path, words: str, limit: int = 50) -> list[MessageSummary]:
    """Return the newest messages, at most `limit`, whose reader or subject contains `words`, in any case.

    Only the newest LOOKED_THROUGH messages are opened, because each is a separate file.
    """
    sought = words.casefold()
    summaries = (_summary(path, _headers(path)) for path in islice(_files(data), LOOKED_THROUGH))
    found = (each for each in summaries if sought in f"{each.to}\n{each.subject}".casefold())
    return list(islice(found, limit))


def count_messages(data: Path) -> int:
    """Return how many messages the outbox has."""
    return sum(1 for _ in _files(data))


def read_message(data: Path, message_id: str) -> KeptMessage | None:
    """Return the message with an id from `list_messages`, or None if there is none."""
    path = message_file(data, message_id)
    if path is None or not path.is_file():
        return None
    raw = path.read_bytes()
    message = BytesParser(policy=policy.default).parsebytes(raw)
    return KeptMessage(
        summary=_summary(path, message),
        headers=tuple((name, str(value)) for name, value in message.items()),
        text=_body(message, "plain"),
        html=_body(message, "html"),
        raw=raw,
    )


def _files(data: Path) -> Iterator[Path]:
    for folder in sorted(_attempts(data), key=_age):
        yield from sorted(folder.glob("[0-9]*.eml"))


def _attempts(data: Path) -> Iterator[Path]:
    """Yield the folders of taken batches; a batch that is still being written has a hidden name."""
    for folder in outbox_folder(data).glob("[!.]*/[!.]*"):
        if folder.is_dir():
            yield folder


def _age(folder: Path) -> tuple[int, str]:
    return -folder.stat().st_mtime_ns, str(folder)


def _headers(path: Path) -> EmailMessage:
    with path.open("rb") as file:
        return BytesHeaderParser(policy=policy.default).parse(file)


def _summary(path: Path, message: EmailMessage) -> MessageSummary:
    facts = path.stat()
    return MessageSummary(
        id=f"{path.parent.parent.name}/{path.parent.name}/{path.stem}",
        to=str(message["To"] or ""),
        sender=str(message["From"] or ""),
        subject=str(message["Subject"] or ""),
        kept_at=datetime.fromtimestamp(facts.st_mtime, UTC),
        size=facts.st_size,
    )


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part else ""
