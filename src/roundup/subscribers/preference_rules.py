"""What readers can choose, whether they choose it on their page or an import brings it.

Each rule has the name of its field of `Preferences`. A field without a rule may have any value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from roundup.core.errors import Refused
from roundup.core.language import SPOKEN
from roundup.core.preferences import EMPTY_WEEKS, MONTHLY, RHYTHMS, Preferences, leaves_nothing
from roundup.core.writer_names import each_writer_once, is_name
from roundup.publications.brand import language_of
from roundup.publications.models import Publication

LONGEST_PAUSE: Final = timedelta(days=366)
MOST_WRITERS: Final = 100
_NOTHING_LEFT: Final = "It would leave nothing to send."


@dataclass(frozen=True, slots=True)
class Offer:
    """What a publication offers on a day: its sections, by key, its own language, and whether it has a best
    of each month.
    """

    living: frozenset[str]
    spoken: str
    today: date
    best_of_month: bool


def offer_of(publication: Publication, now: datetime) -> Offer:
    today = now.astimezone(publication.zone).date()
    spoken = language_of(publication).spoken
    return Offer(publication.section_keys, spoken, today, publication.offers_best_of_month)


def kept_preferences(wanted: Preferences, stored: Preferences, offer: Offer) -> Preferences:
    """Return what is stored of `wanted`, in place of `stored`.

    No sections and no writers, or all sections, means everything, including new sections. A pause that is
    over and the publication's own language are not stored. Raises Refused for a section that the publication
    does not have, for a text that is nobody's name, for mutes that leave nothing, for a pause of more than a
    year, and for a language that we do not have.
    """
    values = {
        name: rule(getattr(wanted, name), getattr(stored, name), offer) for name, rule in _RULES.items()
    }
    kept = replace(wanted, **values)
    if offer.living and offer.living <= kept.sections:
        kept = replace(kept, sections=frozenset(), writers=frozenset())
    if leaves_nothing(kept, offer.living):
        raise Refused("This leaves nothing to send you: tick less, or unsubscribe.")
    return kept


def kept_of_import(wanted: Preferences, offer: Offer) -> tuple[Preferences, tuple[str, ...]]:
    """Return what is stored of the preferences in a file, and a sentence for each that cannot be."""
    refusals = dict(_refusals(wanted, offer))
    if leaves_nothing(wanted, offer.living):
        mutes = (name for name in ("muted_sections", "muted_writers") if getattr(wanted, name))
        refusals |= dict.fromkeys(mutes, _NOTHING_LEFT)
    usual = {name: getattr(Preferences(), name) for name in refusals}
    kept = kept_preferences(replace(wanted, **usual), Preferences(), offer)
    return kept, tuple(f"{name} is left out. {said}" for name, said in refusals.items())


def _refusals(wanted: Preferences, offer: Offer) -> Iterator[tuple[str, str]]:
    for name, rule in _RULES.items():
        try:
            rule(getattr(wanted, name), getattr(Preferences(), name), offer)
        except Refused as refused:
            yield name, str(refused)


def _sections(wanted: frozenset[str], stored: frozenset[str], offer: Offer) -> frozenset[str]:
    # A removed section may stay: an editor may bring it back.
    if wanted - offer.living - stored:
        raise Refused("One of these sections does not exist (any more): reload the page and choose again.")
    return wanted


def _writers(wanted: frozenset[str], stored: frozenset[str], offer: Offer) -> frozenset[str]:
    if not all(map(is_name, wanted)):
        raise Refused("This is not the name of a writer: choose one from the list.")
    if len(wanted) > MOST_WRITERS:
        raise Refused("These are too many writers: choose a hundred at most.")
    # If a name has two spellings, the stored one stays.
    return frozenset(each_writer_once([*sorted(stored & wanted), *sorted(wanted)]))


def _paused_until(wanted: date | None, stored: date | None, offer: Offer) -> date | None:
    if wanted is None or wanted < offer.today:
        return None
    if wanted - offer.today > LONGEST_PAUSE:
        raise Refused("A pause can last a year at most: choose an earlier day, or leave.")
    return wanted


def _language(wanted: str, stored: str, offer: Offer) -> str:
    if wanted and wanted not in SPOKEN:
        raise Refused("We do not offer this language: choose one from the list.")
    return "" if wanted == offer.spoken else wanted


def _rhythm(wanted: str, stored: str, offer: Offer) -> str:
    # A reader who chose the best of each month while it was on offer keeps it.
    is_offered = wanted != MONTHLY or offer.best_of_month or stored == MONTHLY
    if wanted not in RHYTHMS or not is_offered:
        raise Refused("We do not offer this rhythm: choose one from the list.")
    return wanted


def _empty_week(wanted: str, stored: str, offer: Offer) -> str:
    if wanted not in EMPTY_WEEKS:
        raise Refused("Choose what becomes of a round-up with nothing for you.")
    return wanted


_RULES: Final[dict[str, Callable[[Any, Any, Offer], Any]]] = {
    "sections": _sections,
    "writers": _writers,
    "muted_sections": _sections,
    "muted_writers": _writers,
    "rhythm": _rhythm,
    "empty_week": _empty_week,
    "paused_until": _paused_until,
    "language": _language,
}
