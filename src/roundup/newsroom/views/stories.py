"""What an editor does to the stories and the words of an edition. Each change voids an approval."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from roundup.core.newsroom_language import tell
from roundup.core.sections import Style
from roundup.editions import corrections, editing
from roundup.editions.form_versions import STORY_WORDS, WORDS, edition_words, story_words
from roundup.editions.models import Edition, Story
from roundup.editions.proposing import take_proposal
from roundup.newsroom.doors import attempt, editors_only, number, version, words
from roundup.newsroom.edition_page import answer_exchange, is_exchange
from roundup.newsroom.sheets import OPENING, story_sheet
from roundup.newsroom.typed_forms import TypedForm

_LAST = 10_000


def change_edition(
    request: HttpRequest,
    edition_id: int,
    act: Callable[[Edition, datetime], object],
    done: str | Callable[[], str],
    mark: str,
    sheet: str = "",
) -> HttpResponse:
    """Do `act` to the edition, and show the result at once, or go back to `mark` with `sheet` open."""
    edition = get_object_or_404(Edition, pk=edition_id)
    page = _page(edition, mark, sheet)
    back = attempt(request, lambda: act(edition, timezone.now()), done, page, edition=edition)
    return answer_exchange(request, edition, about=mark.replace("-", ":")) if is_exchange(request) else back


def _page(edition: Edition, mark: str, sheet: str) -> str:
    return reverse("newsroom:edition", args=[edition.pk]) + (f"?sheet={sheet}" if sheet else "") + f"#{mark}"


def _saved_of(edition: Edition, story_id: int) -> Mapping[str, str] | None:
    """Return the words that are saved now; None for a story that is gone."""
    story = edition.stories.filter(pk=story_id).first()
    return story_words(story) if story else None


@require_POST
@editors_only
def set_words(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Save the edition's own words; what is refused is shown again, with what was typed."""
    edition = get_object_or_404(Edition, pk=edition_id)
    form = TypedForm(request, edition, WORDS, OPENING, "block:note")
    return form.save(
        lambda typed, now, seen: editing.set_words(edition, **typed, now=now, by=request.user, seen=seen),
        lambda: edition_words(Edition.objects.get(pk=edition.pk)),
        tell("The words are saved."),
    )


@require_POST
@editors_only
def take_subject(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Take one of the proposed subjects."""

    def act(edition: Edition, now: datetime) -> None:
        take_proposal(edition, words(request, "proposed"), now, by=request.user, seen=version(request))

    return change_edition(request, edition_id, act, tell("This is the subject now."), "block-note")


@require_POST
@editors_only
def rewrite(request: HttpRequest, edition_id: int, story_id: int) -> HttpResponse:
    """Save the words of a story; what is refused is shown again, with what was typed."""
    edition = get_object_or_404(Edition, pk=edition_id)
    form = TypedForm(request, edition, STORY_WORDS, story_sheet(story_id), f"story:{story_id}")
    return form.save(
        lambda typed, now, seen: editing.rewrite_story(
            edition, story_id, **typed, now=now, by=request.user, seen=seen
        ),
        lambda: _saved_of(edition, story_id),
        tell("The story is saved."),
    )


def _telling_of_move(story_id: int) -> Callable[[], str]:
    """Return a function that says where a story has moved, and what its new section does not show of it."""
    before = Story.objects.filter(pk=story_id).first()

    def words() -> str:
        after = Story.objects.filter(pk=story_id).first()
        if before is None or after is None:
            return tell("Moved.")
        if (before.place, before.section_key) != (after.place, after.section_key):
            return _new_section(after)
        if before.position != after.position:
            return tell("Moved.")
        if after.place == Story.Place.LEAD:
            return tell("The lead stays first. Move it to a section, or make another story the lead.")
        return tell("It was not moved: it cannot go any further that way.")

    return words


def _new_section(story: Story) -> str:
    style = Style(story.section_style)
    if style.is_told:
        return tell("Moved to %(section)s.", section=story.section_name)
    if style is Style.BRIEFS:
        return tell(
            "Moved to %(section)s, which shows no pictures. The story keeps its picture for other sections.",
            section=story.section_name,
        )
    return tell(
        "Moved to %(section)s, which shows only headlines. The story keeps its picture and its blurb for "
        "other sections.",
        section=story.section_name,
    )


@require_POST
@editors_only
def move(request: HttpRequest, edition_id: int, story_id: int) -> HttpResponse:
    def act(edition: Edition, now: datetime) -> None:
        step = -1 if number(request, "step") < 0 else 1
        editing.move_story(edition, story_id, step, now, by=request.user, seen=version(request))

    return change_edition(request, edition_id, act, _telling_of_move(story_id), f"story-{story_id}")


@require_POST
@editors_only
def place(request: HttpRequest, edition_id: int, story_id: int) -> HttpResponse:
    """Put a story into a section: at `position` if a drag names one, else last."""

    def act(edition: Edition, now: datetime) -> None:
        section = words(request, "section")
        position = number(request, "position") if "position" in request.POST else _LAST
        editing.place_story(edition, story_id, section, position, now, by=request.user, seen=version(request))

    return change_edition(request, edition_id, act, _telling_of_move(story_id), f"story-{story_id}")


@require_POST
@editors_only
def make_lead(request: HttpRequest, edition_id: int, story_id: int) -> HttpResponse:
    def act(edition: Edition, now: datetime) -> None:
        editing.make_lead(edition, story_id, now, by=request.user, seen=version(request))

    return change_edition(request, edition_id, act, tell("This story is the lead now."), f"story-{story_id}")


@require_POST
@editors_only
def drop(request: HttpRequest, edition_id: int, story_id: int) -> HttpResponse:
    def act(edition: Edition, now: datetime) -> None:
        editing.drop_story(edition, story_id, now, by=request.user, seen=version(request))

    return change_edition(request, edition_id, act, tell("Dropped."), "stories")


@require_POST
@editors_only
def take_correction(request: HttpRequest, edition_id: int, story_id: int) -> HttpResponse:
    """Tell a story in the words that its source uses now."""

    def act(edition: Edition, now: datetime) -> None:
        corrections.take_correction(edition, story_id, now, by=request.user, seen=words(request, "seen"))

    done = tell("The story now says what its source says.")
    return change_edition(request, edition_id, act, done, f"story-{story_id}")


@require_POST
@editors_only
def keep_own_words(request: HttpRequest, edition_id: int, story_id: int) -> HttpResponse:
    """Keep a story as it is, whatever its source now says."""

    def act(edition: Edition, now: datetime) -> None:
        corrections.keep_own_words(edition, story_id, now, by=request.user, seen=words(request, "seen"))

    return change_edition(request, edition_id, act, tell("Your words are kept."), f"story-{story_id}")


@require_POST
@editors_only
def bring_in(request: HttpRequest, edition_id: int, article_id: int) -> HttpResponse:
    def act(edition: Edition, now: datetime) -> None:
        section = words(request, "section")
        editing.bring_in(edition, article_id, section, now, by=request.user, seen=version(request))

    return change_edition(request, edition_id, act, _telling_of_new(edition_id, article_id), "stories")


def _telling_of_new(edition_id: int, article_id: int) -> Callable[[], str]:
    def words() -> str:
        story = Story.objects.get(edition=edition_id, article=article_id)
        return tell("Brought into %(section)s, as its last story.", section=story.section_name)

    return words
