"""Keeps a draft up to date until it is approved, but leaves what an editor touched.

`core.keeping_up` decides what stays; this module reads the draft, writes the result and keeps it as a
revision, so that it can be undone. Anything that an editor undoes counts as touched and does not come back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from roundup.articles.models import Article
from roundup.core.assembly import Draft
from roundup.core.candidates import Window
from roundup.core.errors import Refused
from roundup.core.keeping_up import (
    Merged,
    Standing,
    find_moved,
    find_touched,
    held_places,
    merge_drafts,
)
from roundup.core.newsroom_language import tell, tell_later
from roundup.core.verdicts import Reason
from roundup.core.verdicts import Verdict as Found
from roundup.editions import locks
from roundup.editions.assembling import new_story, new_verdict, propose_draft
from roundup.editions.draft_changes import proposals_of, propose_anew
from roundup.editions.form_versions import require_version
from roundup.editions.look_models import SourceRecord
from roundup.editions.models import Edition, LedgerEntry, Story, Verdict
from roundup.editions.news_offers import NewsOffer, claim_look, withdraw_offer
from roundup.editions.pictures import link_pictures
from roundup.editions.proposed_stories import note_moved, proposed_document, put_of, standing_stories
from roundup.editions.revisions import (
    KEEPING_UP,
    Act,
    edition_content,
    is_same,
    record_revision,
    revision_number,
)
from roundup.editions.thin_weeks import watch_thin_week
from roundup.editions.unusual_weeks import watch_unusual_week


@dataclass(frozen=True, slots=True)
class Change:
    """What news changes in a draft: the articles whose stories come in, go, or get new words or places."""

    coming: tuple[int, ...] = ()
    going: tuple[int, ...] = ()
    changing: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Plan:
    standing: tuple[Standing, ...]
    window: Window
    draft: Draft
    merged: tuple[Merged, ...]
    dropped: frozenset[int]
    articles: dict[int, Article]

    @property
    def decided(self) -> frozenset[int]:
        """The articles about which an editor has decided rather than the rules."""
        return find_touched(self.standing) | self.dropped


def drafts_to_keep_up(now: datetime) -> list[Edition]:
    """Claim and return the drafts for which to look for news now; nobody else gets them for ten minutes."""
    drafts = Edition.objects.of_weeks().filter(status=Edition.Status.DRAFT, held_at=None, send_at__gt=now)
    found = drafts.filter(assembled_at__lt=now).select_related("publication").order_by("pk")
    return [edition for edition in found if claim_look(edition.pk, edition.assembled_at, now)]


def keep_up(edition: Edition, now: datetime, *, by: Any = None, seen: str | None = None) -> Change:
    """Let a draft keep up with the news, under its lock, and return what that changed.

    Safe to run twice, at the same time or later: the second run changes nothing more. If the worker dies,
    everything is as before. `by` is the editor who took the news in, or None for the schedule; `seen` is the
    number of the revision that they were looking at. Raises Refused unless the edition is a draft before its
    hour that nobody holds, and StaleForm if somebody else has changed it since.
    """
    try:
        with transaction.atomic():
            locked = locks.lock_waiting(edition, Edition.Status.DRAFT, refusal=locks.KEEP_UP)
            _require_following(locked, now)
            require_version(
                seen,
                revision_number(locked),
                tell_later(
                    "Somebody else has changed this draft since this page was loaded, so nothing came in."
                ),
            )
            plan = _plan(locked, now)
            change = _change(locked, plan)
            what = tell("Took in the news") if by else tell("Kept up with the news")
            _apply(locked, plan, Act(what, now, by, KEEPING_UP))
    except IntegrityError:
        # Another edition has just taken one of the articles. The next look sees that.
        raise Refused(tell("Another edition has just taken one of these articles. Try again.")) from None
    link_pictures(edition)
    stories = edition.stories.count()
    watch_thin_week(edition, stories, now)
    watch_unusual_week(edition, stories, now)
    return change


def offer_news(edition: Edition, now: datetime) -> Change:
    """Note what bringing a draft up to date would change, for the editors who have it open."""
    change = _change(edition, _plan(edition, now))
    NewsOffer.objects.filter(edition=edition).update(
        coming=list(change.coming), going=list(change.going), changing=list(change.changing)
    )
    return change


def offered_news(edition: Edition) -> Change:
    """Return what is offered to the editors of a draft, without what has since happened anyway."""
    offer = NewsOffer.objects.filter(edition=edition).first()
    if offer is None or edition.status != Edition.Status.DRAFT:
        return Change()
    told = set(edition.stories.values_list("article_id", flat=True))
    return Change(
        tuple(pk for pk in offer.coming if pk not in told),
        tuple(pk for pk in offer.going if pk in told),
        tuple(pk for pk in offer.changing if pk in told),
    )


def _require_following(edition: Edition, now: datetime) -> None:
    if edition.held_at or edition.send_at <= now:
        raise Refused(tell("No news comes into a draft that is held, or whose hour has passed."))


def _plan(edition: Edition, now: datetime) -> _Plan:
    standing = tuple(standing_stories(edition))
    told = {each.id for each in standing}
    chosen = edition.verdicts.filter(chosen=True).values_list("article_id", flat=True)
    given_back = edition.ledger.filter(state=LedgerEntry.State.RELEASED).values_list("article_id", flat=True)
    dropped = frozenset(chosen) - told
    out = (frozenset(given_back) | dropped) - told
    window, draft = propose_draft(edition, now, held_places(standing, dropped, out - dropped))
    merged = merge_drafts(standing, draft, out)
    articles = Article.objects.in_bulk([each.id for each in merged if each.placed])
    return _Plan(standing, window, draft, merged, dropped, articles)


def _change(edition: Edition, plan: _Plan) -> Change:
    before = {each.id: each.put for each in plan.standing}
    after = {story.article_id: put_of(story) for story in _placed_stories(edition, plan)}
    stays = {each.id for each in plan.merged}
    return Change(
        tuple(pk for pk in after if pk not in before),
        tuple(pk for pk in before if pk not in stays),
        tuple(pk for pk, put in after.items() if pk in before and put != before[pk]),
    )


def _placed_stories(edition: Edition, plan: _Plan) -> list[Story]:
    """Return the stories that nobody touched, unsaved, as the rules put them now."""
    return [
        new_story(edition, plan.articles[each.id], each.placed, position)
        for position, each in enumerate(plan.merged, start=1)
        if each.placed
    ]


def _apply(edition: Edition, plan: _Plan, act: Act) -> None:
    before, words = edition_content(edition), proposals_of(edition)
    placed = _placed_stories(edition, plan)
    _write_stories(edition, plan, placed)
    _write_verdicts(edition, plan, placed)
    _write_ledger(edition, plan)
    propose_anew(edition, words)
    if not is_same(before, after := edition_content(edition)):
        record_revision(edition, before, after, act)
    edition.assembled_at, edition.news_since = act.now, plan.window.start
    edition.save()
    withdraw_offer(edition.pk)


def _write_stories(edition: Edition, plan: _Plan, placed: Sequence[Story]) -> None:
    edition.stories.exclude(article__in=[each.id for each in plan.merged]).delete()
    there = {story.article_id: story for story in edition.stories.all()}
    for position, each in enumerate(plan.merged, start=1):
        if not each.placed:
            there[each.id].position = position
            there[each.id].save(update_fields=["position"])
    # The stories no longer tell what their sources said when they were last put.
    SourceRecord.objects.filter(edition=edition, article__in=[each.article_id for each in placed]).delete()
    for story in placed:
        old = there.get(story.article_id)
        if old:
            story.pk = old.pk
            story.picture = old.picture if story.image == old.image else None
        story.save(force_insert=old is None)


def _write_verdicts(edition: Edition, plan: _Plan, placed: Iterable[Story]) -> None:
    """Write the verdicts of the rules as of now, except about what an editor has decided."""
    note_moved(edition, find_moved(plan.standing))
    put = {story.article_id: proposed_document(story) for story in placed}
    edition.verdicts.exclude(article__in=plan.decided).delete()
    found = [_as_merged(verdict, plan) for verdict in plan.draft.verdicts if verdict.id not in plan.decided]
    Verdict.objects.bulk_create(new_verdict(edition, verdict, put.get(verdict.id)) for verdict in found)


def _as_merged(verdict: Found, plan: _Plan) -> Found:
    """Return the verdict on an article; merging may still keep out one that the rules chose."""
    if not verdict.chosen or verdict.id in plan.articles:
        return verdict
    copies = plan.decided.intersection(plan.draft.copies.get(verdict.id, ()))
    return Found(verdict.id, False, Reason.COPY if copies else Reason.ALSO)


def _write_ledger(edition: Edition, plan: _Plan) -> None:
    """Reserve the articles that come in, with their copies.

    The entries of stories that go are deleted: only those that an editor released stay on record.
    """
    told = {each.id for each in plan.merged}
    gone = [each.id for each in plan.standing if each.id not in told]
    edition.ledger.filter(Q(article__in=gone) | Q(copy_of__in=gone)).delete()
    known = set(edition.ledger.values_list("article_id", flat=True))
    wanted = {pk: each for each in told for pk in plan.draft.copies.get(each, ())} | dict.fromkeys(told)
    LedgerEntry.objects.bulk_create(
        LedgerEntry(edition=edition, article_id=pk, copy_of_id=main)
        for pk, main in wanted.items()
        if pk not in known
    )
