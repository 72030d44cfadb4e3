"""A person at the desk of an installation: looks at the account, and does what people do.

Runs as a process of the installation and takes one order a line, as JSON, on a Unix socket.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Mapping
from typing import Any

import orjson


def main(path: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "roundup.config.settings"
    import django

    django.setup()
    from django.db import close_old_connections

    listening = socket.socket(socket.AF_UNIX)
    listening.bind(path)
    listening.listen()
    while True:
        line, _ = listening.accept()
        with line, line.makefile("rwb") as talk:
            for order in talk:
                close_old_connections()
                talk.write(orjson.dumps(_answer(orjson.loads(order))) + b"\n")
                talk.flush()


def _answer(order: Mapping[str, Any]) -> Any:
    """Do one order; a refusal is told, and so is a database that is busy."""
    from django.db import OperationalError

    from roundup.core.errors import RoundupError

    arguments = {name: value for name, value in order.items() if name != "do"}
    try:
        return {"found": _ORDERS[order["do"]](**arguments)}
    except (RoundupError, OperationalError) as error:
        return {"refused": str(error)}


def _edition() -> Any:
    from roundup.editions.models import Edition

    return Edition.objects.order_by("pk").first()


def status() -> Any:
    """Return the closed account, as `roundup status --json` does."""
    from roundup.events.mailing_totals import account_with_events

    return account_with_events(_edition())


def ledger() -> Any:
    """Return where everybody is: deliveries and exclusions by the reader's id."""
    from django.db import transaction

    from roundup.sending.models import Delivery, Exclusion

    with transaction.atomic():
        deliveries = Delivery.objects.values_list("subscriber_id", "outcome", "batch__state")
        return {
            "deliveries": [list(row) for row in deliveries],
            "exclusions": [list(row) for row in Exclusion.objects.values_list("subscriber_id", "reason")],
        }


def facts() -> Any:
    """Return what else a judge looks at."""
    from roundup.events.models import Event, Notice, Tally
    from roundup.publications.models import Alarm
    from roundup.sending.models import Mailing
    from roundup.sending.settling.resolve import count_incidents

    return {
        "incidents": count_incidents(),
        "alarms": list(Alarm.objects.filter(cleared_at=None).values_list("about", flat=True)),
        "mailings": Mailing.objects.count(),
        "events": Event.objects.count(),
        "waiting": Notice.objects.filter(applied_at=None).count(),
        "tallies": dict(Tally.objects.values_list("word", "count")),
    }


def metrics() -> Any:
    from roundup.events.metrics import text

    return text()


def uncertain() -> Any:
    """Return who is in each uncertain batch."""
    from roundup.sending.models import Batch

    return {
        str(batch.pk): list(batch.deliveries.filter(outcome=0).values_list("subscriber_id", flat=True))
        for batch in Batch.objects.filter(state="uncertain")
    }


def states() -> Any:
    from django.db.models import Count

    from roundup.sending.models import Batch

    return dict(Batch.objects.values_list("state").annotate(n=Count("pk")).order_by())


def decide(batch: int, taken: bool) -> Any:
    from django.utils import timezone

    from roundup.sending.settling.resolve import decide_uncertain

    return decide_uncertain(batch, taken=taken, who="An editor", now=timezone.now())


def hold() -> Any:
    from django.utils import timezone

    from roundup.sending import control

    return control.hold_sending(_edition(), "wait", timezone.now())


def resume() -> Any:
    from django.utils import timezone

    from roundup.sending import control

    return control.resume_sending(_edition(), timezone.now())


def cancel() -> Any:
    from django.utils import timezone

    from roundup.sending import control

    return control.cancel_sending(_edition(), timezone.now())


def lift_fence() -> Any:
    from django.utils import timezone

    from roundup.sending.safety import fence

    return fence.lift(timezone.now())


def unsubscribe(ids: list[int]) -> Any:
    from django.utils import timezone

    from roundup.subscribers.models import Subscriber
    from roundup.subscribers.subscriptions import unsubscribe

    for subscriber in Subscriber.objects.filter(pk__in=ids):
        unsubscribe(subscriber, "link", timezone.now())


def erase(ids: list[int]) -> Any:
    from django.utils import timezone

    from roundup.subscribers.models import Subscriber
    from roundup.subscribers.subscriptions import erase

    for subscriber in Subscriber.objects.filter(pk__in=ids):
        erase(subscriber, timezone.now())


def delete(ids: list[int]) -> Any:
    from roundup.subscribers.models import Subscriber

    return Subscriber.objects.filter(pk__in=ids).delete()[0]


def move(number: int, address: str) -> Any:
    """Give a reader another address."""
    from roundup.core.email_addresses import normalise_address
    from roundup.subscribers.models import Subscriber
    from roundup.subscribers.suppressions import hash_of

    new = normalise_address(address)
    return Subscriber.objects.filter(pk=number).update(
        email=new.email, email_key=new.key, email_hash=hash_of(new.key)
    )


def state() -> Any:
    """State which installation this is, as `roundup up` does."""
    from django.utils import timezone

    from roundup.sending.safety import installation

    return installation.state_installation(timezone.now(), others_at_work=False).identity


def become_staging() -> Any:
    """Give every reader an address of another installation's."""
    from roundup.subscribers.models import Subscriber
    from tests.chaos.founder import address_at_staging

    return sum(move(pk, address_at_staging(pk)) for pk in Subscriber.objects.values_list("pk", flat=True))


def unmailed() -> Any:
    """Return who would not be mailed any more: who has left, or whose address is suppressed."""
    from roundup.subscribers.models import Subscriber, Suppression

    suppressed = Subscriber.objects.filter(email_hash__in=Suppression.objects.values("email_hash"))
    left = Subscriber.objects.exclude(status="active")
    return sorted({*left.values_list("pk", flat=True), *suppressed.values_list("pk", flat=True)})


_ORDERS: Mapping[str, Callable[..., Any]] = {
    order.__name__: order
    for order in (
        become_staging,
        cancel,
        decide,
        delete,
        erase,
        facts,
        hold,
        ledger,
        lift_fence,
        metrics,
        move,
        resume,
        state,
        states,
        status,
        uncertain,
        unmailed,
        unsubscribe,
    )
}
