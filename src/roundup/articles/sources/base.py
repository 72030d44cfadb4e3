"""What a kind of source has to offer."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

from roundup.core.articles import Reading


@dataclass(frozen=True, slots=True)
class Document:
    """One answer from the outside, or a file: bytes as they came, already decompressed.

    `url` is where it came from in the end (a file's is its path); `media_type` and `charset` are
    what the server said, which need not be true. `zone` names the time zone in which the magazine
    lives: dates that name none are taken in it.
    """

    url: str
    content: bytes
    media_type: str = ""
    charset: str = ""
    zone: str = "UTC"


class SourceKind(Protocol):
    """One way of publishing articles. Stateless; safe from several threads.

    `is_page`: its documents are pages for people, each about one article. Such a page completes what a
    feed leaves out, and in the place of a feed it is a fault.
    """

    name: str
    is_page: bool

    def recognises(self, document: Document) -> bool:
        """Say, by its content, whether this kind can read `document`. Cheap; never raises."""
        ...

    def read(self, document: Document, cpu_seconds: float = math.inf) -> Reading:
        """Return what the document holds, slight faults as problems.

        Once this process has used `cpu_seconds` no further article is begun. Raises SourceError
        where nothing at all can be read.
        """
        ...
