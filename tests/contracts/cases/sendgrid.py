"""SendGrid, played by its stand-in, before the contract."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import orjson

from roundup.core.deliveries import EventKind
from roundup.core.errors import ProviderHalted
from roundup.core.suppression import SuppressionReason
from roundup.providers.sendgrid.client import SendGrid
from roundup.providers.sendgrid.options import SendGridOptions
from roundup.providers.sendgrid.payload import ATTEMPT_ARG, DELIVERY_ARG, mail_send_body
from roundup.providers.sendgrid.standin import ReceivedMail, StandIn
from roundup.providers.sendgrid.standin.inbound import FORM, form_of_mail
from tests.contracts.inbound_case import InboundCase
from tests.contracts.lists_case import ListsCase
from tests.contracts.provider_case import (
    Answer,
    Copy,
    Never,
    ProviderCase,
    ReaderAnswer,
    ReaderTrouble,
    Trouble,
)
from tests.contracts.report_case import ReportCase
from tests.contracts.signed_post import SignedPost
from tests.events import provider as reports
from tests.providers.samples import batch, many, readers
from tests.providers.sendgrid.standin.calls import call
from tests.services.ports import reserved_port
from tests.services.waiting import PATIENCE


def _copy_of_sendgrid(mail: ReceivedMail) -> Copy:
    return Copy(
        address=mail.address,
        sender=mail.request["from"]["email"],
        sender_name=_decoded(mail.request["from"].get("name", "")),
        subject=_decoded(mail.subject),
        reply_to=mail.request["reply_to"]["email"],
        trace=f"{mail.custom_args[ATTEMPT_ARG]} {mail.custom_args[DELIVERY_ARG]}",
        headers=mail.headers,
        text=mail.text,
        html=mail.html,
        tracked=_is_tracked(mail.request.get("tracking_settings", {})),
    )


def _is_tracked(settings: Mapping[str, Any]) -> bool:
    """Say whether anything is counted: the account's own settings apply to what a request leaves out."""
    return any(settings.get(name, {}).get("enable", True) for name in ("click_tracking", "open_tracking"))


def _decoded(subject: str) -> str:
    """Return what becomes of a subject that is passed on as it is."""
    return str(message_from_bytes(f"Subject: {subject}\n\n".encode(), policy=policy.default)["Subject"])


def _takes(standin: StandIn, count: int) -> bool:
    body = orjson.loads(mail_send_body(batch(readers())))
    row = body["personalizations"][0]
    body["personalizations"] = [row | {"to": [{"email": one.email}]} for one in many(count)]
    return call(standin, "POST", "/v3/mail/send", body).status_code == 202


_ANSWERS_ONCE = Never("it answers once for all readers of a request")


@contextmanager
def provider_case(data: Path) -> Iterator[ProviderCase]:
    with StandIn(key=f"SG.harbour.{secrets.token_urlsafe(16)}") as standin, ExitStack() as ends:
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
                Answer.STOPPED: _ANSWERS_ONCE,
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
            reader_answers={
                ReaderAnswer.REFUSED: [
                    ReaderTrouble("an address that only SendGrid dislikes", faults.refuse)
                ],
                ReaderAnswer.BUSY: _ANSWERS_ONCE,
                ReaderAnswer.UNANSWERED: _ANSWERS_ONCE,
                ReaderAnswer.CONTRADICTED: _ANSWERS_ONCE,
            },
            key_name="harbour",
            dkim_selectors=("s1",),
            takes=lambda count: _takes(standin, count),
            # A batch that was only checked, in sandbox mode; and what SendGrid never answers to one.
            documented={200: ProviderHalted, 422: ProviderHalted},
            success=202,
            own_headers=("X-SG-EID", "X-SG-ID"),
        )


_LISTS = {
    SuppressionReason.BOUNCED: "bounces",
    SuppressionReason.INVALID: "invalid_emails",
    SuppressionReason.COMPLAINED: "spam_reports",
    SuppressionReason.UNSUBSCRIBED: "unsubscribes",
}


@contextmanager
def lists_case() -> Iterator[ListsCase]:
    def put(address: str, reason: SuppressionReason, moment: datetime, said: str = "") -> None:
        standin.suppressions.add(_LISTS[reason], address, int(moment.timestamp()), said)

    with (
        StandIn() as standin,
        closing(SendGrid(SendGridOptions(api_key=standin.key, host=standin.url))) as provider,
    ):
        yield ListsCase(
            provider=provider,
            put=put,
            put_passing=lambda address, moment: put(
                address, SuppressionReason.BOUNCED, moment, "452 4.2.2 The mailbox is full"
            ),
            listed=lambda: {
                (row["email"], reason)
                for reason, name in _LISTS.items()
                for row in standin.suppressions.page(name, 0, 10**12, 500, 0)
            },
            never={},
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

# Signed by the key whose public half is `reports.KEY`, once, and not by what verifies it.
_SIGNED = SignedPost(
    headers={
        "X-Twilio-Email-Event-Webhook-Timestamp": "1795158000",
        "X-Twilio-Email-Event-Webhook-Signature": (
            "MEUCIQCQCSlUB2uNgX8F1CgPLc/eVoTmKC9zXJmJrW1FCmSxigIgHFfAtWMsntgGhaSkd5P8T8dYRaJV5Hb9bJPTw30zeQk="
        ),
    },
    body=b'[{"event":"delivered","email":"ada@example.org","timestamp":5,"rb":"n1","rd":"7-1"}]',
)

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
        (_row("dropped", reason="Unsubscribed Address"), EventKind.DROPPED),
        (_row("dropped", reason="Spam Content"), EventKind.DROPPED),
        (_row("dropped", reason="You have exceeded your package quota"), EventKind.OVER_QUOTA),
        (_row("bounce", type="blocked", status="5.7.1"), EventKind.BLOCKED),
        (_row("bounce", status="5.2.2", reason="552 5.2.2 Mailbox full"), EventKind.SOFT_BOUNCED),
        (
            _row("bounce", status="5.1.1", bounce_classification="Invalid Address"),
            EventKind.BOUNCED,
        ),
        (_row("unsubscribe"), EventKind.UNSUBSCRIBED),
        (_row("spamreport"), EventKind.COMPLAINED),
    ],
    never={},
    moment=datetime.fromtimestamp(5, UTC),
    event_id="e1",
    twins=(
        _row("click", url="https://quay.example.org"),
        _row("click", url="https://pier.example.org"),
    ),
    unknown=_row("teleported"),
    bodies=lambda rows: [reports.page(rows)],
    headers=reports.signed,
    signed=_SIGNED,
)


def _posted_mail(to: str, sender: str, head: str) -> bytes:
    return form_of_mail(sender=sender, to=to, head=head)


INBOUND = InboundCase(
    environment={"SENDGRID_INBOUND_KEY": reports.KEY},
    others={"SENDGRID_INBOUND_KEY": reports.ANOTHER_KEY},
    body=_posted_mail,
    headers=lambda body: reports.signed(body) | {"Content-Type": FORM},
    signed=_SIGNED,
)
