"""What a proof says of links that did not answer as they should; `editions.link_checks` asks them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from roundup.core.content import StoryContent
from roundup.rendering.checks.base import Finding, Severity
from roundup.rendering.plain import shorten


class Answer(StrEnum):
    """What came of asking a link."""

    FINE = "fine"
    GONE = "gone"
    DRAFT = "draft"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a story whose link answered so, and why it is asked for."""

    code: str
    severity: Severity
    sentence: str
    reason: str


SAID: Final = {
    Answer.GONE: Said(
        "links.gone",
        Severity.ERROR,
        "“{}” is not there any more, says its server; look for its new address, or take the story out.",
        "Readers meet a page that says sorry, and blame the sender.",
    ),
    Answer.DRAFT: Said(
        "links.leads-to-draft",
        Severity.ERROR,
        "“{}” leads to a draft or a log-in form; publish it first.",
        "An address that looks public may send everybody on to one that is not.",
    ),
    Answer.SILENT: Said(
        "links.unanswered",
        Severity.WARNING,
        "“{}” did not answer when it was last asked; open it, to be sure.",
        "A server that is down may be up again when the edition leaves, so this only warns.",
    ),
}


def finding_of(story: StoryContent, answer: Answer) -> Finding:
    """Return what is to be said of a story whose link did not answer as it should."""
    said = SAID[answer]
    return Finding(said.code, said.severity, said.sentence.format(shorten(story.headline, 80)), (story.id,))
