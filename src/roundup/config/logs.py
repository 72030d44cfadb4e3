"""What a log line may hold: no link of a reader, no address, no password, and nothing a terminal obeys."""

from __future__ import annotations

import logging
import re

from roundup.core.lines import for_terminal
from roundup.subscribers.logs import without_links

# Bounded, so that a long line costs no more than its length.
_ADDRESS = re.compile(r"[^\s@…<>()\[\]{}\"'`,;:=/]{1,64}@[\w.-]{1,253}")
_PASSWORD = re.compile(r"(://)[^\s/@]{1,500}@")


class Line(logging.Formatter):
    """Writes a record with its traceback, and hides in all of it what nobody may read there."""

    def format(self, record: logging.LogRecord) -> str:
        return for_terminal(discreet(super().format(record)))


def discreet(text: str) -> str:
    """Return `text` without links of readers, addresses and passwords."""
    return _ADDRESS.sub("…@…", _PASSWORD.sub(r"\1…@", without_links(text)))
