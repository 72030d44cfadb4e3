"""What the tests of imports share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from roundup.publications.models import Publication
from roundup.subscribers.importers import ImportReport, import_file
from roundup.subscribers.models import Subscriber, Suppression
from roundup.subscribers.suppressions import hash_of
from tests.making import NOW

COUNTS = (
    "new",
    "updated",
    "unchanged",
    "unsubscribed",
    "suppressed",
    "invalid",
    "duplicate",
    "without_consent",
)


def load(
    publication: Publication, folder: Path, text: str | bytes, *, filename: str = "readers.csv", **more: Any
) -> ImportReport:
    path = folder / filename
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return import_file(publication, path, now=NOW, **more)


def counts(report: ImportReport) -> dict[str, int]:
    return {name: getattr(report, name) for name in COUNTS if getattr(report, name)}


def standing() -> dict[str, str]:
    return dict(Subscriber.objects.values_list("email_key", "status"))


def state(name: str) -> str:
    """Return a reader's standing: a status, `suppressed:` and why, or absent."""
    key = f"{name}@example.org"
    closed = Suppression.objects.filter(email_hash=hash_of(key)).first()
    if closed:
        return f"suppressed:{closed.reason}"
    return standing().get(key, "absent")
