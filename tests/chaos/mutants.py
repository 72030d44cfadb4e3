"""Six rules of the engine taken out, one at a time (`CHAOS_MUTANT`): each must be found out.

Beside them, three ways in which an address gets where none may be.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from typing import Any

VARIABLE = "CHAOS_MUTANT"


def mutate() -> None:
    """Take out the rule that the environment names, if it names one."""
    if name := os.environ.get(VARIABLE):
        (MUTANTS | LEAKS)[name]()


def back_by_timer() -> None:
    """A batch whose worker was gone while it posted goes again when its lease is over."""
    from roundup.sending import tasks
    from roundup.sending.models import Batch

    def expire_leases(now: datetime) -> None:
        out = Batch.objects.filter(lease_until__lt=now, state__in=["leased", "posting"])
        out.update(state="ready", lease_until=None)

    _replace(tasks, "expire_leases", expire_leases)


def retry_on_5xx() -> None:
    """A 5xx is taken for "not accepted"."""
    from roundup.core.errors import ProviderBusy, ProviderUncertain
    from roundup.providers.sendgrid import client

    original = client.raise_for

    def raise_for(response: Any, now: float) -> None:
        try:
            original(response, now)
        except ProviderUncertain as error:
            raise ProviderBusy(str(error)) from error

    _replace(client, "raise_for", raise_for)


def no_fence() -> None:
    """Whoever once held a batch may post it and write what became of it."""
    from roundup.sending.handing_over import snapshot

    asked = snapshot._SNAPSHOT
    snapshot._SNAPSHOT = asked[: asked.index("AND b.epoch")] + "AND %s >= 0 AND %s IS NOT NULL"


def no_deadline() -> None:
    """A worker that wakes up late in mid-post goes on as if no time had passed."""
    from roundup.core.deadlines import NEVER
    from roundup.sending import tasks

    original = tasks.begin_post

    def begin(lease: Any, now: datetime, provider: Any) -> Any:
        posting = original(lease, now, provider)
        if posting:
            object.__setattr__(posting, "deadline", NEVER)
        return posting

    _replace(tasks, "begin_post", begin)


def loose_evidence() -> None:
    """Silence after the window counts as "not accepted"."""
    from roundup.sending.settling import resolve

    original = resolve._evidence

    def evidence(batch: Any, provider: Any, now: datetime) -> tuple[bool | None, str]:
        taken, why = original(batch, provider, now)
        return (False, "Nothing was heard of it.") if taken is None else (taken, why)

    _replace(resolve, "_evidence", evidence)


def events_twice() -> None:
    """Every copy of an event counts as a new one."""
    import secrets

    from roundup.events import facts

    original = facts._detail_hash

    def detail_hash(*args: Any) -> int:
        return original(*args) ^ secrets.randbits(62)

    _replace(facts, "_detail_hash", detail_hash)


def address_in_log() -> None:
    """A worker says whom it mails, past the loggers, which blot addresses out."""
    import sys

    def talk(batch: Any) -> Any:
        sys.stderr.write(f"mailing {batch.recipients[0].email}\n")
        return batch

    _told(talk)


def address_in_url() -> None:
    """A worker asks the provider about a reader by URL."""
    from roundup.sending import tasks

    def ask(batch: Any) -> Any:
        client = tasks.provider()._api.client  # type: ignore[attr-defined]
        client.suppression.bounces._(batch.recipients[0].email).get()
        return batch

    _told(ask)


def address_in_arguments() -> None:
    """An attempt is named after a reader."""
    from dataclasses import replace

    _told(lambda batch: replace(batch, attempt=batch.attempt + batch.recipients[0].email))


def _told(tell: Callable[[Any], Any]) -> None:
    """Have `tell` see every batch that leaves, and return what leaves in its place."""
    from roundup.sending.handing_over import submit

    original = submit.outgoing_batch
    _replace(submit, "outgoing_batch", lambda *args: tell(original(*args)))


def _replace(module: Any, name: str, changed: Any) -> None:
    """Set a name that is there. Raises AttributeError for a rule that has moved away."""
    getattr(module, name)
    setattr(module, name, changed)


LEAKS: dict[str, Callable[[], None]] = {
    mutant.__name__.replace("_", "-"): mutant
    for mutant in (address_in_log, address_in_url, address_in_arguments)
}
MUTANTS: dict[str, Callable[[], None]] = {
    mutant.__name__.replace("_", "-"): mutant
    for mutant in (back_by_timer, retry_on_5xx, no_fence, no_deadline, loose_evidence, events_twice)
}
