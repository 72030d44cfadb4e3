"""The proof as the newsroom shows it: what would go out now, or what went out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils import timezone

from roundup.core.errors import RoundupError
from roundup.core.personal_links import personalise_text
from roundup.core.tokens import PersonalTokens
from roundup.editions.approvals import approved_bytes
from roundup.editions.models import Edition
from roundup.editions.proof import proof_of
from roundup.newsroom.window import as_shown
from roundup.rendering.checks import Finding
from roundup.rendering.shortening import steps_in_words
from roundup.rendering.size import CLIP
from roundup.subscribers.links import nobodys_links


@dataclass(frozen=True, slots=True)
class Shown:
    """What an editor looks at. If nothing can be rendered, `problem` says why and the rest is empty.

    `size` is the bytes of the HTML; `shortened` says what was done so that it fits.
    """

    subject: str = ""
    html: str = ""
    text: str = ""
    hash: str = ""
    size: int = 0
    findings: tuple[Finding, ...] = ()
    problem: str = ""
    shortened: tuple[str, ...] = ()

    @property
    def has_errors(self) -> bool:
        return bool(self.problem) or any(finding.severity == "error" for finding in self.findings)

    @property
    def percent(self) -> int:
        return round(100 * self.size / CLIP)


def shown(edition: Edition) -> Shown:
    """Return the proof as it would leave (`window.as_shown`) or, for an edition on its way or gone, the bytes
    that were approved.
    """
    sent = approved_bytes(edition) if edition.is_on_its_way else None
    if sent:
        return Shown(sent.subject, sent.html, sent.text, sent.hash, len(sent.html.encode()))
    try:
        found = proof_of(as_shown(edition, timezone.now()))
    except RoundupError as error:
        return Shown(problem=str(error))
    rendered = found.rendered
    return Shown(
        rendered.subject,
        rendered.html,
        rendered.text,
        found.hash,
        found.size,
        found.findings,
        shortened=steps_in_words(found.shortened),
    )


_HEAD = re.compile(r"<head\b[^<>]*+>", re.IGNORECASE)
_DARK = re.compile(r"\(\s*prefers-color-scheme\s*:\s*dark\s*\)")


def as_if(html: str, dark: bool) -> str:
    """Return `html` as it looks in a dark or a light inbox, whatever this screen prefers.

    A link opens outside the frame, where a story would take the letter's place.
    """
    seen = _DARK.sub("(min-width:0)" if dark else "(max-width:0)", html)
    return _HEAD.sub(r'\g<0><base target="_blank">', seen, count=1)


def for_nobody(words: str, edition: Edition) -> str:
    """Return HTML or text with links in place of a reader's marks: well formed, but without any effect."""
    links = nobodys_links(edition.publication_id)
    return personalise_text(words, PersonalTokens(edition.token_prefix).values_for_nobody(links))
