"""What the events of a mailing add up to, counted in deliveries."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Count, IntegerField, Max, Q, QuerySet, Sum, Value, When

from roundup.core.deliveries import ACTS, PROVES, DeliveryStatus, EventKind, Losses
from roundup.editions.models import Edition
from roundup.events.models import Event
from roundup.sending.account import account_of, at_one_moment
from roundup.sending.models import Batch, Mailing


def totals_of(mailing_id: int) -> dict[str, int]:
    """Return how many of a mailing's deliveries have each status, and how many readers did what.

    Each delivery with any event counts once, by its present status: processed, deferred, dropped, delivered,
    blocked or bounced. What readers did is counted separately. A copy that only a machine opened counts as
    opened by a machine.
    """
    wanted = {status.word: Q(status=status.value) for status in DeliveryStatus}
    wanted |= {kind.word: Q(**{_did(kind): 1}) for kind in ACTS}
    wanted[EventKind.OPENED_BY_MACHINE.word] &= Q(**{_did(EventKind.OPENED): 0})
    counts = {f"n{place}": Count("subscriber_id", filter=test) for place, test in enumerate(wanted.values())}
    return dict(zip(wanted, delivery_statuses(mailing_id).aggregate(**counts).values(), strict=True))


_HANDED_OVER = (Batch.State.ACCEPTED, Batch.State.POSTING, Batch.State.UNCERTAIN)


def losses_of(mailing_id: int) -> Losses:
    """Return a mailing's losses so far. The cost depends on the number of losses, not of all events."""
    batches = Batch.objects.filter(mailing_id=mailing_id, state__in=_HANDED_OVER)
    handed_over = batches.aggregate(n=Sum("posted"))["n"] or 0
    bounced = readers_with(EventKind.BOUNCED, mailing_id).count()
    return Losses(handed_over, bounced, readers_with(EventKind.COMPLAINED, mailing_id).count())


def readers_with(kind: EventKind, mailing_id: int) -> QuerySet[Any, Any]:
    """Return a row for each reader of a mailing who has an event of this kind."""
    events = Event.objects.filter(mailing_id=mailing_id, kind=kind.value)
    return events.values("subscriber_id").distinct()


def delivery_statuses(mailing_id: int) -> QuerySet[Any, Any]:
    """Return a row for each delivery with any event: its status, and 0 or 1 for each of the reader's acts."""
    acts = {_did(kind): Max(_if({kind.value: 1}, 0)) for kind in ACTS}
    proven = {kind.value: status.value for kind, status in PROVES.items()}
    events = Event.objects.filter(mailing_id=mailing_id).values("subscriber_id")
    return events.annotate(status=Max(_if(proven, 0)), **acts).order_by()


def _did(kind: EventKind) -> str:
    return f"did_{kind.name.lower()}"


def _if(values: dict[int, int], default: int) -> Case:
    cases = [When(kind=kind, then=Value(value)) for kind, value in values.items()]
    return Case(*cases, default=Value(default), output_field=IntegerField())


def account_with_events(edition: Edition) -> dict[str, Any]:
    """Return an edition's account with what the provider has since reported, all read at the same moment."""
    with at_one_moment():
        document = account_of(edition)
        mailing_id = Mailing.objects.filter(edition=edition).values_list("pk", flat=True).first()
        return document | {"events": totals_of(mailing_id) if mailing_id else {}}
