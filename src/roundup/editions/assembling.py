"""Makes the draft of a period: only one for each period, however often it is asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from roundup.articles.models import Article
from roundup.core.assembly import AssemblyRules, Draft
from roundup.core.assembly import assemble_draft as propose
from roundup.core.candidates import Candidate, Window
from roundup.core.errors import Refused
from roundup.core.filling import OLDER_HEADING, Older, fill_draft
from roundup.core.newsroom_language import tell, tell_later
from roundup.core.placing import Held, Placed
from roundup.core.proposed_words import proposed_words
from roundup.core.schedule import Slot
from roundup.core.story_text import blurb_of, byline_of, first_words
from roundup.core.verdicts import Verdict as Found
from roundup.editions.composing import stories_of
from roundup.editions.considered import (
    OLDER_REACH,
    articles_spent_lately,
    considered_articles,
    older_articles,
)
from roundup.editions.draft_rules import rules_for
from roundup.editions.form_versions import require_version
from roundup.editions.models import Edition, LedgerEntry, Story, Verdict
from roundup.editions.news_offers import withdraw_offer
from roundup.editions.pictures import link_pictures
from roundup.editions.proposed_stories import proposed_document
from roundup.editions.revisions import Act, edition_content, record_revision, revision_number
from roundup.editions.sponsors import take_over_sponsor
from roundup.editions.state_words import state_in_words
from roundup.editions.thin_weeks import watch_thin_week
from roundup.editions.unusual_weeks import watch_unusual_week
from roundup.publications.brand import language_of
from roundup.publications.models import Publication
from roundup.rendering.rich_text import escape_markup

Status = Edition.Status


def assemble_edition(publication: Publication, at: datetime) -> Edition:
    """Return the edition of the period that `at` falls into, and assemble it if there is none yet.

    Even if several workers assemble at the same time, there is only one edition: the database allows only one
    for each period. Raises Refused if the schedule plans no more.
    """
    return assemble_slot(publication, require_slot(publication.schedule.slot_at(at)), at)


def is_assembled(publication: Publication, at: datetime) -> bool:
    """Say whether there is an edition for the period that `at` falls into."""
    slot = publication.schedule.slot_at(at)
    return slot is not None and edition_of(publication, slot.period.key) is not None


def require_slot(slot: Slot | None) -> Slot:
    """Return the slot. Raises Refused if it is None, because no more editions are planned."""
    if slot is None:
        raise Refused(tell("No more editions are planned: change the schedule, or end its break."))
    return slot


def assemble_slot(publication: Publication, slot: Slot, at: datetime) -> Edition:
    """Return the edition of a slot, and assemble it from what is known at `at` if there is none yet."""
    if found := edition_of(publication, slot.period.key):
        return found
    try:
        with transaction.atomic():
            edition = _new_edition(publication, slot, at)
            _fill(edition, at)
    except IntegrityError:
        return Edition.objects.of_weeks().get(publication=publication, period=slot.period.key)
    return edition


def edition_of(publication: Publication, key: date) -> Edition | None:
    return Edition.objects.of_weeks().filter(publication=publication, period=key).first()


def reassemble_edition(
    edition: Edition, now: datetime, *, by: Any = None, seen: str | None = None
) -> Edition:
    """Assemble a draft again from what is known now. The editors' changes to its stories can be restored.

    `seen` is the number of the revision that the editor was looking at. Raises Refused unless the edition is
    a draft, and StaleForm if somebody else has changed it since.
    """
    with transaction.atomic():
        edition = Edition.objects.select_for_update().get(pk=edition.pk)
        if edition.status != Status.DRAFT:
            raise Refused(
                tell(
                    "This edition is %(state)s; only a draft can be assembled again.",
                    state=state_in_words(edition),
                )
            )
        if edition.month:
            raise Refused(tell("The best of a month is assembled only once. Bring stories in, or drop some."))
        require_version(
            seen,
            revision_number(edition),
            tell_later(
                "Somebody else has changed this draft since this page was loaded, so nothing was done."
            ),
        )
        before = edition_content(edition)
        edition.stories.all().delete()
        edition.verdicts.all().delete()
        edition.ledger.all().delete()
        # The new draft is made from what the sources say now.
        edition.source_records.all().delete()
        edition.subject = edition.preheader = ""
        edition.assembled_at, edition.touched_at = now, None
        _fill(edition, now)
        record_revision(
            edition, before, edition_content(edition), Act(tell("Made again from what was known"), now, by)
        )
        edition.save()
    return edition


def next_number(publication: Publication) -> int:
    """Return the number of the publication's next edition, whether of a week or of a month.

    Call this in a transaction: anyone who makes another edition at the same moment waits until it ends.
    """
    Publication.objects.select_for_update(no_key=True).get(pk=publication.pk)
    return (Edition.objects.filter(publication=publication).aggregate(n=Max("number"))["n"] or 0) + 1


def _new_edition(publication: Publication, slot: Slot, at: datetime) -> Edition:
    period = slot.period
    edition = Edition(
        publication=publication,
        period=period.key,
        period_start=period.start,
        period_end=period.end,
        number=next_number(publication),
        assembled_at=at,
        news_since=period.start,
        dated=slot.day,
        send_at=slot.send_at,
        note_signature="",
        layout=publication.layout,
        left_out=publication.left_out,
    )
    take_over_sponsor(edition)
    edition.save(force_insert=True)
    return edition


def window_of(edition: Edition, at: datetime) -> Window:
    """Return the window of an edition assembled at `at`.

    It begins where the window of the previous edition ended; a skipped, cancelled or missed week leaves its
    articles to the next.
    """
    start = min(edition.period_start, at - timedelta(days=7))
    earlier = Edition.objects.of_weeks().filter(publication=edition.publication, period__lt=edition.period)
    for before in earlier.order_by("-period"):
        if before.status not in (Status.SKIPPED, Status.CANCELLED):
            start = before.assembled_at
            break
        start = min(start, before.news_since)
    return Window(start, at, timedelta(days=edition.publication.max_age_days))


def propose_draft(edition: Edition, at: datetime, held: Held | None = None) -> tuple[Window, Draft]:
    """Return what the rules propose for an edition from what is known at `at`, and the window of its news.

    `held` are the places that an editor has decided about.
    """
    window = window_of(edition, at)
    articles = considered_articles(edition.publication, window, edition)
    spent = articles_spent_lately(edition.publication, at)
    known = {article.id for article in articles}
    rules = replace(rules_for(edition), held=held or Held())
    draft = propose(articles, [s for s in spent if s.id not in known], window, rules)
    return window, _filled(edition, draft, articles, window, rules)


def _filled(
    edition: Edition, draft: Draft, articles: list[Candidate], window: Window, rules: AssemblyRules
) -> Draft:
    """Return the draft, filled with older articles if it is thin and the publication wants that."""
    publication = edition.publication
    fills = publication.thin_week == Publication.ThinWeek.FILL
    if not fills or len(draft.stories) >= publication.least_stories:
        return draft
    # An article that was found late is older than the window, too, but is still this week's news.
    placed = {story.id for story in draft.stories}
    older = [article for article in older_articles(edition, window) if article.id not in placed]
    ids = {article.id for article in older}
    known = [*articles, *articles_spent_lately(publication, window.at, OLDER_REACH)]
    offered = Older(
        articles=older,
        known=[each for each in {each.id: each for each in known}.values() if each.id not in ids],
        least=publication.least_stories,
        heading=language_of(publication).say(OLDER_HEADING),
    )
    return fill_draft(draft, offered, rules)


def _fill(edition: Edition, at: datetime) -> None:
    """Write the proposed stories, the verdicts and the ledger entries of an edition that has none yet."""
    window, draft = propose_draft(edition, at)
    edition.news_since = window.start
    _write(edition, draft)
    withdraw_offer(edition.pk)
    if not edition.subject:
        headlines = [story.headline for story in stories_of(edition)]
        edition.subject, edition.preheader = proposed_words(edition.publication.name, headlines)[0]
    edition.save()
    link_pictures(edition)
    watch_thin_week(edition, len(draft.stories), at)
    watch_unusual_week(edition, len(draft.stories), at)


def _write(edition: Edition, draft: Draft) -> None:
    articles = Article.objects.in_bulk([placed.id for placed in draft.stories])
    stories = Story.objects.bulk_create(
        new_story(edition, articles[placed.id], placed, position)
        for position, placed in enumerate(draft.stories, start=1)
    )
    put = {story.article_id: proposed_document(story) for story in stories}
    Verdict.objects.bulk_create(new_verdict(edition, v, put.get(v.id)) for v in draft.verdicts)
    LedgerEntry.objects.bulk_create(
        LedgerEntry(edition=edition, article_id=pk, copy_of_id=placed.id if pk != placed.id else None)
        for placed in draft.stories
        for pk in (placed.id, *draft.copies.get(placed.id, ()))
    )


def new_verdict(edition: Edition, verdict: Found, put: dict[str, Any] | None) -> Verdict:
    """Return an unsaved verdict; `put` is where and how the rules put the story, if they chose it."""
    return Verdict(
        edition=edition,
        article_id=verdict.id,
        chosen=verdict.chosen,
        reason=verdict.reason,
        detail=verdict.detail[:500],
        proposed=put,
        points=dict(verdict.points),
        instead_id=verdict.instead,
        words=list(verdict.words),
        perhaps_same_as=verdict.perhaps_same_as[:500],
    )


def new_story(edition: Edition, article: Article, placed: Placed, position: int) -> Story:
    """Return an unsaved story in the words of the article's publisher."""
    return Story(
        edition=edition,
        article=article,
        place=Story.Place.LEAD if placed.lead else Story.Place.SECTION,
        section_key=placed.section.key,
        section_name=placed.section.name,
        section_style=placed.section.style.value,
        position=position,
        headline=article.title,
        blurb=escape_markup(blurb_of(article.dek or article.summary)),
        kicker=article.kicker,
        byline=byline_of(article.authors, language_of(edition.publication))[:500],
        image=_described(article.image),
    )


def _described(image: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return a picture with its caption as its alternative text if it has none."""
    if image and not image.get("alt"):
        return {**image, "alt": first_words(image.get("caption") or "", 200)}
    return image
