"""What each provider that reports events posts to its hook, how it signs that, and what it means."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from roundup.core.deliveries import EventKind
from roundup.providers import PROVIDERS
from tests.events import provider as sendgrid


@dataclass(frozen=True)
class ReportCase:
    """What a provider posts to its hook: rows that mean these kinds, and one of a word that nobody knows."""

    environment: Mapping[str, str]
    rows: Sequence[tuple[Mapping[str, Any], EventKind]]
    unknown: Mapping[str, Any]
    body: Callable[[Sequence[Mapping[str, Any]]], bytes]
    signed: Callable[[bytes], Mapping[str, str]]

    def whole(self) -> bytes:
        return self.body([row for row, _ in self.rows])


def _sendgrid_row(event: str, **more: Any) -> dict[str, Any]:
    return {"event": event, "email": "ada@example.org", "timestamp": 5, "rb": "n1", "rd": "7-1"} | more


REPORTS: Mapping[str, ReportCase] = {
    "sendgrid": ReportCase(
        environment={"SENDGRID_WEBHOOK_KEY": sendgrid.KEY},
        rows=[
            (_sendgrid_row("processed"), EventKind.PROCESSED),
            (_sendgrid_row("deferred", response="try later"), EventKind.DEFERRED),
            (_sendgrid_row("delivered"), EventKind.DELIVERED),
            (_sendgrid_row("open"), EventKind.OPENED),
            (_sendgrid_row("open", sg_machine_open=True), EventKind.OPENED_BY_MACHINE),
            (_sendgrid_row("click", url="https://quay.example.org"), EventKind.CLICKED),
            (_sendgrid_row("dropped", reason="Bounced Address"), EventKind.DROPPED),
            (_sendgrid_row("dropped", reason="You have exceeded your package quota"), EventKind.OVER_QUOTA),
            (_sendgrid_row("bounce", type="blocked", status="5.7.1"), EventKind.BLOCKED),
            (_sendgrid_row("bounce", status="5.2.2"), EventKind.SOFT_BOUNCED),
            (_sendgrid_row("bounce", status="5.1.1"), EventKind.BOUNCED),
            (_sendgrid_row("unsubscribe"), EventKind.UNSUBSCRIBED),
            (_sendgrid_row("spamreport"), EventKind.COMPLAINED),
        ],
        unknown=_sendgrid_row("teleported"),
        body=sendgrid.page,
        signed=sendgrid.signed,
    ),
}
REPORTING = {name: one.hook for name, one in PROVIDERS.items() if one.hook}
