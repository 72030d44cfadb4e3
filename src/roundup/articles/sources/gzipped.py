"""Decompresses bytes up to a limit."""

from __future__ import annotations

import zlib
from typing import Final

from roundup.core.errors import SourceError
from roundup.core.newsroom_language import tell

LARGEST: Final = 10 * 1024 * 1024
_MAGIC: Final = b"\x1f\x8b"
_MOST_LAYERS: Final = 3
# Each new member copies everything after it, so ten million members of a few bytes would take for ever.
_MOST_MEMBERS: Final = 100


def gunzip_limited(content: bytes, limit: int = LARGEST) -> bytes:
    """Return `content`, decompressed if its first bytes say that it is gzip data, even if packed twice.

    Never unpacks more than `limit` bytes: raises SourceError for more, plain or packed. Truncated data give
    what there is; a gzip header followed by something else is returned as it is.
    """
    for _ in range(_MOST_LAYERS):
        if not content.startswith(_MAGIC):
            break
        opened = _opened(content, limit)
        if opened is None:
            break
        content = opened
    if len(content) > limit:
        raise _too_large(limit)
    return content


def _opened(content: bytes, limit: int) -> bytes | None:
    parts: list[bytes] = []
    room = limit + 1
    while content.startswith(_MAGIC) and room > 0 and len(parts) < _MOST_MEMBERS:
        inflater = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        try:
            part = inflater.decompress(content, room)
        except zlib.error:
            break
        parts.append(part)
        room -= len(part)
        content = inflater.unused_data
    if room <= 0:
        raise _too_large(limit)
    return b"".join(parts) or None


def _too_large(limit: int) -> SourceError:
    return SourceError(
        "too-large",
        tell(
            "This source is larger than %(most)s MB. Give the address of a feed with fewer articles.",
            most=limit // (1024 * 1024),
        ),
    )
