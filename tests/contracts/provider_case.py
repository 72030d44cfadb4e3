"""How the contract sees each provider, and brings it into trouble. `cases/` has a file for each provider."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from enum import Enum
from pathlib import Path
from typing import Any

from roundup.core.batches import OutgoingBatch
from roundup.core.errors import ProviderError
from roundup.providers import Provider
from tests.providers.samples import PEOPLE, batch

README = " ".join((Path(__file__).parents[2] / "README.md").read_text().split())
GOOD = batch()
# The reader of `GOOD` at whom an answer begins.
ONE_READER = PEOPLE[1]


@dataclass(frozen=True)
class Copy:
    """What one reader got. `sender` is the address alone, `sender_name` the name beside it; that and
    `subject` are as a mail program shows them, encoded words decoded; `headers` are as they travel. `tracked`
    says that the other end may count who opens it or follows a link, because it was asked to, or was left
    free to; a provider whose account alone decides that says so, in the words of the README.

    `trace` is by what this copy of this attempt is found again: what comes back in the provider's events, as
    `<attempt> <delivery id>`, or without events whatever the copy itself bears, like a Message-ID.
    """

    address: str
    sender: str
    sender_name: str
    subject: str
    reply_to: str
    trace: str
    headers: Mapping[str, str]
    text: str
    html: str
    tracked: bool | Never


class Answer(Enum):
    """What the other end may say to a batch. Every provider shows each, or says why it never comes."""

    UNREACHED = "nothing, because nobody is there"
    BUSY = "not now"
    HALTED = "no, whatever comes"
    BATCH_REFUSED = "no to this batch as a whole"
    STOPPED = "yes to the readers before `ONE_READER`, and then no, or not now, to whoever comes"
    SILENCE = "nothing, although it took the batch"
    CUT = "nothing, because the line is cut after it took the batch"
    NONSENSE = "what makes no sense, although it took the batch"


class ReaderAnswer(Enum):
    """What it may say to one reader, and yes to others. Every provider shows each, or why it never comes."""

    REFUSED = "no"
    BUSY = "not now"
    UNANSWERED = "nothing"
    CONTRADICTED = "yes and no at once"


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
class ReaderTrouble:
    """One way in which an answer to one reader comes: how to bring it about for an address of `GOOD`.

    It can be brought about for several readers of one batch, beside other troubles. `wait` is for how many
    seconds the other end then puts a reader off, if it says so. A refusal names the reader's address, so that
    it shows whether this is kept; `wordless` says why our sentence holds none of the other end's words.
    """

    name: str
    cause: Callable[[str], object]
    wait: float | None = None
    wordless: Never | None = None


@dataclass(frozen=True)
class Never:
    """Why something never comes, or is not there. The contract believes it where it cannot know better.

    What its users would miss stands in the README, in the same words, where people can judge it.
    """

    because: str

    @property
    def is_told(self) -> bool:
        return bool(self.because) and self.because in README


@dataclass(frozen=True)
class ProviderCase:
    """`environment` is what an operator sets for this provider to be the one of `provider`.

    `key_name` is the part of its key there that is not secret; it signs by the keys at `dkim_selectors`.
    `takes` hands so many readers to the other end, past every check of ours, and says if it took them.
    `documented` are the HTTP answers that mean something else here than anywhere, by the provider's pages;
    `success` is the only one that says that a batch was taken. `own_headers` are headers by which the other
    end is told what to do, or gives back what we sent.
    """

    provider: Provider
    environment: Mapping[str, str]
    copies: Callable[[], list[Copy]]
    count: Callable[[], int]
    answers: Mapping[Answer, Sequence[Trouble] | Never]
    reader_answers: Mapping[ReaderAnswer, Sequence[ReaderTrouble] | Never]
    key_name: str | Never
    dkim_selectors: Sequence[str] | Never
    takes: Callable[[int], bool] | Never
    documented: Mapping[int, type[ProviderError]] = field(default_factory=dict)
    success: int | Never = Never("it is not called over HTTP")
    own_headers: Sequence[str] = ()

    def counts(self) -> Counter[str]:
        return Counter(copy.address for copy in self.copies())

    def troubles(self, answer: Answer) -> Sequence[Trouble]:
        shown = self.answers[answer]
        return () if isinstance(shown, Never) else shown

    def reader_troubles(self, answer: ReaderAnswer) -> Sequence[ReaderTrouble]:
        shown = self.reader_answers[answer]
        return () if isinstance(shown, Never) else shown


def copy_of(written: bytes) -> Copy:
    """Return what a whole message gives its reader."""
    message: Any = message_from_bytes(written, policy=policy.default)
    text, html = (part.get_content().replace("\r\n", "\n") for part in message.iter_parts())
    return Copy(
        address=str(message["To"]),
        sender=message["From"].addresses[0].addr_spec,
        sender_name=message["From"].addresses[0].display_name,
        subject=str(message["Subject"]),
        reply_to=str(message["Reply-To"]),
        trace=str(message["Message-ID"]),
        headers={name: value.replace("\r\n", "").replace("\n", "") for name, value in message.raw_items()},
        text=text,
        html=html,
        tracked=False,
    )
