"""Keeps readers' links out of the logs: somebody who reads a log must not be able to act for a reader."""

from __future__ import annotations

import logging
import re

# The last one sets an editor's password (`editors.passwords`).
_LINK = re.compile(r"(/(?:[abcdpru]|newsroom/password)/)[^/?\s]+")


class HideTokens(logging.Filter):
    """Shows the path of a reader's link as `/u/…/`. Django logs the path of every failed request."""

    def filter(self, record: logging.LogRecord) -> bool:
        # A request includes its path, and handlers that mail errors show it.
        record.__dict__.pop("request", None)
        message = record.getMessage()
        hidden = without_links(message)
        if hidden != message:
            record.msg, record.args = hidden, ()
        return True


def without_links(text: str) -> str:
    """Return `text` with `/u/…` for every path of a reader's link."""
    return _LINK.sub(r"\1…", text)
