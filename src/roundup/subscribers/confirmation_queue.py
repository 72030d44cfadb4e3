"""The order in which confirmations leave: networks take turns, so that a flood delays only itself.

The reader whose network has asked least within a day goes first; among equals, the reader whose wider network
(/16, or /32 of IPv6) has the fewest waiting; then the reader who has waited longest. When a network asks
again, its waiting confirmations move back behind those of every network that has asked less. So a reader
whose network asks once overtakes tens of thousands.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum, Window
from django.utils.crypto import salted_hmac

from roundup.core.mailhosts import house_of
from roundup.subscribers import clearings
from roundup.subscribers.models import Asking, Confirmation

Status = Confirmation.Status

# Limits for one house (`core.mailhosts`): mails within an hour, and confirmations waiting at a time.
MOST_PER_HOUSE = 30
MOST_WAITING_OF_HOUSE = 60
# After this long the mail leaves anyway: the provider may drop it, but it must not wait for ever.
CLEARED_WITHIN = timedelta(hours=1)

_HOUR = timedelta(hours=1)
_A_DAY = timedelta(days=1)


def place(asking: Asking, key: str) -> dict[str, Any]:
    """Return the place in the queue of a confirmation for `key`, and move back its network's waiting ones."""
    same = Asking.objects.filter(network=asking.network, at__gt=asking.at - _A_DAY)
    turn = same.aggregate(sum=Sum("weight"))["sum"] if asking.network else asking.weight
    if asking.network:
        waiting = Confirmation.objects.filter(network=asking.network, status=Status.WAITING, turn__lt=turn)
        waiting.update(turn=turn)
    house = house_of(key)
    return {
        "network": asking.network,
        "turn": turn,
        "wider": asking.wider,
        "house": _keyed("house", house) if house else "",
        "mailbox": _keyed("mailbox", f"{asking.publication_id} {asking.mailbox_hash}"),
    }


def due(now: datetime, most: int) -> list[int]:
    """Return the ids of confirmations that may leave now, in order.

    If the provider would drop one because of its own lists, the address is first taken off those lists.
    """
    left = {house: MOST_PER_HOUSE - count for house, count in _posted_to_houses(now).items()}
    full = [house for house, count in left.items() if count <= 0]
    waiting = Confirmation.objects.filter(status=Status.WAITING).exclude(house__in=full)
    waiting = waiting.filter(Q(not_before=None) | Q(not_before__lte=now))
    listed = clearings.open_clearings().filter(subscriber=OuterRef("subscriber"))
    waiting = waiting.exclude(Exists(listed), asked_at__gt=now - CLEARED_WITHIN)
    taken: Counter[str] = Counter()
    ids = []
    for pk, house in _in_order(waiting).values_list("pk", "house")[:most]:
        taken[house] += 1
        if not house or taken[house] <= left.get(house, MOST_PER_HOUSE):
            ids.append(pk)
    return ids


def tidy(now: datetime) -> None:
    """Forget networks and houses that are no longer needed, and refuse a house's excess confirmations."""
    for house in _overfull():
        rows = Confirmation.objects.filter(house=house, status=Status.WAITING)
        extra = list(_in_order(rows).values_list("pk", flat=True)[MOST_WAITING_OF_HOUSE:])
        rows.filter(pk__in=extra).update(
            status=Status.REFUSED, error="Too many addresses of this domain were signed up at once."
        )
    left = Confirmation.objects.exclude(network="").exclude(status=Status.WAITING)
    left.update(network="", wider="")
    over = Confirmation.objects.exclude(house="").exclude(status__in=[Status.WAITING, Status.POSTING])
    over.filter(Q(posted_at=None) | Q(posted_at__lte=now - _HOUR)).update(house="")
    Asking.objects.exclude(network="").filter(at__lte=now - _A_DAY).update(network="", wider="")


def _in_order(rows: QuerySet[Confirmation]) -> QuerySet[Confirmation]:
    of_wider = Window(Count("pk"), partition_by="wider")
    return rows.order_by("turn", of_wider, "asked_at", "pk")


def _posted_to_houses(now: datetime) -> dict[str, int]:
    posted = Confirmation.objects.filter(posted_at__gt=now - _HOUR).exclude(house="")
    return dict(posted.values_list("house").annotate(n=Count("pk")).order_by())


def _overfull() -> list[str]:
    waiting = Confirmation.objects.filter(status=Status.WAITING).exclude(house="")
    counted = waiting.values_list("house").annotate(n=Count("pk")).order_by()
    return [house for house, _ in counted.filter(n__gt=MOST_WAITING_OF_HOUSE)]


def _keyed(what: str, value: str) -> str:
    return salted_hmac(f"subscribers.{what}", value, algorithm="sha256").hexdigest()
