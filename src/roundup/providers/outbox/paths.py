"""Where the outbox keeps a batch: `outbox/<batch>/<attempt>/0001.eml`, whose names contain no address."""

from __future__ import annotations

import re
from hashlib import blake2b
from pathlib import Path

_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
_MESSAGE_ID = re.compile(r"([A-Za-z0-9][A-Za-z0-9_-]{0,99})/([A-Za-z0-9][A-Za-z0-9_-]{0,99})/([0-9]{4})")


def outbox_folder(data: Path) -> Path:
    return data / "outbox"


def batch_folder(data: Path, key: str) -> Path:
    return outbox_folder(data) / folder_name(key)


def folder_name(key: str) -> str:
    """Return a folder's name for `key`: the key itself if it is plain, or else a digest of it."""
    if _SAFE.fullmatch(key):
        return key
    return "x-" + blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def message_file(data: Path, message_id: str) -> Path | None:
    """Return the file of a message named `<batch>/<attempt>/<number>`, or None for any other name."""
    found = _MESSAGE_ID.fullmatch(message_id)
    if not found:
        return None
    batch, attempt, number = found.groups()
    return outbox_folder(data) / batch / attempt / f"{number}.eml"
