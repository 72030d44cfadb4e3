"""Settles uncertain batches: by evidence or as a person decides, never because time has passed.

In order: an event with the attempt's nonce proves acceptance, whenever it comes. After the window the
provider is asked. If it cannot tell, neighbours may: if events name all batches posted around the same time,
but not this one, it never arrived. Otherwise a person decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count

from roundup.core.newsroom_language import tell, tell_count
from roundup.providers import Provider
from roundup.publications.alarms import clear_alarm, raise_alarm
from roundup.sending.models import Attempt, Batch, Delivery
from roundup.sending.safety import installation
from roundup.sending.settling.neighbours import never_arrived
from roundup.sending.transactions import write_transaction
from roundup.subscribers.audience import current_candidates

State = Batch.State
# A provider may index late: it must miss an attempt twice, this far apart, before its word counts.
_TWICE = timedelta(minutes=10)
_SAMPLE = 3


def prove_taken(nonces: Iterable[str], now: datetime) -> int:
    """Record that events name these attempts, so the provider accepted them. Return how many were new.

    Safe for any nonces, any number of times and in any order. A batch that waits or is uncertain becomes
    accepted at once; two proven attempts of one batch are an incident.
    """
    proven = 0
    unproven = Attempt.objects.filter(nonce__in=list(nonces), proven_at=None)
    # Always in one order, so that two workers that prove the same attempts never block each other.
    for attempt in unproven.order_by("batch_id", "epoch"):
        with write_transaction():
            batch = Batch.objects.select_for_update(of=("self",)).get(pk=attempt.batch_id)
            if not Attempt.objects.filter(pk=attempt.pk, proven_at=None).update(proven_at=now):
                continue
            proven += 1
            _accept_by_event(batch, attempt, now)
    return proven


def _accept_by_event(batch: Batch, attempt: Attempt, now: datetime) -> None:
    others = Attempt.objects.filter(batch=batch).exclude(pk=attempt.pk)
    if others.filter(proven_at__isnull=False).exists():
        _tell_twice(batch, now)
    waiting = batch.state in (State.READY, State.LEASED, State.UNCERTAIN)
    if waiting or (batch.state == State.POSTING and batch.epoch == attempt.epoch):
        Batch.objects.filter(pk=batch.pk).update(
            state=State.ACCEPTED,
            lease_until=None,
            evidence=tell("An event proved that the provider took it."),
        )
        clear_alarm(batch.mailing.edition.publication, f"batch:{batch.pk}:uncertain", now)


def _tell_twice(batch: Batch, now: datetime) -> None:
    raise_alarm(
        batch.mailing.edition.publication,
        f"batch:{batch.pk}:twice",
        tell_count(
            "Batch %(batch)s (%(n)s reader) was accepted twice: see docs/OPERATIONS.",
            "Batch %(batch)s (%(n)s readers) was accepted twice: see docs/OPERATIONS.",
            batch.posted,
            batch=batch.seq,
        ),
        now,
    )


def count_incidents() -> int:
    """Count the batches with two proven attempts, whose readers got a mailing twice."""
    proven = Attempt.objects.filter(proven_at__isnull=False).values("batch_id").annotate(n=Count("pk"))
    return proven.filter(n__gt=1).count()


def settle_uncertain(provider: Provider, now: datetime) -> None:
    """Look for evidence about every uncertain batch that has waited long enough for events.

    Only batches that left by the outlet of `provider`: another provider never had them, and would say so.
    """
    waiting = Batch.objects.filter(
        state=State.UNCERTAIN,
        posted_at__lte=now - settings.UNCERTAIN_AFTER,
        mailing__in=installation.our_mailings(),
    )
    for batch in waiting.select_related("mailing__edition__publication").order_by("pk"):
        taken, evidence = _evidence(batch, provider, now)
        if taken is not None:
            _settled(batch, taken, evidence, now)
        elif not evidence:
            _tell(batch, now)


def _evidence(batch: Batch, provider: Provider, now: datetime) -> tuple[bool | None, str]:
    """Return whether a batch was taken, and the evidence; None and no evidence if a person must decide.

    None with evidence means that the provider is asked once more in a few minutes.
    """
    if not batch.deliveries.filter(outcome=Delivery.Outcome.FOLLOWS_BATCH).exists():
        return True, tell("Events prove that its readers were mailed before the restore.")
    if Attempt.objects.filter(batch=batch, proven_at__isnull=False).exists():
        return True, tell("An event proved that the provider took it.")
    attempt = Attempt.objects.filter(batch=batch, epoch=batch.epoch).first()
    if attempt is None:
        return None, ""
    readers = _sample(batch)
    said = provider.probe(f"{batch.mailing_id}-{batch.seq}", attempt.nonce, attempt.posting_at, readers)
    if said:
        return True, tell("The provider has it.")
    if said is False and (provider.knows_at_once or _missed_twice(attempt, now)):
        return False, tell("The provider does not have it.")
    if never_arrived(batch, now):
        return False, tell("Events show readers of neighbouring batches, but none of its own.")
    return None, tell("The provider does not have it.") if said is False else ""


def _sample(batch: Batch) -> Sequence[str]:
    """Return the addresses of a few of its readers, for providers that must be asked by address."""
    ids = batch.deliveries.filter(outcome=0).order_by("subscriber_id").values_list("subscriber_id", flat=True)
    return [reader.email for reader in current_candidates(list(ids[:_SAMPLE])).values()]


def _missed_twice(attempt: Attempt, now: datetime) -> bool:
    if attempt.missed_at is None:
        Attempt.objects.filter(pk=attempt.pk, missed_at=None).update(missed_at=now)
        return False
    return now - attempt.missed_at >= _TWICE


def _settled(batch: Batch, taken: bool, evidence: str, now: datetime) -> bool:
    """Move an uncertain batch on, if its epoch is still the same."""
    state = State.ACCEPTED if taken else State.READY
    moved = Batch.objects.filter(pk=batch.pk, epoch=batch.epoch, state=State.UNCERTAIN).update(
        state=state, evidence=evidence[:300], not_before=None
    )
    if moved:
        clear_alarm(batch.mailing.edition.publication, f"batch:{batch.pk}:uncertain", now)
    return bool(moved)


def _tell(batch: Batch, now: datetime) -> None:
    readers = batch.deliveries.filter(outcome=Delivery.Outcome.FOLLOWS_BATCH).count()
    raise_alarm(
        batch.mailing.edition.publication,
        f"batch:{batch.pk}:uncertain",
        tell_count(
            "We cannot know whether batch %(batch)s of edition %(edition)s (%(n)s reader) was sent. "
            "Nothing is sent twice: it stays as it is until there is evidence, "
            "or you decide on the edition's page.",
            "We cannot know whether batch %(batch)s of edition %(edition)s (%(n)s readers) was sent. "
            "Nothing is sent twice: it stays as it is until there is evidence, "
            "or you decide on the edition's page.",
            readers,
            batch=batch.seq,
            edition=batch.mailing.edition.number,
        ),
        now,
    )


def decide_uncertain(batch_id: int, *, taken: bool, who: str, now: datetime) -> bool:
    """Settle an uncertain batch as a person decides: mark it accepted, or send it again.

    Returns whether it was still uncertain. Sending again may mail readers twice; the person has chosen that.
    """
    batch = Batch.objects.select_related("mailing__edition__publication").get(pk=batch_id)
    evidence = (
        tell("%(who)s marked it accepted.", who=who)
        if taken
        else tell("%(who)s marked it to be sent again.", who=who)
    )
    return _settled(batch, taken, evidence, now)
