"""Gives numbers to the rows that links and mails name."""

from __future__ import annotations

import secrets
import time

from roundup.core.identifiers import Identifiers

_identifiers = Identifiers(time.time, secrets.randbits)


def fresh_id() -> int:
    """Return a number for a new row that no other row has ever had, not even one that a restore removed."""
    return _identifiers.fresh()
