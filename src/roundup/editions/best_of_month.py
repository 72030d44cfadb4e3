"""The best of a month: a separate edition, made from what the month's editions told.

Its readers get no other edition, so it repeats what others were told, in the words and with the pictures that
were approved then. The caller says how many readers follow each story, because this room knows no readers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from roundup.core.best_of_month import MailedStory, best_first
from roundup.core.newsroom_language import tell
from roundup.core.proposed_words import proposed_words
from roundup.core.schedule import Period, best_of_month_slot, month_before
from roundup.core.sections import Style
from roundup.core.verdicts import Reason
from roundup.editions.assembling import next_number
from roundup.editions.composing import stories_of
from roundup.editions.models import Edition, Story, Verdict
from roundup.editions.proposed_stories import proposed_document
from roundup.publications.models import Publication

# The fields that a story takes over from the edition that told it.
_TAKEN_OVER: Final = (
    "article_id",
    "section_key",
    "section_name",
    "section_style",
    "headline",
    "blurb",
    "kicker",
    "byline",
    "image",
    "picture_id",
    "focus",
)


@dataclass(frozen=True, slots=True)
class DueMonth:
    """A month whose best is to be assembled, when this leaves, and the stories that its editions told."""

    month: Period
    send_at: datetime
    stories: tuple[Story, ...]


def due_month(publication: Publication, now: datetime) -> DueMonth | None:
    """Return the month whose best is due to be assembled by `now` and has not been yet, or None.

    If it was not assembled before its hour, it is made at the next assembling hour in the same month.
    """
    if (due := _month_due(publication, now)) is None:
        return None
    month, send_at = due
    stories = _stories_told(publication, month)
    return DueMonth(month, send_at, stories) if stories else None


def coming_month_hour(publication: Publication, now: datetime) -> datetime | None:
    """Return when the next best of a month goes out, as far as known; None if no more are planned."""
    drafts = Edition.objects.filter(publication=publication, held_at=None, send_at__gt=now).exclude(
        month=None
    )
    planned = drafts.filter(status__in=(Edition.Status.DRAFT, Edition.Status.APPROVED)).order_by("send_at")
    if hour := planned.values_list("send_at", flat=True).first():
        return hour
    schedule = publication.schedule
    following = schedule.slot_at(now + timedelta(microseconds=1))
    for at in (now, following.period.end if following else now):
        if (due := _month_due(publication, at)) and _mailed_in(publication, due[0]).exists():
            return due[1]
    slot = best_of_month_slot(schedule, schedule.local_day(now))
    return slot.send_at if slot else None


def _month_due(publication: Publication, now: datetime) -> tuple[Period, datetime] | None:
    """Return the month whose best may be assembled by `now`, and when it leaves; None if there is none."""
    slot = publication.schedule.last_due(now)
    if slot is None or slot.period.end <= publication.created_at or now >= slot.send_at:
        return None
    month = month_before(slot.period.key, publication.zone)
    if Edition.objects.filter(publication=publication, month=month.key.replace(day=1)).exists():
        return None
    return month, slot.send_at


def _stories_told(publication: Publication, month: Period) -> tuple[Story, ...]:
    """Return the stories that the month's editions told, each article once, in the order of the editions."""
    told: dict[int, Story] = {}
    for edition in _mailed_in(publication, month).order_by("mailed_at"):
        for story in stories_of(edition):
            told.setdefault(story.article_id, story)
    return tuple(told.values())


def _mailed_in(publication: Publication, month: Period) -> QuerySet[Edition]:
    mailed = Edition.objects.of_weeks().filter(publication=publication, status=Edition.Status.MAILED)
    return mailed.filter(mailed_at__gte=month.start, mailed_at__lt=month.end)


def assemble_best_of_month(
    publication: Publication, due: DueMonth, followers: Mapping[int, int], now: datetime
) -> Edition | None:
    """Make the draft of the best of a month; `followers` has, by article, how many readers follow its story.

    Safe to run twice, even at the same time: a constraint allows one edition for each month, and the second
    call returns None.
    """
    try:
        with transaction.atomic():
            edition = _new_edition(publication, due, now)
            _fill(edition, due, followers)
    except IntegrityError:
        return None
    return edition


def _new_edition(publication: Publication, due: DueMonth, now: datetime) -> Edition:
    return Edition.objects.create(
        publication=publication,
        period=due.month.key,
        period_start=due.month.start,
        period_end=due.month.end,
        month=due.month.key.replace(day=1),
        number=next_number(publication),
        assembled_at=now,
        news_since=due.month.start,
        dated=publication.schedule.local_day(due.send_at),
        send_at=due.send_at,
        layout=publication.layout,
        left_out=publication.left_out,
    )


def _fill(edition: Edition, due: DueMonth, followers: Mapping[int, int]) -> None:
    by_article = {story.article_id: story for story in due.stories}
    best = best_first(_mailed_stories(due.stories, followers))
    chosen = best[: edition.publication.max_stories]
    told = _in_sections(edition, [by_article[each.id] for each in chosen])
    stories = Story.objects.bulk_create(
        _new_story(edition, story, position) for position, story in enumerate(told, start=1)
    )
    put = {story.article_id: story for story in stories}
    Verdict.objects.bulk_create(
        _verdict(edition, each, put.get(each.id), tell("%(place)s of %(n)s", place=place, n=len(best)))
        for place, each in enumerate(best, start=1)
    )
    headlines = [story.headline for story in stories_of(edition)]
    edition.subject, edition.preheader = proposed_words(edition.publication.name, headlines)[0]
    edition.save()


def _mailed_stories(stories: Sequence[Story], followers: Mapping[int, int]) -> list[MailedStory]:
    """Return the stories as `core.best_of_month` sees them; `stories` are in the order of their editions."""
    places: dict[int, int] = {}
    found = []
    for story in stories:
        place = places.setdefault(story.edition_id, -1) + 1
        places[story.edition_id] = place
        mailed_at = story.edition.mailed_at or story.edition.send_at
        is_lead = story.place == Story.Place.LEAD
        count = followers.get(story.article_id, 0)
        found.append(MailedStory(story.article_id, mailed_at, place, is_lead, count))
    return found


def _in_sections(edition: Edition, best: Sequence[Story]) -> list[Story]:
    """Return the stories in an edition's order: the lead, then each section with its best story first."""
    lead = next((story for story in best if Style(story.section_style).is_told), None)
    keys = [section.key for section in edition.publication.sections.all()]
    order = {key: place for place, key in enumerate(dict.fromkeys([*keys, *(s.section_key for s in best)]))}
    others = sorted((s for s in best if s is not lead), key=lambda story: order[story.section_key])
    return [lead, *others] if lead else others


def _new_story(edition: Edition, told: Story, position: int) -> Story:
    taken_over = {name: getattr(told, name) for name in _TAKEN_OVER}
    opens = position == 1 and Style(told.section_style).is_told
    place = Story.Place.LEAD if opens else Story.Place.SECTION
    return Story(edition=edition, place=place, position=position, **taken_over)


def _verdict(edition: Edition, found: MailedStory, story: Story | None, rank: str) -> Verdict:
    verdict = Verdict(edition=edition, article_id=found.id, chosen=story is not None)
    if story is None:
        verdict.reason, verdict.detail = Reason.OVER_CAP, rank
    else:
        verdict.reason, verdict.detail = _reason(found, story), story.section_name
        verdict.proposed = proposed_document(story)
    return verdict


def _reason(found: MailedStory, story: Story) -> Reason:
    if story.place == Story.Place.LEAD:
        return Reason.LEAD
    return Reason.LED if found.is_lead else Reason.FOLLOWED
