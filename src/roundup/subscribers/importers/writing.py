"""Writing down what was decided, in few statements."""

from __future__ import annotations

from datetime import datetime

from roundup.publications.models import Publication
from roundup.subscribers import leaves
from roundup.subscribers.importers.base import Standing
from roundup.subscribers.importers.deciding import Entry, Plan
from roundup.subscribers.models import Consent, Subscriber, Suppression
from roundup.subscribers.suppressions import suppress_hash

_STATUS = {
    Standing.ACTIVE: Subscriber.Status.ACTIVE,
    Standing.PENDING: Subscriber.Status.PENDING,
    Standing.UNSUBSCRIBED: Subscriber.Status.UNSUBSCRIBED,
}
CHANNEL = "import"


def write(plan: Plan, publication: Publication, now: datetime) -> None:
    """Write a plan down. Runs inside the transaction in which the plan was made."""
    _create(plan.create, publication, now)
    for pk, name in plan.rename.items():
        Subscriber.objects.filter(pk=pk).update(name=name)
    _leave(plan.leave, publication, now)
    _suppress(plan, now)


def _create(entries: list[Entry], publication: Publication, now: datetime) -> None:
    made = Subscriber.objects.bulk_create(_subscriber(entry, publication, now) for entry in entries)
    Consent.objects.bulk_create(
        _consent(subscriber, entry, now) for subscriber, entry in zip(made, entries, strict=True)
    )


def _subscriber(entry: Entry, publication: Publication, now: datetime) -> Subscriber:
    row = entry.row
    since = row.created_at or now
    return Subscriber(
        publication=publication,
        email=entry.address.email,
        email_key=entry.address.key,
        email_hash=entry.email_hash,
        name=row.name,
        status=_STATUS[row.standing],
        sections=list(row.sections),
        paused_until=row.paused_until,
        language=row.language,
        created_at=since,
        confirmed_at=since if row.standing is Standing.ACTIVE else None,
        unsubscribed_at=now if row.standing is Standing.UNSUBSCRIBED else None,
    )


def _consent(subscriber: Subscriber, entry: Entry, now: datetime) -> Consent:
    since = f", since {entry.row.created_at:%Y-%m-%d %H:%M} UTC" if entry.row.created_at else ""
    gone = entry.row.standing is Standing.UNSUBSCRIBED
    return Consent(
        subscriber=subscriber,
        act=Consent.Act.UNSUBSCRIBED if gone else Consent.Act.IMPORTED,
        at=now,
        channel=CHANNEL,
        wording=f"Line {entry.line} of an imported file said: {entry.row.standing.value}{since}.",
    )


def _leave(keys: set[str], publication: Publication, now: datetime) -> None:
    here = Subscriber.objects.filter(publication=publication, email_key__in=keys)
    leaving = list(here.exclude(status=Subscriber.Status.UNSUBSCRIBED).only("pk", "email_hash"))
    if not leaving:
        return
    Subscriber.objects.filter(pk__in=[reader.pk for reader in leaving]).update(
        status=Subscriber.Status.UNSUBSCRIBED, unsubscribed_at=now
    )
    Consent.objects.bulk_create(
        Consent(subscriber=reader, act=Consent.Act.UNSUBSCRIBED, at=now, channel=CHANNEL)
        for reader in leaving
    )
    leaves.append(
        [leaves.Entry(now, leaves.Act.LEFT, publication.slug, reader.email_hash) for reader in leaving], now
    )


def _suppress(plan: Plan, now: datetime) -> None:
    known = set(Suppression.objects.filter(email_hash__in=plan.suppress).values_list("email_hash", flat=True))
    Suppression.objects.bulk_create(
        Suppression(email_hash=email_hash, reason=reason.value, at=now, source=CHANNEL)
        for email_hash, reason in plan.suppress.items()
        if email_hash not in known
    )
    for email_hash in known:
        suppress_hash(email_hash, plan.suppress[email_hash], now, CHANNEL)
