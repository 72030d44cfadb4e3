"""Decides what an import does with each row, given what is known about its address."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from roundup.core.email_addresses import Address, mailbox_of
from roundup.core.lines import plain_line
from roundup.core.preferences import Preferences
from roundup.core.sections import label_key
from roundup.core.suppression import stronger_reason
from roundup.publications.models import Publication
from roundup.subscribers.departures import departed_hashes
from roundup.subscribers.importers.base import ImportReport, ImportRow
from roundup.subscribers.importers.row_standing import Said, Standing
from roundup.subscribers.models import Subscriber
from roundup.subscribers.objections import objecting_hashes
from roundup.subscribers.preference_rules import kept_of_import, offer_of
from roundup.subscribers.suppressions import hash_of, reasons_of

_LONGEST_NAME = 200
_NO_SUCH_SECTION = "{name} names a section that the publication does not have: the section is left out."


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that makes sense. `first` is the first line with its address."""

    line: int
    address: Address
    email_hash: str
    row: ImportRow
    said: Said
    first: int


@dataclass(slots=True)
class Plan:
    """What is to be written for some rows, and what the report will say."""

    # Written in this order, so that a row that ends mail always counts, wherever it is in the file.
    create: dict[str, Entry] = field(default_factory=dict)
    activate: dict[int, Entry] = field(default_factory=dict)
    rename: dict[int, str] = field(default_factory=dict)
    leave: dict[str, Entry] = field(default_factory=dict)
    suppress: dict[str, Entry] = field(default_factory=dict)
    depart: set[str] = field(default_factory=set)
    counts: list[str] = field(default_factory=list)
    told: list[tuple[int, str]] = field(default_factory=list)

    def count(self, what: str, entry: Entry, reason: str = "") -> None:
        self.counts.append(what)
        self.told += [(entry.line, each) for each in (reason, *entry.row.dropped) if each]

    def tell(self, report: ImportReport) -> None:
        for what in self.counts:
            report.count(what)
        for line, reason in self.told:
            report.tell(line, reason)


class Judge:
    """Decides for one publication."""

    def __init__(self, publication: Publication, now: datetime) -> None:
        self.publication = publication
        self.now = now
        sections = publication.sections.values_list("key", "name")
        self._sections = {label_key(word): key for key, name in sections for word in (name, key)}
        self._offer = offer_of(publication, now)

    def checked(self, row: ImportRow) -> ImportRow:
        """Return the row with its sections as keys, and without values that we cannot accept."""
        preferences, untold = self._preferences(row.preferences)
        since, dropped = row.created_at, [*row.dropped, *untold]
        if since and since > self.now + timedelta(days=1):
            since = None
            dropped.append("created_at is in the future: it is left out.")
        name = plain_line(row.name)[:_LONGEST_NAME]
        return replace(row, preferences=preferences, name=name, created_at=since, dropped=tuple(dropped))

    def _preferences(self, told: Preferences) -> tuple[Preferences, tuple[str, ...]]:
        known: dict[str, Any] = {
            name: self._known(getattr(told, name)) for name in ("sections", "muted_sections")
        }
        kept, untold = kept_of_import(replace(told, **known), self._offer)
        lost = [name for name in known if not all(map(self._key_of, getattr(told, name)))]
        return kept, (*untold, *(_NO_SUCH_SECTION.format(name=name) for name in lost))

    def _known(self, words: frozenset[str]) -> frozenset[str]:
        return frozenset(key for word in words if (key := self._key_of(word)))

    def _key_of(self, word: str) -> str:
        return self._sections.get(label_key(word), "")

    def plan(self, entries: list[Entry]) -> Plan:
        """Return what is to be done. Reads the database, writes nothing."""
        plan = Plan()
        keys = [entry.address.key for entry in entries]
        rows = Subscriber.objects.filter(publication=self.publication, email_key__in=keys)
        known = {row.email_key: row for row in rows.only("pk", "email_key", "name", "status")}
        closed = self._closed(entries, known)
        for entry in entries:
            _decide(plan, entry, known.get(entry.address.key), entry.address.key in closed)
        return plan

    def _closed(self, entries: list[Entry], known: dict[str, Subscriber]) -> set[str]:
        """Return the keys of addresses to which no import brings mail: suppressed, left, or objecting.

        An objection concerns a mailbox, but it does not stop another spelling of it that is subscribed.
        """
        hashes = [entry.email_hash for entry in entries]
        shut = departed_hashes(self.publication, hashes).union(reasons_of(hashes))
        mailboxes = {
            entry.address.key: hash_of(mailbox_of(entry.address.key))
            for entry in entries
            if (here := known.get(entry.address.key)) is None or here.status != Subscriber.Status.ACTIVE
        }
        objecting = objecting_hashes(self.publication, mailboxes.values(), self.now)
        closed = {entry.address.key for entry in entries if entry.email_hash in shut}
        return closed.union(key for key, mailbox in mailboxes.items() if mailbox in objecting)


def _decide(plan: Plan, entry: Entry, known: Subscriber | None, closed: bool) -> None:
    standing = entry.said.standing
    if standing in (Standing.UNSUBSCRIBED, Standing.UNKNOWN):
        plan.leave[entry.address.key] = entry
    if standing is Standing.SUPPRESSED:
        _suppress(plan, entry)
    if known is None and closed and standing in _LEFT:
        plan.depart.add(entry.email_hash)
    if entry.first != entry.line:
        if known is None and not closed and standing in _LEFT:
            plan.create.setdefault(entry.address.key, entry)
        ends = " This line ends the mail to that reader." if entry.said.ends_mail else ""
        plan.count("duplicate", entry, f"The same address is in line {entry.first}.{ends}")
    elif standing is Standing.SUPPRESSED:
        if known is None and not closed:
            plan.create[entry.address.key] = entry
        plan.count("suppressed", entry, f"The file says: {entry.said}.")
    elif closed:
        why = (
            "The address is suppressed here, or its reader has left or did not ask for the newsletter: the "
            "import does not change that."
        )
        plan.count("suppressed", entry, why)
    elif standing is Standing.UNKNOWN:
        _not_understood(plan, entry, known)
    elif known is None:
        plan.create[entry.address.key] = entry
        plan.count(_NEW[standing], entry)
    else:
        plan.count(_update(plan, entry, known), entry)


_LEFT = (Standing.UNSUBSCRIBED, Standing.SUPPRESSED)
_NEW = {
    Standing.ACTIVE: "new",
    Standing.PENDING: "without_consent",
    Standing.UNSUBSCRIBED: "unsubscribed",
}


def _suppress(plan: Plan, entry: Entry) -> None:
    other = plan.suppress.get(entry.email_hash)
    if other is None or stronger_reason(other.said.reason, entry.said.reason) is not other.said.reason:
        plan.suppress[entry.email_hash] = entry


def _not_understood(plan: Plan, entry: Entry, known: Subscriber | None) -> None:
    """Plan for an unknown status: it brings nobody in, and readers whom we have are no longer mailed."""
    word = f"“{entry.said.word}”" if entry.said.word else "of this line"
    stays = known is not None and known.status == Subscriber.Status.UNSUBSCRIBED
    ends = "was not taken in" if known is None else "had left before" if stays else "is no longer mailed"
    counted = "invalid" if known is None else "unchanged" if stays else "updated"
    plan.count(
        counted,
        entry,
        f"The status {word} is not known here: this address {ends}. The known statuses are active, pending, "
        "unsubscribed, bounced and complained.",
    )


def _update(plan: Plan, entry: Entry, known: Subscriber) -> str:
    """Plan what a file may change about a known reader: the name, that they agreed, that they left."""
    standing = entry.said.standing
    leaves = standing is Standing.UNSUBSCRIBED and known.status != Subscriber.Status.UNSUBSCRIBED
    agreed = standing is Standing.ACTIVE and known.status == Subscriber.Status.PENDING
    renamed = bool(entry.row.name) and entry.row.name != known.name
    if agreed:
        plan.activate[known.pk] = entry
    if renamed:
        plan.rename[known.pk] = entry.row.name
    return "updated" if leaves or agreed or renamed else "unchanged"
