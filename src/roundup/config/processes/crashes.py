"""How often the parts of `roundup up` have crashed, and what the editors are told about it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from roundup.core.newsroom_language import tell, tell_count

# This many crashes in a row are a loop, which gets its own alarm: it does not clear itself.
LOOP = 3
# A part that was restarted and has lived this long is well.
_SETTLED = timedelta(minutes=1)


class _Row(NamedTuple):
    """The crashes of a part that was never well in between, and when it restarts after the last one."""

    number: int
    since: datetime
    how: str
    again_at: datetime


class Falls:
    """Counts the crashes of each part. One thread notes them, and another asks about them."""

    def __init__(self) -> None:
        self._rows: dict[str, _Row] = {}

    def note(self, name: str, how: str, pause: float, now: datetime) -> None:
        """Record `how` a part ended (“ended by itself”), and that it restarts after `pause` seconds."""
        row = self._row(name, now)
        number, since = (row.number + 1, row.since) if row else (1, now)
        self._rows[name] = _Row(number, since, how, now + timedelta(seconds=pause))

    def fall(self, name: str, host: str, now: datetime) -> str:
        """Return the alarm that a part crashed, if it did; this alarm clears itself."""
        if not (row := self._row(name, now)):
            return ""
        values = {"host": host, "part": name, "how": row.how, "at": f"{row.again_at:%H:%M:%S}"}
        told = (
            tell("On %(host)s the part “%(part)s” %(how)s and is started again at %(at)s UTC.", **values)
            if now < row.again_at
            else tell(
                "On %(host)s the part “%(part)s” %(how)s and was started again at %(at)s UTC.", **values
            )
        )
        return told + " " + tell("If this happens again, see the log for what it said before.")

    def loop(self, name: str, host: str, now: datetime) -> str:
        """Return the alarm that a part keeps crashing, if it does."""
        row = self._row(name, now)
        if not row or row.number < LOOP:
            return ""
        at = f"{row.again_at:%H:%M:%S}"
        told = (
            _up_and_down(row, name, host),
            tell("It is not running now: the next start is at %(at)s UTC.", at=at)
            if now < row.again_at
            else tell("The last start was at %(at)s UTC.", at=at),
            tell("See the log of “roundup up” for what it said before."),
        )
        return " ".join(told)

    def _row(self, name: str, now: datetime) -> _Row | None:
        row = self._rows.get(name)
        return row if row and now <= row.again_at + _SETTLED else None


def _up_and_down(row: _Row, name: str, host: str) -> str:
    return tell_count(
        "On %(host)s the part “%(part)s” does not stay up: it has gone down %(n)s time since "
        "%(since)s UTC; the last time it %(how)s.",
        "On %(host)s the part “%(part)s” does not stay up: it has gone down %(n)s times since "
        "%(since)s UTC; the last time it %(how)s.",
        row.number,
        host=host,
        part=name,
        since=f"{row.since:%H:%M:%S}",
        how=row.how,
    )
