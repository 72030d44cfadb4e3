"""The outbox before the contract."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from roundup.providers.outbox import Outbox
from tests.contracts.provider_case import (
    Answer,
    Copy,
    Never,
    ProviderCase,
    ReaderAnswer,
    Trouble,
    copy_of,
)

_NEVER = Never("it writes files, and nobody is called who could answer")


@contextmanager
def provider_case(data: Path) -> Iterator[ProviderCase]:
    def copies() -> list[Copy]:
        return [copy_of(file.read_bytes()) for file in sorted(data.rglob("*.eml"))]

    yield ProviderCase(
        provider=Outbox(data),
        environment={},
        copies=copies,
        count=lambda: len(list(data.rglob("*.eml"))),
        answers=dict.fromkeys(Answer, _NEVER)
        | {
            Answer.HALTED: [
                Trouble(
                    "a folder in which nothing can be written",
                    lambda: (data / "outbox").write_text("in the way"),
                )
            ]
        },
        reader_answers=dict.fromkeys(ReaderAnswer, _NEVER),
        key_name=Never("it needs no key"),
        dkim_selectors=Never("nobody signs what is not mailed"),
        takes=Never("a folder holds any number of files"),
    )
