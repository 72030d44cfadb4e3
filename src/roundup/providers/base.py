"""What every outside mailer must be able to do, and what it may be told.

A provider takes a batch or says which of four ways it did not (`core.errors`):

    ProviderBusy        surely not taken; try the same batch again later
    ProviderRefused     surely not taken, and never as it is: `index` names the reader to blame,
                        `too_large` asks for smaller batches
    ProviderHalted      surely not taken, and no other batch would be: a person must act
    ProviderUncertain   may have been taken; only evidence moves it on

None of their sentences holds an address: they are kept and shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import ClassVar, Protocol, runtime_checkable

from roundup.core.batches import OutgoingBatch, Receipt
from roundup.core.suppression import Reason

# Seconds after which nobody waits for an answer any more.
TOTAL_TIMEOUT = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderOptions:
    """All that a provider may need to know of the settings. Times are seconds.

    `total_timeout` ends a call whatever arrives meanwhile.
    """

    data: Path
    api_key: str = field(default="", repr=False)
    host: str = "https://api.sendgrid.com"
    connect_timeout: float = 5.0
    write_timeout: float = 20.0
    read_timeout: float = 30.0
    total_timeout: float = TOTAL_TIMEOUT
    click_tracking: bool = False
    open_tracking: bool = False


class Provider(Protocol):
    """The outside mailer. One object serves all threads of a process."""

    name: ClassVar[str]
    max_batch: ClassVar[int]
    knows_at_once: ClassVar[bool]  # whether what it answers to a first `probe` is final

    def send(self, batch: OutgoingBatch) -> Receipt:
        """Hand over `batch`, once: nothing in here tries again.

        Returns only when the provider has surely taken all of it; else raises one of the four.
        """
        ...

    def probe(
        self, batch_key: str, attempt: str, posted_at: datetime, addresses: Sequence[str] = ()
    ) -> bool | None:
        """Look for evidence of what became of `attempt`, begun at `posted_at` (aware).

        True: it was taken. False: it was not, and will not be. None: nobody can tell, or not yet.
        `addresses` are a few of its readers, for providers that are asked by address.
        """
        ...

    def close(self) -> None:
        """Let go of connections. The object is of no use afterwards."""
        ...


@dataclass(frozen=True, slots=True)
class ReportedSuppression:
    """An address that the provider will not mail any more, why, and since when (in UTC).

    `passing`: what put it there may pass, as a full mailbox does. It is worth another try.
    """

    email: str
    kind: Reason
    created_at: datetime
    passing: bool = False


@runtime_checkable
class KeepsSuppressions(Protocol):
    """A provider that keeps lists of its own, which `isinstance` tells; the outbox keeps none."""

    def suppressions(self, since: datetime) -> Iterator[ReportedSuppression]:
        """Yield who was suppressed at `since` (aware) or later, in any order; some may come twice.

        Raises ProviderBusy or ProviderHalted while it is read; what came before holds.
        """
        ...

    def clear(self, email: str, kinds: Collection[Reason]) -> None:
        """Take an address off the lists that stand for these reasons: its reader agreed anew.

        Who is on none of them is cleared already, so that it can be done twice. Raises ProviderBusy
        or ProviderHalted, and may have cleared a part by then.
        """
        ...
