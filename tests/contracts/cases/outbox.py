"""The outbox before the contract."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from roundup.core.errors import ProviderHalted
from roundup.providers.outbox import Outbox
from tests.contracts.provider_case import Copy, ProviderCase, Trouble, copy_of


@contextmanager
def provider_case(data: Path) -> Iterator[ProviderCase]:
    def copies() -> list[Copy]:
        return [copy_of(file.read_bytes()) for file in sorted(data.rglob("*.eml"))]

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


# By name once more: tests are collected before any server runs.
TROUBLES = ("a folder in which nothing can be written",)
