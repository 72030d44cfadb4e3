"""The proof: the rendered edition that an editor looks at, and that goes out byte for byte."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from django.conf import settings

from roundup.core.content import EditionContent
from roundup.core.errors import Refused
from roundup.core.preferences import Preferences
from roundup.editions.compose import compose, select_stories, stories_of
from roundup.editions.models import Edition, Story
from roundup.rendering.checks import Finding, check
from roundup.rendering.edition import RenderedEdition, render
from roundup.rendering.environment import Renderer


@dataclass(frozen=True, slots=True)
class Proof:
    """One variant as it would go out: what it says, its bytes, and what is wrong with it."""

    content: EditionContent
    rendered: RenderedEdition
    findings: tuple[Finding, ...]

    @property
    def hash(self) -> str:
        return self.rendered.hash

    @property
    def size(self) -> int:
        return self.rendered.size

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity == "error")


@cache
def renderer() -> Renderer:
    return Renderer(settings.TEMPLATE_FOLDER / "email")


def proof(edition: Edition, preferences: Preferences | None = None) -> Proof:
    """Return the proof of the default variant, or of what a reader with `preferences` gets.

    Raises Refused where there is nothing to render, RenderError where it cannot be rendered.
    """
    stories = stories_of(edition)
    if preferences:
        stories = select_stories(stories, preferences)
    return proof_of(edition, stories)


def proof_of(edition: Edition, stories: Sequence[Story]) -> Proof:
    """Return the proof of the variant with exactly `stories`."""
    if not stories:
        raise Refused("This edition has no stories: bring some in, or skip the week.")
    content = compose(edition, stories)
    rendered = render(content, renderer())
    return Proof(content, rendered, tuple(check(content, rendered)))
