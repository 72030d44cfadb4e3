"""Tells a restored database who has left since its backup.

The database records how far it has read the journal of leaves. A restore sets that record back together with
everything else, so exactly the lines written since the backup are read again.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from roundup.core.errors import RoundupError
from roundup.core.newsroom_language import tell
from roundup.core.suppression import SuppressionReason
from roundup.publications.alarms import clear_alarm, raise_alarm
from roundup.publications.models import Publication
from roundup.subscribers import departures, journal_of_leaves, subscriptions
from roundup.subscribers.journal_of_leaves import Act, Entry
from roundup.subscribers.models import JournalRead, Subscriber
from roundup.subscribers.suppressions import suppress_hash

log = logging.getLogger(__name__)

CHANNEL = "journal"
_UNREADABLE = "installation:leaves-unread"
# Below the number of values that any database takes in one query.
_PAGE = 500


@dataclass(slots=True)
class Known:
    """What the journal says about one reader: the last thing they did, and how new their links are.

    `erased_at` is when they were forgotten, whatever they did afterwards.
    """

    last: Entry
    generation: int = 0
    erased_at: datetime | None = None

    @property
    def has_left(self) -> bool:
        return self.last.act in (Act.LEFT, Act.ERASED)


def catch_up(now: datetime) -> int:
    """Carry out what the journal says but this database has forgotten; return for how many readers.

    Cheap if nothing is new, and safe to repeat and to run several times at once. A reader who agreed again
    after leaving stays. If the journal cannot be read, this raises RoundupError and tells the editors: then
    nothing may leave.
    """
    try:
        journal, entries, end = _unread()
    except RoundupError as error:
        for publication in Publication.objects.all():
            raise_alarm(publication, _UNREADABLE, str(error), now)
        raise
    if end is None:
        return 0
    changed = _bring_about(_fold(entries), now)
    JournalRead.objects.update_or_create(journal=journal, defaults={"place": end})
    for publication in Publication.objects.all():
        clear_alarm(publication, _UNREADABLE, now)
    if changed:
        log.warning("readers who had left, and whom this database still knew as active: %s", changed)
    return changed


def unread_lines() -> int:
    """Return how many lines of the journal this database has not read yet. Raises as `catch_up` does."""
    return len(_unread()[1])


def _unread() -> tuple[str, list[Entry], int | None]:
    """Return the journal's name, what is new in it, and where that ends, or None if nothing is new."""
    try:
        journal = journal_of_leaves.name()
        if not journal:
            return journal, [], None
        read = JournalRead.objects.filter(journal=journal).values_list("place", flat=True).first()
        entries, end = journal_of_leaves.read(read or 0)
    except OSError as error:
        raise RoundupError(
            tell(
                "leaves.jsonl in the data folder cannot be read (%(error)s). It says who has left since "
                "the last backup: no mail to readers goes out until it can be read.",
                error=error.strerror or error,
            )
        ) from None
    return journal, entries, None if end == read else end


def _fold(entries: Iterable[Entry]) -> dict[tuple[str, str], Known]:
    """Return what counts for each reader: the line with the latest moment."""
    known: dict[tuple[str, str], Known] = {}
    for entry in sorted(entries, key=lambda entry: entry.at):
        key = entry.publication, entry.who
        found = known.setdefault(key, Known(entry))
        found.generation = 0 if entry.act is Act.ERASED else max(found.generation, entry.generation)
        found.erased_at = entry.at if entry.act is Act.ERASED else found.erased_at
        if entry.act is not Act.RENEWED:
            found.last = entry
    return known


def _bring_about(known: dict[tuple[str, str], Known], now: datetime) -> int:
    hashes = sorted({who for _, who in known})
    changed = 0
    for start in range(0, len(hashes), _PAGE):
        readers = Subscriber.objects.filter(email_hash__in=hashes[start : start + _PAGE])
        here = list(readers.order_by("pk").values_list("pk", "publication__slug", "email_hash"))
        for pk, slug, who in here:
            if found := known.get((slug, who)):
                changed += _remind(pk, found, now)
        _close(set(hashes[start : start + _PAGE]) - {who for _, _, who in here}, known, now)
    _remember_departures(known, now)
    return changed


def _close(strangers: Set[str], known: Mapping[tuple[str, str], Known], now: datetime) -> None:
    """Keep imports from bringing back readers who came and left after the backup, and are unknown here.

    The old address of a reader who moved is not suppressed: it is known here as a departure, and the mail
    that tells it about the move must still leave.
    """
    magazines = Publication.objects.all()
    moved = {(each.slug, who) for each in magazines for who in departures.departed_hashes(each, strangers)}
    for key, found in known.items():
        if key[1] in strangers and found.has_left and key not in moved:
            suppress_hash(key[1], SuppressionReason.UNSUBSCRIBED, now, CHANNEL)


def _remember_departures(known: Mapping[tuple[str, str], Known], now: datetime) -> None:
    """Record who left a publication that does not know them, even if another publication does."""
    for publication in Publication.objects.all():
        left = [who for (slug, who), found in known.items() if slug == publication.slug and found.has_left]
        for start in range(0, len(left), _PAGE):
            page = set(left[start : start + _PAGE])
            here = Subscriber.objects.filter(publication=publication, email_hash__in=page)
            departures.remember(publication, page - set(here.values_list("email_hash", flat=True)), now)


def _remind(pk: int, known: Known, now: datetime) -> bool:
    """Bring one reader into the recorded state; return whether they would have been mailed."""
    with transaction.atomic():
        # Read under the lock: the reader may be coming back at this moment.
        rows = Subscriber.objects.select_for_update(of=("self",)).select_related("publication")
        reader = rows.filter(pk=pk, erased_at=None).first()
        if reader is None:
            return False
        if known.generation > reader.link_generation:
            Subscriber.objects.filter(pk=pk).update(link_generation=known.generation)
        last, agreed_at = known.last, reader.confirmed_at or reader.created_at
        if known.erased_at and max(agreed_at, reader.created_at) <= known.erased_at:
            subscriptions.erase(reader, now)
            return True
        if last.act is not Act.LEFT or agreed_at > last.at:
            return False
        subscriptions.unsubscribe(reader, CHANNEL, last.at)
        return reader.status != Subscriber.Status.UNSUBSCRIBED
