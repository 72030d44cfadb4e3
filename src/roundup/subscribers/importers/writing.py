"""Writes what was decided, in few statements."""

from __future__ import annotations

from datetime import datetime

from roundup.publications.models import Publication
from roundup.subscribers import departures, journal_of_leaves
from roundup.subscribers.importers.deciding import Entry, Plan
from roundup.subscribers.importers.row_standing import Standing
from roundup.subscribers.models import Consent, Subscriber, Suppression
from roundup.subscribers.preference_columns import to_columns
from roundup.subscribers.suppressions import suppress_hash

_STATUS = {
    Standing.ACTIVE: Subscriber.Status.ACTIVE,
    Standing.PENDING: Subscriber.Status.PENDING,
    Standing.UNSUBSCRIBED: Subscriber.Status.UNSUBSCRIBED,
    # Kept as a subscriber who has not agreed, so that our export also says who must not be mailed.
    Standing.SUPPRESSED: Subscriber.Status.UNSUBSCRIBED,
}
CHANNEL = "import"


def write_plan(plan: Plan, publication: Publication, now: datetime) -> None:
    """Write a plan. Runs inside the transaction in which the plan was made."""
    _create(list(plan.create.values()), publication, now)
    _activate(plan.activate, now)
    for pk, name in plan.rename.items():
        Subscriber.objects.filter(pk=pk).update(name=name)
    _leave(plan.leave, publication, now)
    _suppress(plan, now)
    departures.remember(publication, plan.depart, now)


def _create(entries: list[Entry], publication: Publication, now: datetime) -> None:
    made = Subscriber.objects.bulk_create(_subscriber(entry, publication, now) for entry in entries)
    Consent.objects.bulk_create(
        _consent(subscriber, entry, now) for subscriber, entry in zip(made, entries, strict=True)
    )


def _subscriber(entry: Entry, publication: Publication, now: datetime) -> Subscriber:
    row = entry.row
    since = min(row.created_at or now, now)
    status = _STATUS[entry.said.standing]
    return Subscriber(
        publication=publication,
        email=entry.address.email,
        email_key=entry.address.key,
        email_hash=entry.email_hash,
        name=row.name,
        status=status,
        created_at=since,
        confirmed_at=since if status == Subscriber.Status.ACTIVE else None,
        unsubscribed_at=now if status == Subscriber.Status.UNSUBSCRIBED else None,
        **to_columns(row.preferences),
    )


def _activate(entries: dict[int, Entry], now: datetime) -> None:
    """Turn pending people into readers, by the consent that the file states or its importer vouches for."""
    waiting = Subscriber.objects.select_for_update().filter(pk__in=entries, status=Subscriber.Status.PENDING)
    activated = list(waiting)
    for subscriber in activated:
        subscriber.status = Subscriber.Status.ACTIVE
        subscriber.confirmed_at = min(entries[subscriber.pk].row.created_at or now, now)
        subscriber.forget_at = None
    Subscriber.objects.bulk_update(activated, ["status", "confirmed_at", "forget_at"])
    Consent.objects.bulk_create(_consent(each, entries[each.pk], now) for each in activated)


def _consent(subscriber: Subscriber, entry: Entry, now: datetime) -> Consent:
    return Consent(
        subscriber=subscriber,
        act=Consent.Act.UNSUBSCRIBED if entry.said.ends_mail else Consent.Act.IMPORTED,
        at=now,
        channel=CHANNEL,
        wording=_wording(entry),
    )


def _wording(entry: Entry) -> str:
    """Return what the file stated, in case somebody asks one day why we mail this reader."""
    created_at = entry.row.created_at
    since = f", since {created_at:%Y-%m-%d %H:%M} UTC" if created_at else ""
    if entry.said.vouched:
        return (
            f"Line {entry.line} of an imported file named the address{since}; whoever imported it vouched "
            "for its readers."
        )
    word = f" ({entry.said.word})" if entry.said.word else ""
    return f"Line {entry.line} of an imported file said: {entry.said}{word}{since}."


def _leave(entries: dict[str, Entry], publication: Publication, now: datetime) -> None:
    here = Subscriber.objects.filter(publication=publication, email_key__in=entries)
    leaving = list(here.exclude(status=Subscriber.Status.UNSUBSCRIBED).only("pk", "email_key", "email_hash"))
    Subscriber.objects.filter(pk__in=[each.pk for each in leaving]).update(
        status=Subscriber.Status.UNSUBSCRIBED, unsubscribed_at=now
    )
    Consent.objects.bulk_create(_consent(each, entries[each.email_key], now) for each in leaving)
    if leaving:
        journal_of_leaves.append(
            [
                journal_of_leaves.Entry(now, journal_of_leaves.Act.LEFT, publication.slug, each.email_hash)
                for each in leaving
            ],
            now,
        )


def _suppress(plan: Plan, now: datetime) -> None:
    known = set(Suppression.objects.filter(email_hash__in=plan.suppress).values_list("email_hash", flat=True))
    Suppression.objects.bulk_create(
        Suppression(email_hash=email_hash, reason=entry.said.reason.value, at=now, source=CHANNEL)
        for email_hash, entry in plan.suppress.items()
        if email_hash not in known
    )
    for email_hash in known:
        suppress_hash(email_hash, plan.suppress[email_hash].said.reason, now, CHANNEL)
