"""How long a sponsor runs: new editions take it over until its last day has passed."""

from __future__ import annotations

from datetime import date

from roundup.core.block_order import SPONSOR
from roundup.core.moments_and_counts import day_words
from roundup.core.newsroom_language import tell
from roundup.editions.models import Edition
from roundup.publications.models import Publication


def is_sponsored(edition: Edition) -> bool:
    """Say whether readers get a sponsor: there is one, and it runs on the edition's day."""
    return bool(edition.sponsor) and _runs_on(edition.sponsor, edition.dated)


def _runs_on(sponsor: dict[str, str], day: date) -> bool:
    """Say whether a sponsor runs on a day. An empty first or last day sets no limit on that side."""
    starts, ends = sponsor.get("starts", ""), sponsor.get("ends", "")
    return starts <= day.isoformat() and (not ends or day.isoformat() <= ends)


def sponsor_change(edition: Edition, day: date) -> str:
    """Return, in words, what another date changes about the sponsor (it drops out or comes in), or ''."""
    runs = bool(edition.sponsor) and _runs_on(edition.sponsor, day)
    if not edition.sponsor or is_left_out(edition) or runs == is_sponsored(edition):
        return ""
    said = {"sponsor": edition.sponsor.get("headline", ""), "days": days_in_words(edition.sponsor)}
    if runs:
        return tell("The sponsor “%(sponsor)s” comes in: it runs %(days)s.", **said)
    return tell("The sponsor “%(sponsor)s” drops out: it runs %(days)s.", **said)


def absent_sponsor(edition: Edition) -> str:
    """Return, in words, why readers do not get a sponsor that the edition has; '' if they do."""
    if not edition.sponsor or is_left_out(edition) or is_sponsored(edition):
        return ""
    return tell(
        "The sponsor “%(sponsor)s” is not in the letter, which is dated %(day)s: it runs %(days)s. "
        "Change its days, or the hour.",
        sponsor=edition.sponsor.get("headline", ""),
        day=day_words(edition.dated),
        days=days_in_words(edition.sponsor),
    )


def is_left_out(edition: Edition) -> bool:
    """Say whether an editor left the sponsor's block out."""
    return SPONSOR in edition.left_out


def days_in_words(sponsor: dict[str, str]) -> str:
    """Return when a sponsor runs, in words to follow `it runs`; '' if it runs on any day."""
    days = (sponsor.get(name, "") for name in ("starts", "ends"))
    starts, ends = (day_words(date.fromisoformat(day)) if is_day(day) else day for day in days)
    if starts and ends:
        return tell("from %(first)s to %(last)s", first=starts, last=ends)
    if starts:
        return tell("from %(first)s on", first=starts)
    return tell("until %(last)s", last=ends) if ends else ""


def is_day(text: str) -> bool:
    """Say whether this is a day as a browser sends it: `2026-12-04`."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def take_over_sponsor(edition: Edition) -> None:
    """Give a new edition the sponsor of the previous one, if it was sold until a day that has not passed.

    A sponsor without a last day was sold for one edition. The caller saves the edition.
    """
    before = _edition_before(edition.publication, edition)
    if before is None or not before.sponsor.get("ends"):
        return
    if edition.dated.isoformat() <= before.sponsor["ends"]:
        edition.sponsor, edition.sponsor_picture = dict(before.sponsor), before.sponsor_picture


def _edition_before(publication: Publication, edition: Edition) -> Edition | None:
    earlier = Edition.objects.of_weeks().filter(publication=publication, period__lt=edition.period)
    return earlier.select_related("sponsor_picture").order_by("-period").first()
