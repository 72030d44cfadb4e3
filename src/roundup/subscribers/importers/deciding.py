"""What an import does with each row, given what is known of its address."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from roundup.core.addresses import Address
from roundup.core.errors import Refused
from roundup.core.sections import label_key
from roundup.core.suppression import Reason
from roundup.publications.models import Publication
from roundup.subscribers.importers.base import ImportReport, ImportRow, Standing
from roundup.subscribers.models import Subscriber, Suppression

_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that makes sense. `first` is the line where its address stands for the first time."""

    line: int
    address: Address
    email_hash: str
    row: ImportRow
    first: int

    @property
    def ends_mail(self) -> bool:
        return self.row.standing in (Standing.UNSUBSCRIBED, Standing.SUPPRESSED)


@dataclass(slots=True)
class Plan:
    """What is to be written for a chunk, and what the report will say."""

    create: list[Entry] = field(default_factory=list)
    rename: dict[int, str] = field(default_factory=dict)
    # By key: a leave in a later row counts though an earlier row of the same file made the reader.
    leave: set[str] = field(default_factory=set)
    suppress: dict[str, Reason] = field(default_factory=dict)
    counts: list[tuple[str, int, str]] = field(default_factory=list)

    def tell(self, report: ImportReport) -> None:
        for what, line, reason in self.counts:
            if reason:
                report.refuse(what, line, reason)
            else:
                report.count(what)


class Judge:
    """Decides for one publication."""

    def __init__(self, publication: Publication, now: datetime) -> None:
        self.publication = publication
        self.now = now
        sections = publication.sections.values_list("key", "name")
        self._sections = {label_key(word): key for key, name in sections for word in (name, key)}

    def checked(self, row: ImportRow) -> ImportRow:
        """Return the row with its sections as keys. Raises Refused for one we cannot take as it is."""
        if row.created_at and row.created_at > self.now + timedelta(days=1):
            raise Refused("created_at lies in the future.")
        unknown = [word for word in row.sections if label_key(word) not in self._sections]
        if unknown:
            raise Refused("It names a section that the publication does not have: add the section first.")
        keys = tuple(sorted({self._sections[label_key(word)] for word in row.sections}))
        return replace(row, sections=keys, name=_one_line(row.name))

    def plan(self, entries: list[Entry]) -> Plan:
        """Return what is to be done. Reads the database, writes nothing."""
        plan = Plan()
        keys = [entry.address.key for entry in entries]
        rows = Subscriber.objects.filter(publication=self.publication, email_key__in=keys)
        known = {row.email_key: row for row in rows.only("pk", "email_key", "name", "status")}
        hashes = [entry.email_hash for entry in entries]
        closed = set(Suppression.objects.filter(email_hash__in=hashes).values_list("email_hash", flat=True))
        for entry in entries:
            _decide(plan, entry, known.get(entry.address.key), entry.email_hash in closed)
        return plan


def _decide(plan: Plan, entry: Entry, known: Subscriber | None, closed: bool) -> None:
    if entry.row.standing is Standing.UNSUBSCRIBED:
        plan.leave.add(entry.address.key)
    if entry.row.standing is Standing.SUPPRESSED:
        plan.suppress[entry.email_hash] = entry.row.reason
    if entry.first != entry.line:
        ends = " It ends the mail to that reader." if entry.ends_mail else ""
        plan.counts.append(("duplicate", entry.line, f"The same address stands in line {entry.first}.{ends}"))
    elif entry.row.standing is Standing.SUPPRESSED:
        plan.counts.append(("suppressed", entry.line, f"The file says: {entry.row.reason.value}."))
    elif closed:
        plan.counts.append(("suppressed", entry.line, "The address is suppressed here: it stays so."))
    elif known is None:
        plan.create.append(entry)
        waits = entry.row.standing is Standing.PENDING
        plan.counts.append(("without_consent" if waits else "new", entry.line, ""))
    else:
        plan.counts.append((_update(plan, entry, known), entry.line, ""))


def _update(plan: Plan, entry: Entry, known: Subscriber) -> str:
    """Plan what a file may change about a reader we know: the name, and that they left."""
    leaves = entry.row.standing is Standing.UNSUBSCRIBED and known.status != Subscriber.Status.UNSUBSCRIBED
    renamed = bool(entry.row.name) and entry.row.name != known.name
    if renamed:
        plan.rename[known.pk] = entry.row.name
    return "updated" if leaves or renamed else "unchanged"


def _one_line(name: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in name).split())[:_LONGEST_NAME]
