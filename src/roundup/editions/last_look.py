"""The last look: shortly before an approved edition leaves, its sources are read once more.

A look is claimed in its row before it begins, and ends in one transaction with what follows from it: the
edition is held, loses a story or may leave, and the editors are told. Sending asks `awaits_look`, so a look
that never ended keeps the edition from leaving.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from roundup.articles import fetching
from roundup.articles.fetching import Outcome
from roundup.articles.models import Sighting
from roundup.articles.sources.fetch import Fetcher
from roundup.core.last_look import Looked, PageAnswer, SourceWords, findings_of, words_from
from roundup.core.newsroom_language import tell
from roundup.editions.composing import shown_articles, stories_of
from roundup.editions.lifecycle import hold_edition
from roundup.editions.look_consequences import Found, follow_up
from roundup.editions.look_models import LastLook, SourceRecord
from roundup.editions.models import Approval, Edition, Story
from roundup.editions.source_reading import PageReader, item_words, keep_records, limit_of_time
from roundup.publications.alarms import raise_alarm

log = logging.getLogger(__name__)

# A look reads no longer than this; anything left by then counts as unread.
_LONGEST_SECONDS: Final = 180.0
# Longer than any look takes. After this, the worker that claimed the look counts as lost.
LEASE: Final = timedelta(minutes=6)
MOST_TRIES: Final = 3
_MOST_STORIES: Final = 100


class _SourceBusy(Exception):
    """Another worker is just reading a source, and has not yet stored what it says."""


def due_look(edition: Edition, now: datetime) -> int | None:
    """Return the look that is due by `now` and has not been made, as its minutes before the hour, or None."""
    if edition.status != Edition.Status.APPROVED or edition.held_at or edition.is_on_its_way:
        return None
    begun = [
        minutes
        for minutes in edition.publication.minutes_of_looks
        if edition.send_at - timedelta(minutes=minutes) <= now
    ]
    if not begun:
        return None
    made = LastLook.objects.filter(approval__in=edition.approvals.filter(voided_at=None))
    made = made.filter(hour=edition.send_at, minutes__lte=begun[-1], ended_at__isnull=False)
    return None if made.exists() else begun[-1]


def awaits_look(edition: Edition, now: datetime) -> bool:
    """Say whether an edition may not leave yet because its last look has not been made."""
    return due_look(edition, now) is not None


def editions_awaiting_look(now: datetime) -> list[int]:
    """Return the ids of the editions whose last look is due and not claimed by any worker."""
    waiting = Edition.objects.filter(
        status=Edition.Status.APPROVED, held_at=None, mailing__isnull=True
    ).select_related("publication")
    busy = LastLook.objects.filter(ended_at=None, claimed_until__gt=now).values_list("edition", flat=True)
    taken = set(busy)
    return [each.pk for each in waiting if each.pk not in taken and awaits_look(each, now)]


def make_last_look(edition_id: int, now: datetime, fetcher: Fetcher) -> bool:
    """Make the last look that is due for an edition; return whether one was made here.

    Safe to run twice, at the same time or later: only the worker that claims the look makes it. A look that
    its worker did not end is made again; the third time, the edition is held. While another worker reads one
    of its sources, the look waits, at most until that worker's claim runs out.
    """
    look = _claim(edition_id, now)
    if look is None:
        return False
    try:
        looked = _look_at_all(look.edition, now, fetcher)
    except _SourceBusy:
        _give_back(look, now)
        return False
    except Exception:
        log.exception("the last look at edition %s failed", edition_id)
        looked = {}
    return _end(look, looked, now)


def _claim(edition_id: int, now: datetime) -> LastLook | None:
    """Claim and return the look that is due; None if there is none, or if another worker has it."""
    with transaction.atomic():
        edition = _locked(edition_id)
        minutes, approval = due_look(edition, now), edition.approval
        if minutes is None or approval is None:
            return None
        look, is_new = LastLook.objects.get_or_create(
            approval=approval,
            hour=edition.send_at,
            minutes=minutes,
            defaults={"edition": edition, "claimed_until": now + LEASE, "tries": 1},
        )
        if is_new:
            return look
        if look.claimed_until > now:
            return None
        if look.tries >= MOST_TRIES:
            _give_up(look, edition, now)
            return None
        if look.tries:
            log.warning("the last look at edition %s never ended, and is made again", edition.number)
        look.tries, look.claimed_until = look.tries + 1, now + LEASE
        look.save(update_fields=["tries", "claimed_until"])
        return look


def _give_back(look: LastLook, now: datetime) -> None:
    """Let the next tick make a look that had to wait; this does not count as a try."""
    mine = LastLook.objects.filter(pk=look.pk, tries=look.tries, ended_at=None)
    mine.update(tries=look.tries - 1, claimed_until=now)


def _locked(edition_id: int) -> Edition:
    rows = Edition.objects.select_for_update(of=("self",)).select_related("publication")
    return rows.get(pk=edition_id)


def _give_up(look: LastLook, edition: Edition, now: datetime) -> None:
    """Hold an edition whose look no worker has ended, because nobody knows what its sources say."""
    look.ended_at = now
    look.save(update_fields=["ended_at"])
    why = tell("Its sources could not be read again: each try ended without a result.")
    hold_edition(edition, why, now)
    advice = tell("See the worker’s log. Resume the edition to send it as it was approved, or cancel it.")
    raise_alarm(edition.publication, f"edition:{edition.pk}:look", f"{why} {advice}", now)


def _look_at_all(edition: Edition, now: datetime, fetcher: Fetcher) -> dict[int, Looked]:
    """Read everything once more, outside any transaction; return what was found, by story."""
    keep_records(edition)
    stories = [story for story in stories_of(edition) if story.article.url][:_MOST_STORIES]
    articles = [story.article_id for story in stories]
    if _sources_of(articles).filter(source__claimed_until__gt=now).exists():
        raise _SourceBusy
    shown = shown_articles(edition, stories)
    asked = [(story, shown[str(story.article_id)].url) for story in stories]
    reader = PageReader(fetcher, edition.publication.timezone, limit_of_time(_LONGEST_SECONDS))
    pages = {story.pk: (url, reader.read(url)) for story, url in asked}
    read = _read_sources(articles, now, fetcher, reader.is_over)
    # Pictures come last, so that their silent servers take no time from the stories' pages.
    pictures = {story.pk: _picture(story, reader) for story in stories}
    records = {record.article_id: record for record in edition.source_records.select_related("article")}
    told = _told(edition, stories)
    return {
        story.pk: _looked(
            told[story.pk],
            records[story.article_id],
            *pages[story.pk],
            pictures[story.pk],
            read=story.article_id in read,
        )
        for story in stories
    }


def _told(edition: Edition, stories: Sequence[Story]) -> dict[int, SourceWords]:
    """Return the words in each story for which a person answers: those that somebody wrote or approved.

    Without an approval by a person, words taken over from the source do not count: an editor did not put a
    retraction there.
    """
    approval = edition.approval
    is_unread = approval is not None and approval.through == Approval.Door.SCHEDULE
    put = edition.verdicts.filter(proposed__isnull=False).values_list("article_id", "proposed")
    words = {article: proposed["words"] for article, proposed in put if proposed} if is_unread else {}
    return {story.pk: _without(words.get(story.article_id, {}), story) for story in stories}


def _without(proposed: Mapping[str, str], story: Story) -> SourceWords:
    headline, blurb = proposed.get("headline"), proposed.get("blurb")
    return SourceWords(
        title="" if story.headline == headline else story.headline,
        summary="" if story.blurb == blurb else story.blurb,
    )


def _picture(story: Story, reader: PageReader) -> int | None:
    return reader.picture_status(story.image["url"]) if story.image else None


def _sources_of(articles: Sequence[int]) -> QuerySet[Sighting]:
    return Sighting.objects.filter(article__in=articles, source__removed_at=None).order_by("source")


def _read_sources(
    articles: Sequence[int], now: datetime, fetcher: Fetcher, is_over: Callable[[], bool]
) -> set[int]:
    """Look at each source that shows one of the articles, and store what it says now.

    Returns the articles of the sources that answered; a removed source is not asked. Raises _SourceBusy if
    another worker is reading one of them.
    """
    shown = _sources_of(articles)
    read: set[int] = set()
    for source_id in shown.values_list("source", flat=True).distinct():
        if is_over():
            break
        result = fetching.fetch_source(source_id, now, fetcher)
        if result.outcome is Outcome.BUSY:
            raise _SourceBusy
        if not result.failed:
            read.update(shown.filter(source=source_id).values_list("article", flat=True))
    return read


def _looked(
    told: SourceWords, record: SourceRecord, url: str, page: PageAnswer, picture: int | None, *, read: bool
) -> Looked:
    """Put together what was read for a story, and keep what its page says."""
    if page.words:
        SourceRecord.objects.filter(pk=record.pk).update(page_now=page.words.document())
    return Looked(
        url=url,
        told=told,
        item_then=words_from(record.item),
        item_now=item_words(record.article),
        page_then=words_from(record.page) if record.page else None,
        page_now=page,
        is_item_read=read,
        picture_status=picture,
    )


def _end(look: LastLook, looked: Mapping[int, Looked], now: datetime) -> bool:
    """End a look together with what follows from it; return False if another worker has taken it over.

    If the edition has changed in the meantime, the row is deleted, and another look becomes due for the
    edition as it is now.
    """
    with transaction.atomic():
        edition = _locked(look.edition_id)
        mine = (
            LastLook.objects.select_for_update().filter(pk=look.pk, tries=look.tries, ended_at=None).first()
        )
        if mine is None:
            return False
        approval = edition.approval
        if approval is None or not _is_still_due(edition, approval, mine):
            mine.delete()
            return False
        found = [
            Found(story, each)
            for story in stories_of(edition)
            if story.article.url
            for each in findings_of(looked.get(story.pk) or _unread(story))
        ]
        mine.findings = follow_up(edition, approval, mine, found, now)
        mine.ended_at = now
        mine.save(update_fields=["findings", "ended_at", "approval"])
        return True


def _is_still_due(edition: Edition, approval: Approval, look: LastLook) -> bool:
    is_same = approval.pk == look.approval_id and edition.send_at == look.hour
    return is_same and edition.held_at is None and not edition.is_on_its_way


def _unread(story: Story) -> Looked:
    nothing = SourceWords()
    return Looked(story.article.url, nothing, nothing, nothing, None, PageAnswer(0), is_item_read=False)
