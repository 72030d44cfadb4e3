"""The articles of the week, in the form that the rules of `core.assembly` use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from django.db.models import Min, Prefetch, Q, QuerySet

from roundup.articles.models import Article, Sighting, Source
from roundup.core.candidates import Candidate, Used, Window
from roundup.core.feed_order import best_place
from roundup.core.newsroom_language import tell
from roundup.core.verdicts import Reason
from roundup.editions.models import Edition, LedgerEntry, Verdict
from roundup.editions.story_sections import labels_of
from roundup.publications.models import Publication

_LOOK_BACK = timedelta(days=7)
_REMEMBERED = timedelta(days=42)
# How old an article that fills a thin week may be, and how many such articles are looked at.
OLDER_REACH = timedelta(days=365)
_OFFERED = 60
# After this, an article that an edition left to later ones is too old for all of them.
_LEFT_FOR = timedelta(weeks=26)
# An edition that gives one of these reasons has not judged the article itself.
_NOT_JUDGED = (Reason.FUTURE, Reason.EARLIER, Reason.RESERVED)
# An edition that gives one of these reasons does not have the article.
_NOT_ITS_OWN = (Reason.FUTURE, Reason.EARLIER, Reason.TOO_OLD)


def considered_articles(publication: Publication, window: Window, edition: Edition | None) -> list[Candidate]:
    """Return every article that somebody might expect in an edition with this `window`.

    These are all articles published or first seen since a week before the window began, and those left over
    by earlier editions. `edition` is the one being assembled: its own reservations do not count.
    """
    since, left_over = window.start - _LOOK_BACK, _left_over(publication, window, edition)
    articles = Article.objects.filter(publication=publication).filter(
        Q(published_at__gt=since) | Q(first_seen_at__gt=since) | Q(pk__in=left_over)
    )
    found = _candidates(publication, articles, edition)
    return [replace(each, left_over=each.id in left_over) for each in found]


def _left_over(publication: Publication, window: Window, edition: Edition | None) -> set[int]:
    """Return the ids of the articles that earlier editions had but did not mail, or left to one another.

    An article that another edition has judged in the meantime is not among them.
    """
    verdicts = Verdict.objects.filter(edition__publication=publication, edition__month=None)
    verdicts = verdicts.filter(edition__assembled_at__gt=window.at - _LEFT_FOR)
    if edition:
        verdicts = verdicts.filter(edition__period__lt=edition.period)
    ended = Q(edition__status__in=(Edition.Status.SKIPPED, Edition.Status.CANCELLED))
    left = verdicts.filter(ended | Q(reason=Reason.RESERVED)).exclude(reason__in=_NOT_ITS_OWN)
    found = set(left.values_list("article_id", flat=True))
    judged = verdicts.filter(article__in=found).exclude(ended).exclude(reason__in=_NOT_JUDGED)
    return found - set(judged.values_list("article_id", flat=True)) if found else found


def articles_spent_lately(
    publication: Publication, before: datetime, remembered: timedelta = _REMEMBERED
) -> list[Candidate]:
    """Return the articles mailed within the time `remembered`, by which copies are recognised."""
    articles = Article.objects.filter(
        publication=publication,
        ledger__state=LedgerEntry.State.SPENT,
        ledger__edition__mailed_at__gt=before - remembered,
    )
    return _candidates(publication, articles, None)


def older_articles(edition: Edition, window: Window) -> list[Candidate]:
    """Return the newest articles from before the window that no edition has told, or was to tell.

    An article that the rules chose for a mailed edition, but that its readers did not get, was taken out by
    an editor, and does not come back by itself.
    """
    older = Article.objects.filter(
        publication=edition.publication,
        published_at__gt=window.at - OLDER_REACH,
        published_at__lte=window.start,
    )
    taken = LedgerEntry.objects.exclude(state=LedgerEntry.State.RELEASED).exclude(edition=edition)
    dropped = Verdict.objects.filter(chosen=True, edition__status=Edition.Status.MAILED)
    free = older.exclude(pk__in=taken.values("article")).exclude(pk__in=dropped.values("article"))
    newest = free.order_by("-published_at", "pk").values_list("pk", flat=True)[:_OFFERED]
    return _candidates(edition.publication, Article.objects.filter(pk__in=list(newest)), edition)


def articles_considered_then(edition: Edition, window: Window) -> list[Candidate]:
    """Return the articles that were to be considered when an edition was made, as the ledger stood then."""
    found = considered_articles(edition.publication, window, edition)
    later = _taken_later(edition)
    known = [each for each in found if each.first_seen_at and each.first_seen_at <= edition.assembled_at]
    return [replace(each, used=Used.FREE, used_by="") if each.id in later else each for each in known]


def articles_spent_then(edition: Edition) -> list[Candidate]:
    """Return the articles that earlier editions had mailed shortly before this one was made."""
    later = _taken_later(edition)
    found = articles_spent_lately(edition.publication, edition.assembled_at)
    return [each for each in found if each.id not in later]


def _taken_later(edition: Edition) -> frozenset[int]:
    """Return the ids of the articles that this edition or a later one has."""
    entries = LedgerEntry.objects.filter(
        edition__publication=edition.publication, edition__period__gte=edition.period
    )
    return frozenset(entries.exclude(state=LedgerEntry.State.RELEASED).values_list("article_id", flat=True))


def _candidates(
    publication: Publication, articles: QuerySet[Article], edition: Edition | None
) -> list[Candidate]:
    first_looks = _first_looks(publication)
    living = LedgerEntry.objects.exclude(state=LedgerEntry.State.RELEASED).select_related("edition")
    rows = articles.distinct().prefetch_related(
        Prefetch("ledger", living, to_attr="living"),
        Prefetch("sightings", Sighting.objects.select_related("source").order_by("pk"), to_attr="seen"),
    )
    return [_candidate(row, first_looks, edition) for row in rows]


def _first_looks(publication: Publication) -> dict[int, set[datetime]]:
    """Return when each source, even a removed one, was first read: originally, and once added again."""
    looks = Source.with_removed.filter(publication=publication).annotate(first=Min("sightings__seen_at"))
    rows = looks.values_list("pk", "first", "first_read_at")
    return {pk: {look for look in first if look} for pk, *first in rows}


def _candidate(article: Article, first_looks: dict[int, set[datetime]], edition: Edition | None) -> Candidate:
    seen: list[Sighting] = article.seen  # type: ignore[attr-defined]
    entries: list[LedgerEntry] = article.living  # type: ignore[attr-defined]
    others = [entry for entry in entries if edition is None or entry.edition_id != edition.pk]
    section, labels = labels_of(article, [sighting.source for sighting in seen])
    original = article.canonical_key if article.canonical_key != article.url_key else ""
    backlog = _is_backlog(article, seen, first_looks)
    return Candidate(
        id=article.pk,
        order_key=article.url_key,
        title=article.title,
        url=article.url,
        text=article.summary or article.dek,
        body=article.content_html,
        labels=labels,
        authors=tuple(article.authors),
        section=section,
        place=best_place(*(sighting.place for sighting in seen)),
        published_at=article.published_at or _dated_by_update(article, backlog),
        first_seen_at=article.first_seen_at,
        backlog=backlog,
        original_key=original,
        # A canonical address without a key is on another site, which has the original.
        is_copy=bool(article.canonical_url and not article.canonical_key),
        has_image=bool(article.image),
        paywalled=article.paywalled,
        used=Used(others[0].state) if others else Used.FREE,
        used_by=tell("edition %(number)s", number=others[0].edition.number) if others else "",
    )


def _dated_by_update(article: Article, backlog: bool) -> datetime | None:
    """Return the date of an article that says only when it was updated.

    If we knew it before, that is the moment when we first saw it: an update is not news.
    """
    if article.updated_at is None or backlog:
        return article.updated_at
    return min(article.updated_at, article.first_seen_at)


def _is_backlog(article: Article, seen: Iterable[Sighting], first_looks: dict[int, set[datetime]]) -> bool:
    """Say whether the article was there when each of its sources was first read."""
    return all(s.seen_at in first_looks[s.source_id] for s in seen)
