"""Findings about links that did not answer properly; `editions.link_checks` tries the links."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from roundup.core.content import StoryContent
from roundup.rendering.checks.base import Finding, Severity
from roundup.rendering.plain import shorten


class Answer(StrEnum):
    """How a link answered."""

    FINE = "fine"
    GONE = "gone"
    DRAFT = "draft"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Said:
    """The finding about a story whose link answered in this way, and why we try links."""

    code: str
    severity: Severity
    sentence: str
    reason: str


SAID: Final = {
    Answer.GONE: Said(
        "links.gone",
        Severity.ERROR,
        "“{}” is no longer there, according to its server; look for its new address, or take the story out.",
        "Readers get an error page, and blame the sender.",
    ),
    Answer.DRAFT: Said(
        "links.leads-to-draft",
        Severity.ERROR,
        "“{}” leads to a draft or a login form; publish it first.",
        "An address that looks public may redirect everybody to one that is not.",
    ),
    Answer.SILENT: Said(
        "links.unanswered",
        Severity.WARNING,
        "“{}” did not answer when it was last tried; open it yourself to make sure.",
        "A server that is down may be up again when the edition leaves, so this only warns.",
    ),
}


def finding_of(story: StoryContent, answer: Answer) -> Finding:
    """Return the finding about a story whose link did not answer properly."""
    said = SAID[answer]
    return Finding(said.code, said.severity, said.sentence.format(shorten(story.headline, 80)), (story.id,))
