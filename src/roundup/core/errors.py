"""What can go wrong, in sentences that say what to do.

RoundupError            anything a person should be told; its text is the sentence
├── Refused             the request makes no sense, or not now; nothing was changed
├── SourceError         a source could not be read (`articles`)
├── RenderError         an edition could not be rendered (`rendering`)
└── ProviderError       the outside mailer did not take a batch (`providers`)
    ├── ProviderBusy        certainly not taken; may be tried again
    ├── ProviderRefused     certainly not taken; trying again unchanged would not help
    ├── ProviderHalted      certainly not taken; nothing can be sent until a person acts
    ├── ProviderUncertain   may or may not have been taken; never send again on this alone
    └── ProviderDivided     its readers fared differently: one of the four for each reader who was not taken
"""

from __future__ import annotations

from collections.abc import Mapping


class RoundupError(Exception):
    """Something that a person should be told. `str(error)` is a sentence that says what to do."""


class Refused(RoundupError):
    """The request makes no sense, or not at this moment. Nothing was changed."""


class SourceError(RoundupError):
    """A source could not be read. `code` is stable and short, for programs; `feeds` may be read instead."""

    def __init__(self, code: str, message: str, feeds: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.feeds = feeds


class RenderError(RoundupError):
    """An edition could not be rendered."""


class ProviderError(RoundupError):
    """The outside mailer did not take a batch, or we cannot know whether it did."""


class ProviderBusy(ProviderError):
    """Certainly not taken; the same batch may be tried again after `retry_after` seconds."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class ProviderRefused(ProviderError):
    """Certainly not taken, and never will be unless it changes.

    `index` is the place in the batch of the one recipient that is to blame, if the provider says so;
    `too_large` says that a smaller batch might be taken.
    """

    def __init__(self, message: str, *, index: int | None = None, too_large: bool = False) -> None:
        super().__init__(message)
        self.index = index
        self.too_large = too_large


class ProviderHalted(ProviderError):
    """Certainly not taken, and nothing else will be until a person acts: key, quota, sandbox."""


class ProviderUncertain(ProviderError):
    """May or may not have been taken. Only evidence may move such a batch on."""


class ProviderDivided(ProviderError):
    """The readers of a batch fared differently.

    `failed` maps the place in the batch of each reader who was not certainly taken to one of the other four
    errors; all other readers certainly were taken. `ended_by` is the error, if any, that stopped the batch
    before its last reader: it concerns every other batch, too.
    """

    def __init__(self, failed: Mapping[int, ProviderError], ended_by: ProviderError | None = None) -> None:
        super().__init__(str(ended_by or next(iter(failed.values()))))
        self.failed = failed
        self.ended_by = ended_by
