"""How each provider is set up, seen and brought into trouble, for the contract.

A new provider writes a `ProviderCase` for itself here: the environment that sets it up, how to see what its
readers got, and how to bring about each trouble that it can tell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from roundup.core.batches import OutgoingBatch
from roundup.core.errors import (
    ProviderBusy,
    ProviderDivided,
    ProviderError,
    ProviderHalted,
    ProviderRefused,
    ProviderUncertain,
)
from roundup.providers import Provider
from roundup.providers.outbox import Outbox
from roundup.providers.sendgrid.client import SendGrid
from roundup.providers.sendgrid.options import SendGridOptions
from roundup.providers.sendgrid.payload import ATTEMPT_ARG, DELIVERY_ARG
from roundup.providers.sendgrid.standin import ReceivedMail, StandIn
from roundup.providers.smtp.client import Smtp
from tests.providers.samples import batch, reader
from tests.services.smtp_host import HANG, VANISH, SmtpHost
from tests.services.waiting import PATIENCE

GOOD = batch()


@dataclass(frozen=True)
class Copy:
    """What one reader got. `sender` is the address alone; `subject` is as a mail program shows it, encoded
    words decoded.

    `trace` is by what this copy of this attempt is found again: what comes back in the provider's events, as
    `<attempt> <delivery id>`, or without events whatever the copy itself bears, like a Message-ID.
    """

    address: str
    sender: str
    subject: str
    reply_to: str
    trace: str
    headers: Mapping[str, str]
    text: str
    html: str


@dataclass(frozen=True)
class Trouble:
    """How to bring it about, the batch to hand over then, and whether readers got it all the same.

    Where no answer comes at all, its name says `silence`. `by` hands it over where the usual provider would
    not: one that does not wait long for an answer.
    """

    error: type[ProviderError]
    cause: Callable[[], object] = lambda: None
    batch: OutgoingBatch = GOOD
    taken: bool = False
    by: Provider | None = None


@dataclass(frozen=True)
class ProviderCase:
    """`environment` is what an operator sets for this provider to be the one of `provider`."""

    provider: Provider
    environment: Mapping[str, str]
    copies: Callable[[], list[Copy]]
    count: Callable[[], int]
    troubles: Mapping[str, Trouble]

    def counts(self) -> Counter[str]:
        return Counter(copy.address for copy in self.copies())


@contextmanager
def outbox_case(data: Path) -> Iterator[ProviderCase]:
    def copies() -> list[Copy]:
        files = sorted(data.rglob("*.eml"))
        return [_copy(message_from_bytes(file.read_bytes(), policy=policy.default)) for file in files]

    yield ProviderCase(
        provider=Outbox(data),
        environment={},
        copies=copies,
        count=lambda: len(list(data.rglob("*.eml"))),
        troubles={
            "a folder in which nothing can be written": Trouble(
                ProviderHalted, lambda: (data / "outbox").write_text("in the way")
            ),
        },
    )


def _copy(message: Any) -> Copy:
    text, html = (part.get_content().replace("\r\n", "\n") for part in message.iter_parts())
    return Copy(
        address=str(message["To"]),
        sender=message["From"].addresses[0].addr_spec,
        subject=str(message["Subject"]),
        reply_to=str(message["Reply-To"]),
        trace=str(message["Message-ID"]),
        headers={name: str(value) for name, value in message.items()},
        text=text,
        html=html,
    )


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


@contextmanager
def sendgrid_case(data: Path) -> Iterator[ProviderCase]:
    with StandIn() as standin:
        faults = standin.faults
        options = SendGridOptions(api_key=standin.key, host=standin.url, read_timeout=PATIENCE)
        provider = SendGrid(options)
        hasty = SendGrid(replace(options, read_timeout=0.2))
        yield ProviderCase(
            provider=provider,
            environment={"SENDGRID_API_KEY": standin.key, "SENDGRID_HOST": standin.url},
            copies=lambda: [*map(_copy_of_sendgrid, standin.inbox.mails())],
            count=lambda: len(standin.inbox),
            troubles={
                "too many requests": Trouble(ProviderBusy, faults.rate_limit),
                "an address that only SendGrid dislikes": Trouble(
                    ProviderRefused, lambda: faults.refuse("ben@example.org")
                ),
                "too large for an edge": Trouble(ProviderRefused, lambda: faults.answer(413)),
                "a used-up quota": Trouble(
                    ProviderHalted, lambda: faults.answer(401, "Maximum credits exceeded")
                ),
                "sandbox mode": Trouble(ProviderHalted, lambda: faults.answer(200)),
                "silence after taking it": Trouble(
                    ProviderUncertain, lambda: faults.hang(accepted=True), taken=True, by=hasty
                ),
                "silence": Trouble(ProviderUncertain, lambda: faults.hang(accepted=False), by=hasty),
                "the line cut after taking it": Trouble(
                    ProviderUncertain, lambda: faults.disconnect(accepted=True), taken=True
                ),
                "the line cut": Trouble(ProviderUncertain, lambda: faults.disconnect(accepted=False)),
                "an error page after taking it": Trouble(
                    ProviderUncertain, lambda: faults.server_error(accepted=True, status=502), taken=True
                ),
                "an error page": Trouble(ProviderUncertain, lambda: faults.server_error(accepted=False)),
            },
        )
        provider.close()
        hasty.close()


@contextmanager
def smtp_case(data: Path) -> Iterator[ProviderCase]:
    with SmtpHost() as host:
        provider = Smtp(data, host.server, answer_within=PATIENCE)
        hasty = Smtp(data, host.server, answer_within=0.5)
        only_ben = batch((reader("ben@example.org"),))

        def answer(step: str, said: str) -> Callable[[], object]:
            return lambda: host.answers.update({step: said})

        yield ProviderCase(
            provider=provider,
            environment={"ROUNDUP_SMTP_URL": host.url()},
            copies=lambda: [_copy(taken.message) for taken in host.taken],
            count=lambda: len(host.taken),
            troubles={
                "a server that takes no more connections": Trouble(
                    ProviderBusy, answer("greeting", "421 4.7.0 Too many connections")
                ),
                "a line cut before the message": Trouble(ProviderBusy, answer("rcpt", VANISH)),
                "an address that the server does not know": Trouble(
                    ProviderRefused, answer("rcpt", "550 5.1.1 <ben@example.org>: unknown"), batch=only_ben
                ),
                "a reader who is put off": Trouble(
                    ProviderDivided, answer("rcpt", "450 4.2.0 Greylisted"), batch=only_ben
                ),
                "a sender who may not send": Trouble(ProviderHalted, answer("mail", "553 5.7.1 Not you")),
                "silence after taking it": Trouble(
                    ProviderUncertain, answer("content", HANG), batch=only_ben, taken=True, by=hasty
                ),
                "the line cut after taking it": Trouble(
                    ProviderUncertain, answer("content", VANISH), batch=only_ben, taken=True
                ),
                "the line cut after the first reader's dot": Trouble(
                    ProviderDivided, answer("content ada@example.org", VANISH), taken=True
                ),
            },
        )
        provider.close()
        hasty.close()


CASES: Mapping[str, Callable[[Path], AbstractContextManager[ProviderCase]]] = {
    "outbox": outbox_case,
    "sendgrid": sendgrid_case,
    "smtp": smtp_case,
}
# By name once more: tests are collected before any of these servers runs.
TROUBLES = {
    "outbox": ("a folder in which nothing can be written",),
    "sendgrid": (
        "too many requests",
        "an address that only SendGrid dislikes",
        "too large for an edge",
        "a used-up quota",
        "sandbox mode",
        "silence after taking it",
        "silence",
        "the line cut after taking it",
        "the line cut",
        "an error page after taking it",
        "an error page",
    ),
    "smtp": (
        "a server that takes no more connections",
        "a line cut before the message",
        "an address that the server does not know",
        "a reader who is put off",
        "a sender who may not send",
        "silence after taking it",
        "the line cut after taking it",
        "the line cut after the first reader's dot",
    ),
}
