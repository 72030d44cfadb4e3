"""Corrections: what the source of a story says now, if it said something else when the draft was made.

An editor takes a correction or keeps their own words; either is a change that can be undone. In an approved
edition, a correction raises an alarm, once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.db import transaction

from roundup.core.errors import Refused
from roundup.core.last_look import SourceWords, correction_in, words_from
from roundup.core.newsroom_language import tell, tell_later
from roundup.core.story_text import blurb_of
from roundup.editions.composing import all_stories, stories_of
from roundup.editions.draft_changes import changing_draft, lock_draft, recording_change
from roundup.editions.look_models import SourceRecord
from roundup.editions.models import Edition, Story
from roundup.editions.revisions import Act
from roundup.editions.source_reading import item_words, keep_records
from roundup.editions.state_words import period_in_words
from roundup.publications.alarms import clear_alarm, raise_alarm
from roundup.rendering.rich_text import escape_markup

_TOOK = tell_later("Took what the source now says: “%(headline)s”")
_KEPT = tell_later("Kept our words, not the source’s: “%(headline)s”")


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction of one story: what its source said then and says now, and the words that are new.

    `digest` identifies what the source says now, so that a decision counts only for that.
    """

    story_id: int
    before: SourceWords
    now: SourceWords
    said: str
    digest: str

    @property
    def has_new_title(self) -> bool:
        return self.before.title != self.now.title

    @property
    def has_new_summary(self) -> bool:
        return self.before.summary != self.now.summary

    @property
    def has_new_words(self) -> bool:
        """Say whether taking the correction would change the headline or the blurb."""
        return self.has_new_title or self.has_new_summary


def corrections_of(edition: Edition, stories: Iterable[Story]) -> dict[int, Correction]:
    """Return the corrections that nobody has decided about, by story."""
    records = {record.article_id: record for record in edition.source_records.all()}
    known = [(story, records[story.article_id]) for story in stories if story.article_id in records]
    found = (_correction(story, record) for story, record in known)
    return {each.story_id: each for each in found if each}


def _correction(story: Story, record: SourceRecord) -> Correction | None:
    before, now = words_from(record.item), item_words(story.article)
    page_now = words_from(record.page_now) if record.page_now else None
    page = words_from(record.page) if record.page else None
    said = correction_in(before, now) or (correction_in(page, page_now) if page_now else "")
    if not said:
        return None
    if before.title == now.title and page and page_now and page.title != page_now.title:
        before, now = page, page_now
    digest = hashlib.sha256(orjson.dumps([now.title, now.summary, said])).hexdigest()
    return None if digest == story.kept else Correction(story.pk, before, now, said, digest)


def take_correction(
    edition: Edition, story_id: int, now: datetime, *, by: Any = None, seen: str | None = None
) -> None:
    """Tell the story in the words that its source has now, where those have changed.

    `seen` is the digest of the correction that the editor was looking at. Raises Refused if there is no
    correction, or a different one by now.
    """
    story, found = _seen(edition, story_id, seen)
    with changing_draft(edition, _act(_TOOK, story, now, by)) as locked:
        story = locked.stories.get(pk=story_id)
        if found.has_new_title and found.now.title:
            story.headline = found.now.title
        if found.has_new_summary and found.now.summary:
            story.blurb = escape_markup(blurb_of(found.now.summary))
        story.kept = found.digest
        story.save()
        _answer(locked, now)


def keep_own_words(
    edition: Edition, story_id: int, now: datetime, *, by: Any = None, seen: str | None = None
) -> None:
    """Keep the story as it is, whatever its source says now. An approval stays, as no word has changed.

    Raises as `take_correction` does.
    """
    story, found = _seen(edition, story_id, seen)
    with transaction.atomic():
        locked = lock_draft(edition)
        with recording_change(locked, _act(_KEPT, story, now, by), _save_unchanged):
            locked.stories.filter(pk=story_id).update(kept=found.digest)
        _answer(locked, now)
    edition.refresh_from_db()


def _save_unchanged(edition: Edition, now: datetime, by: Any) -> None:
    edition.save()


def _act(what: str, story: Story, now: datetime, by: Any) -> Act:
    return Act(tell(what, headline=story.headline), now, by)


def _seen(edition: Edition, story_id: int, seen: str | None) -> tuple[Story, Correction]:
    story = next((each for each in all_stories(edition) if each.pk == story_id), None)
    found = corrections_of(edition, [story]).get(story_id) if story else None
    if story is None or found is None:
        raise Refused(tell("Nothing is left to decide about this story. Reload the page."))
    if seen is not None and seen != found.digest:
        raise Refused(tell("The source says something else now. Read it, and decide again."))
    return story, found


def watch_corrections() -> list[Edition]:
    """Return the open editions whose sources are to be watched, after keeping what these say."""
    open_ = Edition.Status.DRAFT, Edition.Status.APPROVED
    editions = Edition.objects.filter(status__in=open_, mailing__isnull=True).select_related("publication")
    for edition in editions:
        keep_records(edition)
    return [*editions]


def tell_of_corrections(edition: Edition, now: datetime) -> None:
    """Raise an alarm about each new correction in an approved edition, once. Safe to call again."""
    if edition.status != Edition.Status.APPROVED:
        return
    stories = {story.pk: story for story in stories_of(edition)}
    found = corrections_of(edition, stories.values())
    new = [each for each in found.values() if mark_told(stories[each.story_id], each)]
    if new:
        sentences = [_sentence(stories[pk].headline, each) for pk, each in found.items()]
        raise_alarm(edition.publication, _about(edition), " ".join([*sentences, _advice(edition)]), now)


def mark_told(story: Story, found: Correction) -> bool:
    """Note that the editors have been told of a correction; return False if they had been told before."""
    record = SourceRecord.objects.filter(edition=story.edition_id, article=story.article_id)
    return bool(record.exclude(told=found.digest).update(told=found.digest))


def _sentence(headline: str, found: Correction) -> str:
    return tell(
        "The source of “%(headline)s” now says: “%(said)s”.", headline=headline, said=found.said[:200]
    )


def _advice(edition: Edition) -> str:
    return tell(
        "The approved edition of %(day)s still has the old words. Look at it, and take the new words or keep "
        "yours.",
        day=period_in_words(edition),
    )


def _answer(edition: Edition, now: datetime) -> None:
    """Clear the alarm about corrections once an editor has decided about the last of them."""
    if not corrections_of(edition, stories_of(edition)):
        clear_alarm(edition.publication, _about(edition), now)


def _about(edition: Edition) -> str:
    return f"edition:{edition.pk}:corrected"
