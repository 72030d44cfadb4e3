"""What every outside mailer must be able to do, and how it describes itself to the rooms above.

A provider takes a batch, or raises the error that says what happened to it (`core.errors`):

    ProviderBusy        certainly not taken; try the same batch again later
    ProviderRefused     certainly not taken, and never will be as it is: `index` names the reader to
                        blame, `too_large` asks for smaller batches
    ProviderHalted      certainly not taken, and no other batch would be: a person must act
    ProviderUncertain   may have been taken; only evidence can settle it
    ProviderDivided     one of these four for each of some readers; the others were certainly taken

Their sentences never contain an address, because they are kept and shown.
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

# Seconds after which we no longer wait for an answer.
TOTAL_TIMEOUT = 60.0


class Provider(Protocol):
    """The outside mailer. One object serves all threads of a process."""

    name: ClassVar[str]
    max_batch: ClassVar[int]
    knows_at_once: ClassVar[bool]  # whether its answer to a first `probe` is final

    def send(self, batch: OutgoingBatch) -> Receipt:
        """Hand over `batch` once: this method never tries again.

        Returns only when the provider has certainly taken all of it; otherwise raises one of the five.
        """
        ...

    def probe(
        self, batch_key: str, attempt: str, posted_at: datetime, addresses: Sequence[str] = ()
    ) -> bool | None:
        """Look for evidence of what happened to `attempt`, begun at `posted_at` (aware).

        True: it was taken. False: it was not, and will not be. None: nobody can tell, or not yet.
        `addresses` are those of a few of its readers, for providers that must be asked by address.
        """
        ...

    def close(self) -> None:
        """Close all connections. The object cannot be used afterwards."""
        ...


@dataclass(frozen=True, slots=True)
class ReportedSuppression:
    """An address that the provider no longer mails, why, and since when (in UTC).

    `passing` means that the reason may pass, like a full mailbox, so the address is worth another try.
    """

    email: str
    kind: SuppressionReason
    created_at: datetime
    passing: bool = False


class Answers(NamedTuple):
    """How far an attempt got: who was certainly taken, who got no answer, and who certainly still waits."""

    taken: list[int]
    unanswered: list[int]
    waiting: list[int]


@runtime_checkable
class KeepsAnswers(Protocol):
    """A provider that gets an answer for each reader, and keeps the answers where they outlive a process."""

    def expect(self, attempt: str, readers: Sequence[int]) -> None:
        """Note that these readers, in the batch's order, are about to be handed over.

        Raises OSError if that cannot be noted.
        """
        ...

    def attempts(self) -> list[str]:
        """Return the attempts that are noted here, whether they are under way or not."""
        ...

    def seal(self, attempt: str) -> Answers | None:
        """Let nothing more of an attempt leave, and return how far it got; None if it is not noted here."""
        ...

    def forget(self, attempt: str) -> None:
        """Drop the notes about an attempt, if there are any: by now the database knows them."""
        ...


# Celery's own time limit does not help here: it cannot end a task that runs in a thread.
LISTS_WITHIN = timedelta(hours=1)


@runtime_checkable
class KeepsSuppressions(Protocol):
    """A provider that keeps its own lists (check with `isinstance`); the outbox does not.

    Lists that only the provider's staff can change are not read: we would mail a reader who came back, and
    the provider would silently drop the copy.
    """

    def suppressions(self, since: datetime) -> Iterator[ReportedSuppression]:
        """Yield the addresses suppressed at `since` (aware) or later, in any order; some may come twice.

        Raises ProviderBusy or ProviderHalted while being read, and ProviderBusy if that takes longer than
        `LISTS_WITHIN`; whatever came before is valid.
        """
        ...

    def clear(self, email: str, kinds: Collection[SuppressionReason]) -> None:
        """Take an address off the lists that stand for these reasons, because its reader agreed again.

        An address on none of them counts as cleared, so this can be done twice. Raises ProviderBusy or
        ProviderHalted, and may have cleared some lists by then.
        """
        ...


@runtime_checkable
class ChecksMessages(Protocol):
    """A provider that can check a message without mailing it (check with `isinstance`)."""

    def check_sandbox(self, batch: OutgoingBatch) -> None:
        """Raise as `send` would if it finds a fault."""
        ...


class ReportedEvent(NamedTuple):
    """One thing that a provider reports about one copy, in our words. A field that the event lacks is empty.

    `kind` is None for a word that means nothing to us. `attempt` and `delivery_id` travelled with the copy.
    `email` is the address that the copy went to: its reader may have another one by now, and we recognise
    events of other installations by it (`events.belief`). A provider that gives back only a reference must be
    asked for the address, or cannot be used: Roundup writes no address into a reference.
    `reason` is why the address is to be suppressed; `leaves` says that its reader wants no more mail.
    Both are empty unless the kind is a hard bounce, a complaint, a leave, or a drop because of one of these;
    a report that is odd or incomplete does not count as a hard bounce.
    `event_id` is the provider's own name for the event. `details` are all other values that distinguish two
    events with the same copy, kind and second: stored events are identified by them, so never change their
    order.
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

    `needs` names the settings that must all be set before anything is believed: a key, or a name and a
    password. `verify` raises Refused, which says why and repeats no secret, unless these settings show that
    the provider itself posted this: it signed exactly these bytes, or its headers contain the secret. It gets
    headers that ignore case. `read` returns the events of one body as the provider posts it, in its order,
    and raises Refused if it cannot be read.
    """

    needs: tuple[str, ...]
    verify: Callable[[Values, Mapping[str, str], bytes], None]
    read: Callable[[bytes], list[ReportedEvent]]


@dataclass(frozen=True, slots=True)
class NoReports:
    """Takes the place of a hook if a provider reports nothing. `because` says why, in the README's words."""

    because: str


class InboundMail(NamedTuple):
    """The relevant parts of a mail to us. Its sender is never read, because anybody can claim any address.

    `sent_to` are the addresses as they were written, alone or in a list. `is_answer` says that the mail only
    answers another one: it is a bounce or an automatic reply.
    """

    sent_to: tuple[str, ...]
    is_answer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MailHook:
    """How a provider hands over mail that comes in, at `/hooks/<its name>/mail/`.

    `needs` and `verify` are as for `Hook`. `read` gets the headers and the body of one post and returns the
    mail; it raises Refused if they cannot be read. A domain's MX record must name `mail_host`, so that the
    provider gets its mail.
    """

    needs: tuple[str, ...]
    verify: Callable[[Values, Mapping[str, str], bytes], None]
    read: Callable[[Mapping[str, str], bytes], InboundMail]
    mail_host: str

    def lacks(self, values: Values) -> list[str]:
        """Return the settings that are still needed before any mail is believed."""
        return [name for name in self.needs if not values[name]]


@dataclass(frozen=True, slots=True)
class NoMail:
    """Takes the place of a mail hook if a provider hands no mail over; `because` says why, as above."""

    because: str


def _nothing(values: Values) -> str:
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderDescription:
    """Everything the rooms above know about one provider. It leaves out what the provider cannot do. But it
    must say whether the provider reports what became of the mail, hands over mail that comes in, and keeps
    lists of addresses that it no longer mails: nobody would notice if one of these was missing.

    `title` is its name in sentences; `help` says in a few words what it does. `build` raises Refused for
    settings that cannot work, and names the setting; a setting that it cannot work without is `required`
    as well, so that the start asks for it. `host` is where it is called, without a password; it depends on
    the provider's own settings only, and is empty if there is none. `key_name` is the part of its key that is
    not secret, by which keys are distinguished. `keeps_here` says that nothing it takes leaves this machine,
    as for trials: then https, a postal address and DNS records are not required. It takes `max_batch` readers
    at once. It signs with the keys at `dkim_selectors` below the sender's domain. `no_lists` says why it
    keeps no lists, in the words of the README; it is empty if its class is one of `KeepsSuppressions`.
    """

    name: str
    title: str
    help: str
    build: Callable[[Values], Provider]
    reports: Hook | NoReports
    inbound: MailHook | NoMail
    no_lists: str
    settings: tuple[Setting, ...] = ()
    host: Callable[[Values], str] = _nothing
    key_name: Callable[[Values], str] = _nothing
    keeps_here: bool = False
    max_batch: int = MAX_BATCH
    dkim_selectors: tuple[str, ...] = ()

    @property
    def hook(self) -> Hook | None:
        return self.reports if isinstance(self.reports, Hook) else None

    @property
    def mail_hook(self) -> MailHook | None:
        return self.inbound if isinstance(self.inbound, MailHook) else None

    def outlet(self, values: Values) -> str:
        """Return where mail leaves with these settings (`core.outlets`)."""
        return outlet_of(self.name, self.host(values))
