"""RSS 0.9x to 2.0, RDF and Atom, read in a child process that cannot take the machine with it."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Final

import orjson

from roundup.articles.sources.base import Document
from roundup.articles.sources.feed.endings import not_begun, out_of_patience, refusal
from roundup.articles.sources.feed.handover import unpacked
from roundup.articles.sources.feed.reading import KIND
from roundup.articles.sources.feed.text import decode, parsable
from roundup.articles.sources.feed.xml import begins_a_feed
from roundup.articles.sources.gzipped import gunzip_limited
from roundup.core.articles import Reading

_CHILD: Final = "roundup.articles.sources.feed.child"
# Only against a child that hangs. What a feed may cost is told in computing time, by the child's own
# limits: the clock on the wall also runs while a busy machine lets the child wait.
_WALL_SECONDS: Final = 30.0
_LOOKED_AT: Final = 20_000


class FeedSource:
    """Feeds in XML."""

    name = KIND

    def recognises(self, document: Document) -> bool:
        """Say whether the first element is that of a feed, whatever stands before it."""
        text, _ = decode(document.content[:_LOOKED_AT], document.charset)
        return begins_a_feed(parsable(text)[0])

    def read(self, document: Document) -> Reading:
        """Return the articles of a feed, read within limits of computing time and memory.

        Raises SourceError where it is no feed, or one that passes the limits, or where this machine
        could not read it.
        """
        head = orjson.dumps({"url": document.url, "charset": document.charset})
        answer = _ask(head + b"\n" + gunzip_limited(document.content))
        return unpacked(answer)


def _ask(question: bytes) -> bytes:
    # The child gets nothing of our environment: it reads strangers' bytes, and we hold keys.
    environment = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    try:
        child = subprocess.run(
            [sys.executable, "-m", _CHILD],
            input=question,
            capture_output=True,
            timeout=_WALL_SECONDS,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise out_of_patience() from None
    except OSError as error:
        raise not_begun(error) from None
    if child.returncode != 0:
        raise refusal(child.returncode, child.stderr)
    return child.stdout
