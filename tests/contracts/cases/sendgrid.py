"""SendGrid, played by its stand-in, before the contract."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from roundup.core.deliveries import EventKind
from roundup.providers.sendgrid.client import SendGrid
from roundup.providers.sendgrid.options import SendGridOptions
from roundup.providers.sendgrid.payload import ATTEMPT_ARG, DELIVERY_ARG
from roundup.providers.sendgrid.standin import ReceivedMail, StandIn
from tests.contracts.provider_case import ONE_READER, Answer, Copy, Never, ProviderCase, Trouble
from tests.contracts.report_case import ReportCase
from tests.events import provider as reports
from tests.services.ports import reserved_port
from tests.services.waiting import PATIENCE


def _copy_of_sendgrid(mail: ReceivedMail) -> Copy:
    return Copy(
        address=mail.address,
        sender=mail.request["from"]["email"],
        subject=_decoded(mail.subject),
        reply_to=mail.request["reply_to"]["email"],
        trace=f"{mail.custom_args[ATTEMPT_ARG]} {mail.custom_args[DELIVERY_ARG]}",
        headers=mail.headers,
        text=mail.text,
        html=mail.html,
    )


def _decoded(subject: str) -> str:
    """Return what becomes of a subject that is passed on as it is."""
    return str(message_from_bytes(f"Subject: {subject}\n\n".encode(), policy=policy.default)["Subject"])


_ANSWERS_ONCE = Never("it answers once for all readers of a request")


@contextmanager
def provider_case(data: Path) -> Iterator[ProviderCase]:
    with StandIn() as standin, ExitStack() as ends:
        faults = standin.faults
        options = SendGridOptions(api_key=standin.key, host=standin.url, read_timeout=PATIENCE)
        provider, hasty, astray = (
            ends.enter_context(closing(SendGrid(each)))
            for each in (
                options,
                replace(options, read_timeout=0.2),
                replace(options, host=f"http://127.0.0.1:{reserved_port()}"),
            )
        )
        yield ProviderCase(
            provider=provider,
            environment={"SENDGRID_API_KEY": standin.key, "SENDGRID_HOST": standin.url},
            copies=lambda: [*map(_copy_of_sendgrid, standin.inbox.mails())],
            count=lambda: len(standin.inbox),
            answers={
                Answer.UNREACHED: [Trouble("a port that is closed", by=astray)],
                Answer.BUSY: [Trouble("too many requests", faults.rate_limit)],
                Answer.HALTED: [
                    Trouble("a used-up quota", lambda: faults.answer(401, "Maximum credits exceeded")),
                    Trouble("sandbox mode", lambda: faults.answer(200)),
                ],
                Answer.BATCH_REFUSED: [Trouble("too large for an edge", lambda: faults.answer(413))],
                Answer.READER_REFUSED: [
                    Trouble("an address that only SendGrid dislikes", lambda: faults.refuse(ONE_READER))
                ],
                Answer.READER_BUSY: _ANSWERS_ONCE,
                Answer.READER_UNANSWERED: _ANSWERS_ONCE,
                Answer.SILENCE: [
                    Trouble("after", lambda: faults.hang(accepted=True), by=hasty),
                    Trouble("before", lambda: faults.hang(accepted=False), by=hasty, taken=False),
                ],
                Answer.CUT: [
                    Trouble("after", lambda: faults.disconnect(accepted=True)),
                    Trouble("before", lambda: faults.disconnect(accepted=False), taken=False),
                ],
                Answer.NONSENSE: [
                    Trouble("no HTTP", lambda: faults.nonsense(accepted=True)),
                    Trouble("an error page", lambda: faults.server_error(accepted=True, status=502)),
                    Trouble("an error page before", lambda: faults.server_error(accepted=False), taken=False),
                ],
            },
        )


def _row(event: str, **more: Any) -> dict[str, Any]:
    return {"event": event, "email": "ada@example.org", "timestamp": 5, "rb": "n1", "rd": "7-1"} | more


# Whatever else the hook reads, in one row.
_MORE = {
    "response": "try later",
    "attempt": "2",
    "sg_event_id": "e1",
    "sg_message_id": "m1",
    "useragent": "Mail",
    "category": ["weekly"],
}

REPORT = ReportCase(
    environment={"SENDGRID_WEBHOOK_KEY": reports.KEY},
    others={"SENDGRID_WEBHOOK_KEY": reports.ANOTHER_KEY},
    rows=[
        (_row("processed"), EventKind.PROCESSED),
        (_row("deferred", **_MORE), EventKind.DEFERRED),
        (_row("delivered"), EventKind.DELIVERED),
        (_row("open"), EventKind.OPENED),
        (_row("open", sg_machine_open=True), EventKind.OPENED_BY_MACHINE),
        (_row("click", url="https://quay.example.org"), EventKind.CLICKED),
        (_row("dropped", reason="Bounced Address"), EventKind.DROPPED),
        (_row("dropped", reason="You have exceeded your package quota"), EventKind.OVER_QUOTA),
        (_row("bounce", type="blocked", status="5.7.1"), EventKind.BLOCKED),
        (_row("bounce", status="5.2.2"), EventKind.SOFT_BOUNCED),
        (
            _row("bounce", status="5.1.1", bounce_classification="Invalid Address"),
            EventKind.BOUNCED,
        ),
        (_row("unsubscribe"), EventKind.UNSUBSCRIBED),
        (_row("spamreport"), EventKind.COMPLAINED),
    ],
    unknown=_row("teleported"),
    bodies=lambda rows: [reports.page(rows)],
    headers=reports.signed,
)
