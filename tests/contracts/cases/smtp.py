"""A mail server of the tests' own before the contract."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from roundup.core.errors import (
    ProviderBusy,
    ProviderDivided,
    ProviderHalted,
    ProviderRefused,
    ProviderUncertain,
)
from roundup.providers.smtp.client import Smtp
from tests.contracts.provider_case import ProviderCase, Trouble, copy_of
from tests.providers.samples import batch, reader
from tests.services.smtp_host import HANG, VANISH, SmtpHost
from tests.services.waiting import PATIENCE


@contextmanager
def provider_case(data: Path) -> Iterator[ProviderCase]:
    with SmtpHost() as host:
        provider = Smtp(data, host.server, answer_within=PATIENCE)
        hasty = Smtp(data, host.server, answer_within=0.5)
        only_ben = batch((reader("ben@example.org"),))

        def answer(step: str, said: str) -> Callable[[], object]:
            return lambda: host.answers.update({step: said})

        yield ProviderCase(
            provider=provider,
            environment={"ROUNDUP_SMTP_URL": host.url()},
            copies=lambda: [copy_of(taken.data) for taken in host.taken],
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


# By name once more: tests are collected before any server runs.
TROUBLES = (
    "a server that takes no more connections",
    "a line cut before the message",
    "an address that the server does not know",
    "a reader who is put off",
    "a sender who may not send",
    "silence after taking it",
    "the line cut after taking it",
    "the line cut after the first reader's dot",
)
