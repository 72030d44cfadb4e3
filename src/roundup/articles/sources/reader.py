"""Having a stranger's document read by a child process that cannot take the machine with it.

Nothing of what strangers wrote is taken apart in a process that mails: not even to recognise it.
"""

from __future__ import annotations

import subprocess
from typing import Final

import orjson

from roundup.articles.child_process import ask_child
from roundup.articles.sources.base import Document
from roundup.articles.sources.child_answer import unpack_answer
from roundup.articles.sources.child_failures import child_not_started, child_too_slow, failure_of_child
from roundup.articles.sources.gzipped import gunzip_limited
from roundup.core.articles import Reading

_CHILD: Final = "roundup.articles.sources.child"
# Only against a child that hangs. The child limits its own computing time, as the clock on the wall
# also runs while a busy machine makes the child wait.
_WALL_SECONDS: Final = 30.0


def read_document(document: Document, kind: str = "") -> Reading:
    """Return what a document holds, compressed or not, read within limits of computing time and memory.

    `kind` names how to read it, '' lets it tell. Raises SourceError with a sentence where there is
    nothing, nothing that any kind can read, or what passes the limits, or where this machine could not
    read it.
    """
    asked = {
        "url": document.url,
        "media_type": document.media_type,
        "charset": document.charset,
        "kind": kind,
        "zone": document.zone,
    }
    return unpack_answer(_answer(orjson.dumps(asked) + b"\n" + gunzip_limited(document.content)))


def _answer(question: bytes) -> bytes:
    try:
        child = ask_child(_CHILD, question, _WALL_SECONDS)
    except subprocess.TimeoutExpired:
        raise child_too_slow() from None
    except OSError as error:
        raise child_not_started(error) from None
    if child.returncode != 0:
        raise failure_of_child(child.returncode, child.stderr)
    return child.stdout
