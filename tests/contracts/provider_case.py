"""How the contract sees each provider, and brings it into trouble. `cases/` has a file for each provider."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from enum import Enum
from typing import Any

from roundup.core.batches import OutgoingBatch
from roundup.providers import Provider
from tests.providers.samples import PEOPLE, batch

GOOD = batch()
# The reader of `GOOD` whom the answers to one reader concern.
ONE_READER = PEOPLE[1]


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


class Answer(Enum):
    """What the other end may say to a batch. Every provider shows each, or says why it never comes."""

    UNREACHED = "nothing, because nobody is there"
    BUSY = "not now"
    HALTED = "no, whatever comes"
    BATCH_REFUSED = "no to this batch as a whole"
    READER_REFUSED = "no to `ONE_READER`, whatever it says to the others"
    READER_BUSY = "not now to `ONE_READER`, and yes to others"
    READER_UNANSWERED = "nothing about `ONE_READER`, and yes to others"
    SILENCE = "nothing, although it took the batch"
    CUT = "nothing, because the line is cut after it took the batch"
    NONSENSE = "what makes no sense, although it took the batch"


@dataclass(frozen=True)
class Trouble:
    """One way in which an answer comes: how to bring it about, and the batch to hand over then.

    `by` hands it over where the usual provider would not: one that does not wait long, or that calls where
    nobody is. `taken` says, of an answer after which nobody can know, whether readers got it.
    """

    name: str
    cause: Callable[[], object] = lambda: None
    batch: OutgoingBatch = GOOD
    by: Provider | None = None
    taken: bool = True


@dataclass(frozen=True)
class Never:
    """Why an answer never comes. `test_answers.py` believes it of what only some protocols can say."""

    because: str


@dataclass(frozen=True)
class ProviderCase:
    """`environment` is what an operator sets for this provider to be the one of `provider`."""

    provider: Provider
    environment: Mapping[str, str]
    copies: Callable[[], list[Copy]]
    count: Callable[[], int]
    answers: Mapping[Answer, Sequence[Trouble] | Never]

    def counts(self) -> Counter[str]:
        return Counter(copy.address for copy in self.copies())

    def troubles(self, answer: Answer) -> Sequence[Trouble]:
        shown = self.answers[answer]
        return () if isinstance(shown, Never) else shown


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
