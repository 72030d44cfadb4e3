"""Who a mailing could go to. The sending room reads subscribers here, and never changes them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Exists, Max, QuerySet, Value

from roundup.core.preferences import (
    BEST_OF_MONTH,
    MONTHLY,
    Preferences,
    Told,
    fitting_preferences,
    has_story,
)
from roundup.publications.models import Publication
from roundup.subscribers.eligibility import ANY, Occasion, WhyNot, suppression_of_reader, why_not
from roundup.subscribers.followers import WRITERS
from roundup.subscribers.models import Subscriber
from roundup.subscribers.preference_columns import PREFERENCE_COLUMNS, from_columns, to_columns

# SQLite takes a limited number of values in one query.
_MOST_IDS = 5000


@dataclass(frozen=True, slots=True)
class Candidate:
    """A subscriber as a mailing sees it. `email` must never reach a log."""

    id: int
    email: str
    name: str
    status: str
    suppressed: bool
    preferences: Preferences

    def why_not(self, occasion: Occasion, *, mailed_before: bool = False) -> WhyNot | None:
        """Return why this candidate is not mailed (`eligibility.why_not`).

        Erased readers are not candidates.
        """
        return why_not(self.status, self.suppressed, self.preferences, occasion, mailed_before=mailed_before)


def audience_bound(publication: Publication) -> int:
    """Return the id of the newest subscriber, 0 if there is none. Later ones wait for the next edition."""
    return Subscriber.objects.filter(publication=publication).aggregate(top=Max("pk"))["top"] or 0


def next_candidates(
    publication: Publication, after_id: int, bound: int, limit: int, ordinal: int | None = None
) -> list[Candidate]:
    """Return the next `limit` candidates for a mailing with this ordinal that have after_id < id <= bound,
    by id.

    Only an empty page means the end; a short one does not. Suppressed and paused readers are included,
    because a mailing records why it leaves somebody out.
    """
    page = _candidates_for(publication, ordinal).filter(pk__gt=after_id, pk__lte=bound)
    return _read(page.order_by("pk"), limit)


def current_candidates(ids: Sequence[int]) -> dict[int, Candidate]:
    """Return these subscribers as they are now, whatever their status, without erased ones."""
    found: dict[int, Candidate] = {}
    for place in range(0, len(ids), _MOST_IDS):
        rows = Subscriber.objects.filter(pk__in=ids[place : place + _MOST_IDS], erased_at=None)
        found.update((candidate.id, candidate) for candidate in _read(rows))
    return found


def count_audience(
    publication: Publication, occasion: Occasion, mailed_before: Exists | Value | None = None
) -> Counter[WhyNot | None]:
    """Return how many candidates are mailed on this occasion (None), how many are not, and why."""
    counts: Counter[WhyNot | None] = Counter()
    for (why, _), readers in count_alike(publication, occasion, mailed_before).items():
        counts[why] += readers
    return counts


def count_alike(
    publication: Publication, occasion: Occasion, mailed_before: Exists | Value | None = None
) -> Counter[tuple[WhyNot | None, Preferences]]:
    """Return how many candidates have the same preferences and are or are not mailed for the same reason.

    The database counts readers with the same preferences together, so the rule is applied only once for them;
    most readers have none, and their number is the remainder. `mailed_before` says who was mailed before a
    restore.
    """
    candidates = _candidates_for(publication, occasion.ordinal)
    marked = candidates.annotate(
        is_suppressed=Exists(suppression_of_reader()), was_mailed=mailed_before or Value(False)
    )
    usual = {"is_suppressed": False, "was_mailed": False, **to_columns(Preferences())}
    alike = marked.exclude(**usual).values_list("status", "is_suppressed", "was_mailed", *PREFERENCE_COLUMNS)
    counts: Counter[tuple[WhyNot | None, Preferences]] = Counter()
    for status, suppressed, mailed, *columns, readers in alike.annotate(readers=Count("pk")).order_by():
        preferences = from_columns(columns)
        why = why_not(status, suppressed, preferences, occasion, mailed_before=mailed)
        counts[why, preferences] += readers
    others = candidates.count() - counts.total()
    counts[why_not(Subscriber.Status.ACTIVE, False, Preferences(), occasion), Preferences()] += others
    return counts


def count_followed_sections(publication: Publication) -> Counter[frozenset[str]]:
    """Return how many active subscribers follow each combination of sections, if they follow any. Among their
    keys is `followers.WRITERS` if they follow writers, too.
    """
    follow = _active(publication).exclude(sections=[])
    counts: Counter[frozenset[str]] = Counter()
    for more, rows in (
        (frozenset(), follow.filter(writers="")),
        (frozenset({WRITERS}), follow.exclude(writers="")),
    ):
        alike = rows.values_list("sections").annotate(readers=Count("pk"))
        for sections, readers in alike.order_by():
            counts[more.union(sections)] += readers
    return counts


def count_followers(publication: Publication, told: Collection[Told]) -> Counter[Told]:
    """Return for each story how many active readers follow its section or somebody in its byline, and do not
    mute it.
    """
    living = publication.section_keys
    counts: Counter[Told] = Counter()
    for (_, preferences), readers in count_alike(publication, ANY).items():
        wanted = replace(fitting_preferences(preferences, living), empty_week="")
        if wanted.follows:
            counts.update({each: readers for each in told if has_story([each], wanted)})
    return counts


def _candidates_for(publication: Publication, ordinal: int | None) -> QuerySet[Subscriber]:
    """Return the active subscribers; for the best of a month, only those who want it.

    If the others were candidates, too, each best of a month would write a row about almost everybody.
    """
    active = _active(publication)
    return active.filter(rhythm=MONTHLY) if ordinal == BEST_OF_MONTH else active


def _active(publication: Publication) -> QuerySet[Subscriber]:
    return Subscriber.objects.filter(publication=publication, status=Subscriber.Status.ACTIVE)


def _read(rows: QuerySet[Subscriber], limit: int | None = None) -> list[Candidate]:
    values = rows.annotate(is_suppressed=Exists(suppression_of_reader())).values_list(
        "pk", "email", "name", "status", "is_suppressed", *PREFERENCE_COLUMNS
    )
    return [_candidate(*row) for row in values[:limit]]


def _candidate(pk: int, email: str, name: str, status: str, suppressed: bool, *columns: Any) -> Candidate:
    return Candidate(pk, email, name, status, suppressed, from_columns(columns))
