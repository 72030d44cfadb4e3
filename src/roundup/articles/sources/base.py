"""What every kind of source must offer."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

from roundup.core.articles import Reading


@dataclass(frozen=True, slots=True)
class Document:
    """One answer from outside, or a file: its bytes, already decompressed.

    `url` is where it finally came from, or the path of the file. `media_type` and `charset` are what the
    server said, which need not be true. `zone` is the magazine's time zone, which is assumed for dates that
    name none.
    """

    url: str
    content: bytes
    media_type: str = ""
    charset: str = ""
    zone: str = "UTC"


class SourceKind(Protocol):
    """One way of publishing articles. Stateless; safe from several threads.

    `called` is what people call such a document, with an article: "a feed". `found_at` is how its address
    ends if nobody would guess that, else ''. `accepts` are its media types, as in an Accept header. `is_page`
    says that its documents are pages for people, each about one article. Such a page adds what a feed leaves
    out; in place of a feed, it is a fault.
    """

    name: str
    called: str
    found_at: str
    accepts: str
    is_page: bool

    def recognises(self, document: Document) -> bool:
        """Say whether this kind can read `document`, judging by its content. Cheap; never raises."""
        ...

    def read(self, document: Document, cpu_seconds: float = math.inf) -> Reading:
        """Return what the document contains, with minor faults as problems.

        Starts no further article once this process has used `cpu_seconds` of computing time. Raises
        SourceError if nothing at all can be read.
        """
        ...
