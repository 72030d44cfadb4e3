"""How often the parts of `roundup up` have fallen, and what the editors are told of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

# So many falls in a row are a loop, which is told anew: it does not mend itself.
LOOP = 3
# A part that was started again and has lived so long is well.
_SETTLED = timedelta(minutes=1)


class _Row(NamedTuple):
    """The falls of a part between which it never was well, and when it starts again after the last."""

    number: int
    since: datetime
    how: str
    again_at: datetime


class Falls:
    """Counts the falls of each part. One thread notes them, another one asks."""

    def __init__(self) -> None:
        self._rows: dict[str, _Row] = {}

    def note(self, name: str, how: str, pause: float, now: datetime) -> None:
        """Write down that a part “ended by itself” (`how`), and starts again after `pause` seconds."""
        row = self._row(name, now)
        number, since = (row.number + 1, row.since) if row else (1, now)
        self._rows[name] = _Row(number, since, how, now + timedelta(seconds=pause))

    def fall(self, name: str, host: str, now: datetime) -> str:
        """Say that a part fell, if it did; it mends itself."""
        if not (row := self._row(name, now)):
            return ""
        verb = "is" if now < row.again_at else "was"
        return (
            f"On {host} the part “{name}” {row.how} and {verb} started again at {row.again_at:%H:%M:%S} UTC. "
            "If that comes again, see the log for what it said before."
        )

    def loop(self, name: str, host: str, now: datetime) -> str:
        """Say that a part falls again and again, if it does."""
        row = self._row(name, now)
        if not row or row.number < LOOP:
            return ""
        start = "It does not run now: the next start is at" if now < row.again_at else "The last start was at"
        return (
            f"On {host} the part “{name}” does not stay up: it fell {row.number} times since "
            f"{row.since:%H:%M:%S} UTC, and last {row.how}. {start} {row.again_at:%H:%M:%S} UTC. See the "
            "log of “roundup up” for what it said before."
        )

    def _row(self, name: str, now: datetime) -> _Row | None:
        row = self._rows.get(name)
        return row if row and now <= row.again_at + _SETTLED else None
