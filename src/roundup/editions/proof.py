"""The proof: the rendered edition that an editor looks at, and that goes out byte for byte."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from django.conf import settings

from roundup.core.content import EditionContent
from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell
from roundup.core.preferences import Preferences
from roundup.core.tokens import longest_value
from roundup.editions.composing import Composer, select_stories, stories_of
from roundup.editions.envelope import envelope_of
from roundup.editions.link_checks import answers_of
from roundup.editions.models import Edition, Story
from roundup.editions.sponsors import absent_sponsor
from roundup.publications.models import Publication
from roundup.rendering.checks import Envelope, Finding, Severity, check_proof
from roundup.rendering.checks.places import in_sponsor
from roundup.rendering.edition import RenderedEdition, edition_weight, render_edition
from roundup.rendering.own_templates import renderer_for
from roundup.rendering.renderer import Renderer
from roundup.rendering.shortening import Step, shorten_to_fit
from roundup.rendering.size import Growth

# The finding for a sponsor that is missing: paid content must never go missing unnoticed.
ABSENT_SPONSOR: Final = "sponsor.absent"


@dataclass(frozen=True)
class Proof:
    """One variant as it would go out: what it says, its bytes, and what is wrong with it.

    `shortened` says how many stories were shortened to make the email fit, and how. `severities` are those
    that the publication has chosen for some checks. `absent_sponsor` says why the sponsor is not in it.
    """

    content: EditionContent
    rendered: RenderedEdition
    envelope: Envelope
    shortened: tuple[tuple[Step, int], ...] = ()
    severities: Mapping[str, str] = field(default_factory=dict)
    absent_sponsor: str = ""

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        found = (
            *check_proof(self.content, self.rendered, self.envelope, self.severities),
            *answers_of(self.content.blocks),
            *self._about_sponsor(),
        )
        return tuple(sorted(found, key=lambda finding: finding.severity != "error"))

    def _about_sponsor(self) -> Iterable[Finding]:
        if self.absent_sponsor:
            yield Finding(ABSENT_SPONSOR, Severity.WARNING, self.absent_sponsor, (in_sponsor("starts"),))

    @property
    def hash(self) -> str:
        return self.rendered.hash

    @property
    def size(self) -> int:
        return self.rendered.size

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity == "error")

    @property
    def first_error(self) -> str:
        """The sentence of the first error; '' if there is none."""
        return self.errors[0].message if self.errors else ""


def renderer_of(publication: Publication) -> Renderer:
    """Return the renderer for the publication's mails, which uses the publication's own templates if any.

    Raises RenderError if these have a fault.
    """
    own = settings.OWN_TEMPLATES / publication.slug if settings.OWN_TEMPLATES else None
    return renderer_for(settings.TEMPLATE_FOLDER / "email", own)


class Proofs:
    """The proofs of an edition's variants. Everything they share is read, filled in and compiled once."""

    def __init__(self, edition: Edition, everyone: Sequence[Story] | None = None) -> None:
        """Use `everyone`, all stories that readers get, if the caller has read them already."""
        self._composer = Composer(edition, everyone)
        self._renderer = renderer_of(edition.publication)
        self._envelope = envelope_of(edition)
        self._severities = edition.publication.severities
        self._absent_sponsor = absent_sponsor(edition)
        self._growth = Growth(personal=longest_value(settings.BASE_URL))

    def of(self, stories: Sequence[Story], spoken: str = "") -> Proof:
        """Return the proof of the variant with exactly `stories`; our own words are in the language `spoken`.

        Raises Refused if there are none, and RenderError if it cannot be rendered.
        """
        if not stories:
            raise Refused(tell("This edition has no stories: bring some in, or skip it."))
        found = shorten_to_fit(self._composer.compose(stories, spoken), self._over, room=0)
        rendered = render_edition(found.content, self._renderer)
        return Proof(
            found.content, rendered, self._envelope, found.steps, self._severities, self._absent_sponsor
        )

    def _over(self, content: EditionContent) -> int:
        return self._growth.over(edition_weight(content, self._renderer))


def proof_of(edition: Edition, preferences: Preferences | None = None) -> Proof:
    """Return the proof of the default variant, or of what a reader with `preferences` gets.

    Raises as `Proofs.of` does.
    """
    everyone = stories_of(edition)
    if preferences is None:
        return Proofs(edition, everyone).of(everyone)
    return Proofs(edition, everyone).of(select_stories(everyone, preferences), preferences.language)
