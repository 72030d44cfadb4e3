"""What can go wrong, in sentences that say what to do.

RoundupError            anything a person should be told; its text is the sentence
├── Refused             the request makes no sense, or not now; nothing was changed
├── SourceError         a source could not be read (`articles`)
├── RenderError         an edition could not be rendered (`rendering`)
└── ProviderError       the outside mailer did not take a batch (`providers`)
    ├── ProviderBusy        surely not taken; may be tried again
    ├── ProviderRefused     surely not taken; trying again as it is would not help
    ├── ProviderHalted      surely not taken; nothing can be sent until a person acts
    ├── ProviderUncertain   may or may not have been taken; never send again on this alone
    └── ProviderDivided     its readers fared differently: for each who was not taken, one of the four
"""

from __future__ import annotations

from collections.abc import Mapping


class RoundupError(Exception):
    """Something a person should be told. `str(error)` is a sentence that says what to do."""


class Refused(RoundupError):
    """The request makes no sense, or not at this moment. Nothing was changed."""


class SourceError(RoundupError):
    """A source could not be read. `code` is stable and short, for programs."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class RenderError(RoundupError):
    """An edition could not be rendered."""


class ProviderError(RoundupError):
    """The outside mailer did not take a batch, or we cannot know whether it did."""


class ProviderBusy(ProviderError):
    """Surely not taken; the same batch may be tried again after `retry_after` seconds."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class ProviderRefused(ProviderError):
    """Surely not taken, and never will be as it is.

    `index` is the place, in the batch as handed over, of the one recipient that is to blame,
    where the provider says so; `too_large` says that a smaller batch might pass.
    """

    def __init__(self, message: str, *, index: int | None = None, too_large: bool = False) -> None:
        super().__init__(message)
        self.index = index
        self.too_large = too_large


class ProviderHalted(ProviderError):
    """Surely not taken, and nothing else will be until a person acts: key, quota, sandbox."""


class ProviderUncertain(ProviderError):
    """May or may not have been taken. Only evidence may move such a batch on."""


class ProviderDivided(ProviderError):
    """The readers of a batch fared differently.

    `failed` has one of the other four for the place, in the batch as handed over, of each reader that was
    not surely taken; all others surely were. `ended_by` is what ended it before its last reader, if
    anything did: that concerns every other batch, too.
    """

    def __init__(self, failed: Mapping[int, ProviderError], ended_by: ProviderError | None = None) -> None:
        super().__init__(str(ended_by or next(iter(failed.values()))))
        self.failed = failed
        self.ended_by = ended_by
