"""Lets a child process that cannot bring down the machine read a stranger's document.

A process that sends mail never parses what strangers wrote, not even to recognise it.
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
# This is only for a child that hangs. The child limits its own computing time, because the wall clock also
# runs while a busy machine makes the child wait.
_WALL_SECONDS: Final = 30.0


def read_document(document: Document, kind: str = "") -> Reading:
    """Return the contents of a document, compressed or not, read within limits of computing time and memory.

    `kind` says how to read it; if it is '', the content decides. Raises SourceError with a sentence if the
    document is empty, if no kind can read it, if it exceeds the limits, or if this machine could not read it.
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
