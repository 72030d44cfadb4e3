"""What every outside mailer must be able to do, and how it describes itself to the rooms above.

A provider takes a batch or says in which way it did not (`core.errors`):

    ProviderBusy        surely not taken; try the same batch again later
    ProviderRefused     surely not taken, and never as it is: `index` names the reader to blame,
                        `too_large` asks for smaller batches
    ProviderHalted      surely not taken, and no other batch would be: a person must act
    ProviderUncertain   may have been taken; only evidence moves it on
    ProviderDivided     one of these four for each of some readers, while the others were surely taken

None of their sentences holds an address: they are kept and shown.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, NamedTuple, Protocol, runtime_checkable

from roundup.core.batches import MAX_BATCH, OutgoingBatch, Receipt
from roundup.core.deliveries import EventKind
from roundup.core.outlets import outlet_of
from roundup.core.settings import Setting
from roundup.core.suppression import SuppressionReason

# Seconds after which nobody waits for an answer any more.
TOTAL_TIMEOUT = 60.0


class Provider(Protocol):
    """The outside mailer. One object serves all threads of a process."""

    name: ClassVar[str]
    max_batch: ClassVar[int]
    knows_at_once: ClassVar[bool]  # whether what it answers to a first `probe` is final

    def send(self, batch: OutgoingBatch) -> Receipt:
        """Hand over `batch`, once: nothing in here tries again.

        Returns only when the provider has surely taken all of it; else raises one of the five.
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
    kind: SuppressionReason
    created_at: datetime
    passing: bool = False


class Answers(NamedTuple):
    """How far an attempt got: whom it surely reached, for whom no answer came, and who surely waits."""

    taken: list[int]
    unanswered: list[int]
    waiting: list[int]


@runtime_checkable
class KeepsAnswers(Protocol):
    """A provider that is answered for each reader, and keeps what it heard where it outlives a process."""

    def expect(self, attempt: str, readers: Sequence[int]) -> None:
        """Note that these readers, in the batch's order, are to be handed over: called before that may begin.

        Raises OSError where it cannot be noted.
        """
        ...

    def attempts(self) -> list[str]:
        """Return the attempts that are noted here, whether they are under way or not."""
        ...

    def seal(self, attempt: str) -> Answers | None:
        """Let nothing more of an attempt leave, and return how far it got; None if it is not noted here."""
        ...

    def forget(self, attempt: str) -> None:
        """Drop what is noted of an attempt, if anything is: the ledger knows it."""
        ...


# No task limits it: Celery ends none that runs in a thread.
LISTS_WITHIN = timedelta(hours=1)


@runtime_checkable
class KeepsSuppressions(Protocol):
    """A provider that keeps lists of its own, which `isinstance` tells; the outbox keeps none."""

    def suppressions(self, since: datetime) -> Iterator[ReportedSuppression]:
        """Yield who was suppressed at `since` (aware) or later, in any order; some may come twice.

        Raises ProviderBusy or ProviderHalted while it is read, and ProviderBusy where that takes longer
        than `LISTS_WITHIN`; what came before holds.
        """
        ...

    def clear(self, email: str, kinds: Collection[SuppressionReason]) -> None:
        """Take an address off the lists that stand for these reasons: its reader agreed anew.

        Who is on none of them is cleared already, so that it can be done twice. Raises ProviderBusy
        or ProviderHalted, and may have cleared a part by then.
        """
        ...


@runtime_checkable
class ChecksMessages(Protocol):
    """A provider that looks at a message without mailing it, which `isinstance` tells."""

    def check_sandbox(self, batch: OutgoingBatch) -> None:
        """Raise as `send` would where it finds a fault."""
        ...


class ReportedEvent(NamedTuple):
    """One thing that a provider reports of one copy, in our words. What it left out is empty.

    `kind` is None for a word that says nothing to us. `attempt` and `delivery_id` are what travelled
    with the copy. `reason`: why the address is to be suppressed; `leaves`: its reader wants no more.
    `event_id` is the provider's own name for it. `details` are whatever else tells apart two events of
    one copy, kind and second: stored events are known by them, so never change their order.
    """

    kind: EventKind | None
    at: datetime
    email: str = ""
    attempt: str = ""
    delivery_id: str = ""
    event_id: str = ""
    reason: SuppressionReason | None = None
    leaves: bool = False
    details: tuple[str, ...] = ()


# The settings of an installation by name, as `config.environment.variables.read_settings` gives them.
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """How a provider reports at `/hooks/<its name>/`.

    `key_setting` names the setting without which nothing is believed. `verify` raises Refused, saying
    why, unless the provider itself posted these very bytes; it finds headers in any case of letters.
    `read` returns the events of a body, in its order, and raises Refused where there are none to read.
    """

    key_setting: str
    verify: Callable[[Values, Mapping[str, str], bytes], None]
    read: Callable[[bytes], list[ReportedEvent]]


def _nothing(values: Values) -> str:
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderDescription:
    """All that the rooms above know of one provider. What it cannot do is absent.

    `title` is its name in sentences, `help` what it does, in a few words. `build` raises Refused for
    settings that cannot work, and names the setting; a setting without which it cannot work is `required`,
    too, so that the start asks for it. `host` is where it is called, without a password, told from its own
    settings alone; nothing where it has none.
    `key_name` is the part of its key that is no secret, which tells keys apart. It takes `max_batch`
    readers at once. It signs with the keys at `dkim_selectors` below the sender's domain.
    """

    name: str
    title: str
    help: str
    build: Callable[[Values], Provider]
    settings: tuple[Setting, ...] = ()
    host: Callable[[Values], str] = _nothing
    key_name: Callable[[Values], str] = _nothing
    hook: Hook | None = None
    max_batch: int = MAX_BATCH
    dkim_selectors: tuple[str, ...] = ()

    def outlet(self, values: Values) -> str:
        """Return where mail leaves with these settings (`core.outlets`)."""
        return outlet_of(self.name, self.host(values))
