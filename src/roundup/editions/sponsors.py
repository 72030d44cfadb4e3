"""How long a sponsor runs: it comes with new editions, and leaves by itself."""

from __future__ import annotations

from datetime import date

from roundup.editions.models import Edition
from roundup.publications.models import Publication


def is_sponsored(edition: Edition) -> bool:
    """Say whether readers get a sponsor: there is one, and it runs on the day of the edition."""
    return bool(edition.sponsor) and _runs_on(edition.sponsor, edition.dated)


def _runs_on(sponsor: dict[str, str], day: date) -> bool:
    """Say whether a sponsor runs on a day. Without a first day it has begun; without a last it never ends."""
    starts, ends = sponsor.get("starts", ""), sponsor.get("ends", "")
    return starts <= day.isoformat() and (not ends or day.isoformat() <= ends)


def is_day(text: str) -> bool:
    """Say whether this is a day as a browser sends it: `2026-12-04`."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def take_over_sponsor(edition: Edition) -> None:
    """Give a new edition the sponsor of the one before, if it was sold until a day that has not passed.

    A sponsor without a last day was sold for one edition. The caller saves the edition.
    """
    before = _edition_before(edition.publication, edition)
    if before is None or not before.sponsor.get("ends"):
        return
    if edition.dated.isoformat() <= before.sponsor["ends"]:
        edition.sponsor, edition.sponsor_picture = dict(before.sponsor), before.sponsor_picture


def _edition_before(publication: Publication, edition: Edition) -> Edition | None:
    earlier = Edition.objects.filter(publication=publication, period__lt=edition.period)
    return earlier.select_related("sponsor_picture").order_by("-period").first()
