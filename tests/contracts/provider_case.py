"""How the contract sees each provider, and brings it into trouble. `cases/` has a file for each provider."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email import message_from_bytes, policy
from typing import Any

from roundup.core.batches import OutgoingBatch
from roundup.core.errors import ProviderError
from roundup.providers import Provider
from tests.providers.samples import batch

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


def copy_of(written: bytes) -> Copy:
    """Return what a whole message gives its reader."""
    message: Any = message_from_bytes(written, policy=policy.default)
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
