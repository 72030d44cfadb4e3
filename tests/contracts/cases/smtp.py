"""A mail server of the tests' own before the contract."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from roundup.core.mail_servers import mail_server
from roundup.providers.smtp.client import Smtp
from tests.contracts.provider_case import (
    ONE_READER,
    Answer,
    Never,
    ProviderCase,
    ReaderAnswer,
    ReaderTrouble,
    Trouble,
    copy_of,
)
from tests.providers.samples import batch, reader
from tests.services.ports import reserved_port
from tests.services.smtp_host import HANG, VANISH, SmtpHost
from tests.services.waiting import PATIENCE


@contextmanager
def provider_case(data: Path) -> Iterator[ProviderCase]:
    with SmtpHost() as host, ExitStack() as ends:
        nowhere = mail_server("ROUNDUP_SMTP_URL", f"smtp://127.0.0.1:{reserved_port()}")
        provider, hasty, astray = (
            ends.enter_context(closing(Smtp(data, server, answer_within=seconds)))
            for server, seconds in ((host.server, PATIENCE), (host.server, 0.5), (nowhere, PATIENCE))
        )
        only_one = batch((reader(ONE_READER),))

        def tell(step: str, said: str) -> None:
            host.answers[step] = said

        def answer(step: str, said: str) -> Callable[[], object]:
            return lambda: tell(step, said)

        yield ProviderCase(
            provider=provider,
            environment={"ROUNDUP_SMTP_URL": host.url()},
            copies=lambda: [copy_of(taken.data) for taken in host.taken],
            count=lambda: len(host.taken),
            answers={
                Answer.UNREACHED: [Trouble("a port that is closed", by=astray)],
                Answer.BUSY: [
                    Trouble("no more connections", answer("greeting", "421 4.7.0 Too many connections")),
                    Trouble("the line cut before the message", answer("rcpt", VANISH)),
                ],
                Answer.HALTED: [Trouble("a sender who may not send", answer("mail", "553 5.7.1 Not you"))],
                Answer.BATCH_REFUSED: Never("it is asked for each reader"),
                Answer.STOPPED: [
                    Trouble("no more messages", answer(f"rcpt {ONE_READER}", "421 4.3.2 Closing"))
                ],
                Answer.SILENCE: [Trouble("after the dot", answer("content", HANG), batch=only_one, by=hasty)],
                Answer.CUT: [Trouble("after the dot", answer("content", VANISH), batch=only_one)],
                Answer.NONSENSE: [Trouble("no code", answer("content", "Aye aye"), batch=only_one)],
            },
            reader_answers={
                ReaderAnswer.REFUSED: [
                    ReaderTrouble("unknown", lambda one: tell(f"rcpt {one}", f"550 5.1.1 <{one}>: unknown"))
                ],
                ReaderAnswer.BUSY: [
                    ReaderTrouble("put off", lambda one: tell(f"rcpt {one}", "450 4.2.0 Greylisted"))
                ],
                ReaderAnswer.UNANSWERED: [
                    ReaderTrouble("after the dot", lambda one: tell(f"content {one}", VANISH))
                ],
                ReaderAnswer.CONTRADICTED: Never("it gives one code to each reader"),
            },
            key_name=Never("a mail server knows a user name and a password, which are one URL"),
            dkim_selectors=Never("the mail server signs, by selectors of its own"),
            takes=Never("each message has one reader"),
        )
