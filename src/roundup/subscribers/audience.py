"""Who a mailing could go to. For the sending room: it reads here, and never changes a subscriber."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, Max, OuterRef, QuerySet

from roundup.core.preferences import Preferences
from roundup.publications.models import Publication
from roundup.subscribers.models import Subscriber, Suppression

_FIELDS = ("pk", "email", "name", "sections", "paused_until", "language", "status", "is_suppressed")
# SQLite takes a limited number of values in one question.
_MOST_IDS = 5000


@dataclass(frozen=True, slots=True)
class Candidate:
    """A subscriber as a mailing sees it. `email` must reach no log."""

    id: int
    email: str
    name: str
    preferences: Preferences
    status: str
    suppressed: bool


def audience_bound(publication: Publication) -> int:
    """Return the id of the newest subscriber, 0 for none. Who comes later waits for the next edition."""
    return Subscriber.objects.filter(publication=publication).aggregate(top=Max("pk"))["top"] or 0


def candidates(publication: Publication, after_id: int, bound: int, limit: int) -> list[Candidate]:
    """Return the next `limit` active subscribers with after_id < id <= bound, by id.

    A short page means nothing, an empty one the end. Who is suppressed or paused is among them:
    their absence from a mailing needs a reason, which the mailing writes down.
    """
    page = Subscriber.objects.filter(
        publication=publication, status=Subscriber.Status.ACTIVE, pk__gt=after_id, pk__lte=bound
    )
    return _read(page.order_by("pk"), limit)


def current(ids: Sequence[int]) -> dict[int, Candidate]:
    """Return these subscribers as they are now, whatever their status; who was erased is missing."""
    found: dict[int, Candidate] = {}
    for place in range(0, len(ids), _MOST_IDS):
        rows = Subscriber.objects.filter(pk__in=ids[place : place + _MOST_IDS], erased_at=None)
        found.update((candidate.id, candidate) for candidate in _read(rows))
    return found


def _read(rows: QuerySet[Subscriber], limit: int | None = None) -> list[Candidate]:
    suppressed = Exists(Suppression.objects.filter(email_hash=OuterRef("email_hash")))
    values = rows.annotate(is_suppressed=suppressed).values_list(*_FIELDS)
    return [_candidate(*row) for row in values[:limit]]


def _candidate(
    pk: int,
    email: str,
    name: str,
    sections: Iterable[str],
    paused_until: date | None,
    language: str,
    status: str,
    suppressed: bool,
) -> Candidate:
    wishes = Preferences(frozenset(sections), paused_until, language)
    return Candidate(pk, email, name, wishes, status, suppressed)
