"""What each provider that reports events posts to its hook, how it signs that, and what it means."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from roundup.core.deliveries import EventKind
from roundup.providers import PROVIDERS
from tests.events import provider as sendgrid


@dataclass(frozen=True)
class ReportCase:
    """What a provider posts to its hook: rows that mean these kinds, and one of a word that nobody knows.

    Every field that the hook reads stands in one of the rows, so that odd values are tried in it.
    """

    environment: Mapping[str, str]
    rows: Sequence[tuple[Mapping[str, Any], EventKind]]
    unknown: Mapping[str, Any]
    body: Callable[[Sequence[Any]], bytes]
    signed: Callable[[bytes], Mapping[str, str]]

    def whole(self) -> bytes:
        return self.body([row for row, _ in self.rows])

    def with_odd(self, odd: str) -> Iterator[bytes]:
        """Yield a body for each value in each row, and each row, that is replaced by `odd` as it stands.

        Each body ends with the first row as it was.
        """
        for row, _ in self.rows:
            for changed in _marked(row):
                body = self.body([changed, self.rows[0][0]])
                for marked in (f'"{_MARK}"', _MARK):
                    body = body.replace(marked.encode(), odd.encode("utf-8", "surrogateescape"))
                yield body


# What stands for an odd value until a body is written: no writer of JSON would write all of them.
_MARK = "what-is-odd"


def _marked(value: Any) -> Iterator[Any]:
    """Yield what becomes of a value with the mark in its place, and in the place of each value within."""
    yield _MARK
    places = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for place in places:
        for inner in _marked(value[place]):
            changed = value.copy()
            changed[place] = inner
            yield changed


def _sendgrid_row(event: str, **more: Any) -> dict[str, Any]:
    return {"event": event, "email": "ada@example.org", "timestamp": 5, "rb": "n1", "rd": "7-1"} | more


# Whatever else the hook reads, in one row.
_MORE_OF_SENDGRID = {
    "response": "try later",
    "attempt": "2",
    "sg_event_id": "e1",
    "sg_message_id": "m1",
    "useragent": "Mail",
    "category": ["weekly"],
}

REPORTS: Mapping[str, ReportCase] = {
    "sendgrid": ReportCase(
        environment={"SENDGRID_WEBHOOK_KEY": sendgrid.KEY},
        rows=[
            (_sendgrid_row("processed"), EventKind.PROCESSED),
            (_sendgrid_row("deferred", **_MORE_OF_SENDGRID), EventKind.DEFERRED),
            (_sendgrid_row("delivered"), EventKind.DELIVERED),
            (_sendgrid_row("open"), EventKind.OPENED),
            (_sendgrid_row("open", sg_machine_open=True), EventKind.OPENED_BY_MACHINE),
            (_sendgrid_row("click", url="https://quay.example.org"), EventKind.CLICKED),
            (_sendgrid_row("dropped", reason="Bounced Address"), EventKind.DROPPED),
            (_sendgrid_row("dropped", reason="You have exceeded your package quota"), EventKind.OVER_QUOTA),
            (_sendgrid_row("bounce", type="blocked", status="5.7.1"), EventKind.BLOCKED),
            (_sendgrid_row("bounce", status="5.2.2"), EventKind.SOFT_BOUNCED),
            (
                _sendgrid_row("bounce", status="5.1.1", bounce_classification="Invalid Address"),
                EventKind.BOUNCED,
            ),
            (_sendgrid_row("unsubscribe"), EventKind.UNSUBSCRIBED),
            (_sendgrid_row("spamreport"), EventKind.COMPLAINED),
        ],
        unknown=_sendgrid_row("teleported"),
        body=sendgrid.page,
        signed=sendgrid.signed,
    ),
}
REPORTING = {name: one.hook for name, one in PROVIDERS.items() if one.hook}
