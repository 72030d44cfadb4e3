"""The number of a mailing within its publication: readers may want every second one."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max

from roundup.core.preferences import BEST_OF_MONTH
from roundup.editions.best_of_month import coming_month_hour
from roundup.editions.models import Edition
from roundup.editions.newest import coming_hour
from roundup.editions.readers_week import readers_week
from roundup.publications.models import Publication
from roundup.publications.newest_edition import ComingMailings, ReadersWeek
from roundup.sending.models import Mailing


def next_ordinal(publication: Publication) -> int:
    """Return the number of the next mailing of a week. Neither a mailing that was cancelled before anything
    left nor the best of a month counts.
    """
    begun = Mailing.objects.filter(edition__publication=publication, edition__month=None)
    counted = begun.exclude(status=Mailing.Status.CANCELLED, edition__mailed_at=None)
    return int(counted.aggregate(last=Max("ordinal"))["last"] or 0) + 1


def ordinal_of(edition: Edition) -> int:
    """Return the number of an edition's mailing: the one it has, or else the one it would get now."""
    if edition.month:
        return BEST_OF_MONTH
    mailing = Mailing.objects.filter(edition=edition).first()
    return mailing.ordinal if mailing else next_ordinal(edition.publication)


def coming_mailings(publication: Publication, now: datetime) -> ComingMailings:
    """Return what goes out next: the edition with its number, and the best of a month."""
    return ComingMailings(
        coming_hour(publication, now), coming_month_hour(publication, now), next_ordinal(publication)
    )


def coming_readers_week(publication: Publication, now: datetime) -> ReadersWeek:
    """Return what readers are told about the coming mailings when they choose."""
    return readers_week(publication, coming_mailings(publication, now))
