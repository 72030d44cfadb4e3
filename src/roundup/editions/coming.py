"""The edition that comes next: its period, the articles there are for it, and making its draft early."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, Max, OuterRef, QuerySet

from roundup.articles.models import Article
from roundup.core.schedule import Slot
from roundup.editions.assembling import assemble_slot, require_slot
from roundup.editions.models import Edition, LedgerEntry
from roundup.publications.models import Publication

Status = Edition.Status


def coming_slot(publication: Publication, now: datetime) -> Slot | None:
    """Return the first slot, from the present one on, whose edition is not mailed, skipped or cancelled.

    None if no more are planned.
    """
    editions = Edition.objects.of_weeks().filter(publication=publication)
    over = set(editions.exclude(status__in=(Status.DRAFT, Status.APPROVED)).values_list("period", flat=True))
    schedule = publication.schedule
    slot = schedule.slot_at(now)
    while slot and slot.period.key in over:
        slot = schedule.slot_after(slot)
    return slot


def assemble_coming_edition(publication: Publication, now: datetime) -> Edition:
    """Return the edition of the coming slot, assembled from what is known now if there is none yet.

    Raises Refused if no more are planned.
    """
    return assemble_slot(publication, require_slot(coming_slot(publication, now)), now)


def newest_open_editions() -> QuerySet[Edition]:
    """Return the open editions of weeks that may still go out.

    An edition no longer counts once a later one was assembled after its hour.
    """
    newer = Edition.objects.of_weeks().filter(
        publication=OuterRef("publication"),
        period__gt=OuterRef("period"),
        assembled_at__gte=OuterRef("send_at"),
    )
    open_ones = Edition.objects.of_weeks().filter(status__in=(Status.DRAFT, Status.APPROVED))
    return open_ones.filter(~Exists(newer)).select_related("publication").order_by("pk")


def articles_for_coming(publication: Publication) -> QuerySet[Article]:
    """Return the articles that are new since the last edition and not used by any, the newest first."""
    before = Edition.objects.of_weeks().filter(publication=publication)
    before = before.exclude(status__in=(Status.SKIPPED, Status.CANCELLED))
    since = before.aggregate(last=Max("assembled_at"))["last"]
    used = LedgerEntry.objects.filter(article=OuterRef("pk")).exclude(state=LedgerEntry.State.RELEASED)
    articles = Article.objects.filter(~Exists(used), publication=publication)
    if since:
        articles = articles.filter(first_seen_at__gt=since)
    return articles.order_by("-first_seen_at", "-pk")
