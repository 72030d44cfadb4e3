"""The suppression lists, which bounces, complaints and unsubscribing readers fill."""

from __future__ import annotations

import threading
from typing import Any

from roundup.providers.sendgrid.standin.fates import (
    ARRIVES,
    BLOCKS,
    BOUNCES,
    COMPLAINTS,
    FATES,
    LISTS,
    any_told,
    told_by,
)
from roundup.providers.sendgrid.standin.inbox import Accepted

LONGEST_PAGE = 500


class Suppressions:
    """The five lists, newest entry first. Safe for all threads.

    Without `permitted`, the key may neither read nor change them.
    """

    def __init__(self) -> None:
        self.permitted = True
        self._lock = threading.Lock()
        self._lists: dict[str, dict[str, dict[str, Any]]] = {name: {} for name in LISTS}

    def decide(self, accepted: Accepted) -> None:
        """Settle the fate of each copy, and put its reader on the list that this fate leads to."""
        with self._lock:
            if not any_told(accepted.joined) and not any(self._lists.values()):
                return
            for number, address in enumerate(accepted.addresses()):
                if (fate := self._suppressed(address) or told_by(address)) != ARRIVES:
                    accepted.fates[number] = fate
                    self._list(address, fate, int(accepted.received_at))

    def _suppressed(self, address: str) -> str:
        key = address.lower()
        return next((name for name in LISTS if name != BLOCKS and key in self._lists[name]), "")

    def _list(self, address: str, name: str, now: int) -> None:
        fate = FATES[name]
        if fate.listed:
            self._lists[fate.listed][address.lower()] = _entry(fate.listed, address, fate.reason, now)

    def add(self, name: str, address: str, created: int, reason: str = "") -> None:
        """Put `address` on a list by hand."""
        with self._lock:
            self._lists[name][address.lower()] = _entry(name, address, reason, created)

    def page(self, name: str, start: int, end: int, limit: int, offset: int) -> list[dict[str, Any]]:
        """Return entries created from `start` to `end`, both in Unix time and included."""
        with self._lock:
            entries = [row for row in reversed(self._lists[name].values()) if start <= row["created"] <= end]
        return entries[offset : offset + min(limit, LONGEST_PAGE)]

    def find(self, name: str, address: str) -> list[dict[str, Any]]:
        with self._lock:
            row = self._lists[name].get(address.lower())
        return [row] if row else []

    def remove(self, name: str, address: str) -> bool:
        """Take `address` off a list; say whether it was on it."""
        with self._lock:
            return self._lists[name].pop(address.lower(), None) is not None

    def counts(self) -> dict[str, int]:
        with self._lock:
            return {name: len(entries) for name, entries in self._lists.items()}

    def clear(self) -> None:
        with self._lock:
            for entries in self._lists.values():
                entries.clear()


def _entry(name: str, address: str, reason: str, created: int) -> dict[str, Any]:
    entry: dict[str, Any] = {"created": created, "email": address}
    if name in (BOUNCES, BLOCKS):
        status = reason.split(" ", 2)[1] if reason[:1].isdigit() else ""
        return {**entry, "reason": reason, "status": status}
    if name == COMPLAINTS:
        return {**entry, "ip": "192.0.2.1"}
    return {**entry, "reason": reason} if name == "invalid_emails" else entry
