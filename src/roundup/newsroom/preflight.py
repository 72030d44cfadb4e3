"""What the checks found, as the newsroom shows it: a sentence for each check, and the way to each field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from roundup.core.newsroom_language import tell, tell_count
from roundup.editions.descriptions import Proposal, description_version, proposed_description
from roundup.editions.form_versions import story_words, version_of
from roundup.editions.models import Edition, Story
from roundup.newsroom.pictures import pictures_of
from roundup.newsroom.settings_pages import address_of_field
from roundup.newsroom.sheets import OPENING, SPONSOR, story_sheet
from roundup.newsroom.unsaved import LABELS
from roundup.rendering.checks import Finding, Part, Place, Severity

_UNDESCRIBED: Final = "images.described"


@dataclass(frozen=True, slots=True)
class Undescribed:
    """The picture that a point is about, and what its buttons need to decide about it.

    `chosen` names the story and the version of its picture; `shown` is where the picture is shown from.
    `version` is that of the story's words, for a description that is typed there.
    """

    story_id: int
    version: str
    chosen: str
    shown: str
    proposal: Proposal | None


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that a group is about: where it is, and the way there.

    `message` is its own sentence, if the group's does not say it already. A point in the publication's
    settings can be fixed by admins only.
    """

    name: str
    field: str
    href: str
    message: str = ""
    is_setting: bool = False
    picture: Undescribed | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """All that one check found: its sentence, its points, and advice that stands once for several of them."""

    code: str
    is_error: bool
    sentence: str
    advice: tuple[str, ...]
    points: tuple[Point, ...]

    @property
    def pictures(self) -> tuple[Undescribed, ...]:
        return tuple(point.picture for point in self.points if point.picture)

    @property
    def proposals(self) -> tuple[str, ...]:
        """What is sent if all proposals are taken at once."""
        return tuple(picture.chosen for picture in self.pictures if picture.proposal)


@dataclass(frozen=True, slots=True)
class Preflight:
    """Everything that the checks found in one proof, errors first."""

    groups: tuple[Group, ...] = ()

    @property
    def errors(self) -> tuple[Group, ...]:
        return tuple(group for group in self.groups if group.is_error)

    @property
    def warnings(self) -> tuple[Group, ...]:
        return tuple(group for group in self.groups if not group.is_error)

    @property
    def in_words(self) -> str:
        """How many errors and warnings there are, counting each group once; nothing if there are none."""
        errors = tell_count("%(n)s error", "%(n)s errors", len(self.errors)) if self.errors else ""
        warnings = tell_count("%(n)s warning", "%(n)s warnings", len(self.warnings)) if self.warnings else ""
        if errors and warnings:
            return tell("%(errors)s and %(warnings)s", errors=errors, warnings=warnings)
        return errors or warnings


def preflight_of(edition: Edition, stories: Sequence[Story], findings: Sequence[Finding]) -> Preflight:
    """Return what was found, grouped by check; `stories` are those of the edition."""
    by_code: dict[str, list[Finding]] = {}
    for finding in findings:
        by_code.setdefault(finding.code, []).append(finding)
    told = {str(story.pk): story for story in stories}
    desk = _Desk(edition, told, _undescribed(edition, told, by_code.get(_UNDESCRIBED, [])))
    groups = [_group(desk, found) for found in by_code.values()]
    return Preflight(tuple(sorted(groups, key=lambda group: not group.is_error)))


def _undescribed(
    edition: Edition, told: Mapping[str, Story], findings: Sequence[Finding]
) -> dict[str, Undescribed]:
    stories = [told[key] for finding in findings for key in finding.stories if key in told]
    shown = pictures_of(edition, stories) if stories else {}
    return {
        str(story.pk): Undescribed(
            story.pk,
            version_of(story_words(story)),
            f"{story.pk}:{description_version(story)}",
            shown[story.pk].url,
            proposed_description(story),
        )
        for story in stories
        if story.pk in shown
    }


@dataclass(frozen=True, slots=True)
class _Desk:
    """What is needed to name the place of a finding and to lead there."""

    edition: Edition
    stories: Mapping[str, Story]
    undescribed: Mapping[str, Undescribed]

    def point(self, place: Place, code: str, message: str) -> Point:
        story = self.stories.get(place.story)
        picture = self.undescribed.get(place.story) if code == _UNDESCRIBED else None
        return Point(
            name=self._name(place, story),
            field=tell(LABELS[place.field]) if place.field in LABELS else "",
            href=self._href(place),
            message=message,
            is_setting=place.part is Part.PUBLICATION,
            picture=picture,
        )

    def _name(self, place: Place, story: Story | None) -> str:
        if place.part is Part.STORY:
            if story and story.headline.strip():
                return tell("“%(headline)s”", headline=story.headline)
            return tell("A story without a headline")
        if place.part is Part.SPONSOR:
            return tell("The sponsor")
        return tell("The publication’s settings") if place.part is Part.PUBLICATION else tell("The edition")

    def _href(self, place: Place) -> str:
        if place.part is Part.PUBLICATION:
            return address_of_field(self.edition.publication, place.field)
        page = reverse("newsroom:edition", args=[self.edition.pk])
        if place.part is Part.STORY:
            field = f"#{place.field}" if place.field else ""
            return f"{page}?sheet={story_sheet(int(place.story))}{field}" if place.story else page
        if place.part is Part.SPONSOR:
            return f"{page}?sheet={SPONSOR}#sponsor-{place.field or 'headline'}"
        return f"{page}?sheet={OPENING}#{place.field}"


def _group(desk: _Desk, findings: Sequence[Finding]) -> Group:
    """Return what one check found. A sentence about several things stands once, above them."""
    first, count = findings[0], sum(max(1, len(finding.places)) for finding in findings)
    sentence = first.message
    if count > 1:
        sentence = (
            tell_count(first.many, first.many, count) if first.many else _and_more(first, len(findings))
        )
    points = tuple(
        desk.point(place, finding.code, finding.message if len(finding.places) == 1 < count else "")
        for finding in findings
        for place in finding.places
    )
    advice = tuple(
        finding.message for finding in findings if len(finding.places) != 1 and finding.message != sentence
    )
    return Group(first.code, first.severity is Severity.ERROR, sentence, advice, points)


def _and_more(first: Finding, findings: int) -> str:
    if findings == 1:
        return first.message
    more = tell_count("And %(n)s more like this.", "And %(n)s more like this.", findings - 1)
    return f"{first.message} {more}"
