"""What a check is: a function from a proof to sentences, kept under a stable code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from lxml import html as markup

from roundup.core.content import (
    Briefs,
    EditionContent,
    Lead,
    MostRead,
    Sponsor,
    Stories,
    StoryContent,
)
from roundup.rendering.edition import RenderedEdition


class Severity(StrEnum):
    """`error` keeps an edition from being approved; `warning` is for a person to judge."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found wrong. `code` is stable, for programs; `message` is a sentence for the editor."""

    code: str
    severity: Severity
    message: str


class Proof:
    """What checks look at: the content, what came of it, and the HTML as a tree."""

    def __init__(self, content: EditionContent, rendered: RenderedEdition) -> None:
        self.content = content
        self.rendered = rendered

    @cached_property
    def tree(self) -> markup.HtmlElement:
        return markup.document_fromstring(
            self.rendered.html.encode(), parser=markup.HTMLParser(encoding="utf-8")
        )

    @property
    def stories(self) -> Iterator[StoryContent]:
        """Every story shown, in the order of the blocks."""
        for block in self.content.blocks:
            if isinstance(block, Lead):
                yield block.story
            elif isinstance(block, Stories | Briefs | MostRead):
                yield from block.stories

    @property
    def pictured(self) -> Iterator[StoryContent]:
        """The stories of blocks that show pictures."""
        for block in self.content.blocks:
            if isinstance(block, Lead):
                yield block.story
            elif isinstance(block, Stories):
                yield from block.stories

    @property
    def sponsors(self) -> Iterator[Sponsor]:
        return (block for block in self.content.blocks if isinstance(block, Sponsor))


Check = Callable[[Proof], Iterable[str]]
_CHECKS: dict[str, tuple[Severity, Check]] = {}


def rule(code: str, severity: Severity) -> Callable[[Check], Check]:
    """Register a function that yields one sentence for each thing it finds wrong."""

    def register(function: Check) -> Check:
        if code in _CHECKS:
            raise ValueError(f"Two checks have the code {code}; rename one.")
        _CHECKS[code] = severity, function
        return function

    return register


def registered() -> dict[str, Severity]:
    """Return every check's code and severity, in the order in which they run."""
    return {code: severity for code, (severity, _) in _CHECKS.items()}


def check(content: EditionContent, rendered: RenderedEdition) -> tuple[Finding, ...]:
    """Return all that is wrong, errors first. None found means an empty tuple."""
    proof = Proof(content, rendered)
    found = [
        Finding(code, severity, message)
        for code, (severity, function) in _CHECKS.items()
        for message in function(proof)
    ]
    return tuple(sorted(found, key=lambda finding: finding.severity is not Severity.ERROR))
