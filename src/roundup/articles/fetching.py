"""Looks at sources when they are due, one look at a time, and says what each look gave."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from django.db.models import Q, QuerySet

from roundup.articles import health
from roundup.articles.filling import fill_gaps
from roundup.articles.models import Source, Validator
from roundup.articles.sources.fetch import AnswerError, Fetched, Fetcher, Validators
from roundup.articles.sources.reader import read_document
from roundup.articles.sources.registry import is_page_kind
from roundup.articles.stale_sources import watch_silence
from roundup.articles.store import Stored, store_reading
from roundup.core.articles import Problem, Reading
from roundup.core.errors import SourceError
from roundup.core.newsroom_language import tell

log = logging.getLogger(__name__)

# Longer than any look takes. After this, the source of a worker that died may be looked at again.
_LEASE: Final = timedelta(minutes=5)


class Outcome(StrEnum):
    READ = "read"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    BUSY = "busy"


@dataclass(frozen=True, slots=True)
class FetchResult:
    """What one look at a source gave. `filled` counts the articles completed from their pages."""

    source_id: int
    url: str
    outcome: Outcome
    stored: Stored = field(default_factory=Stored)
    problems: tuple[Problem, ...] = ()
    filled: int = 0

    @property
    def failed(self) -> bool:
        return self.outcome is Outcome.FAILED

    def document(self) -> dict[str, Any]:
        """Return the result for programs, fit for JSON."""
        return {
            "source": self.source_id,
            "url": self.url,
            "outcome": self.outcome.value,
            "new": len(self.stored.new),
            "changed": len(self.stored.changed),
            "seen": len(self.stored.seen),
            "filled": self.filled,
            "problems": [{"code": each.code, "message": each.message} for each in self.problems],
        }

    def sentence(self) -> str:
        """Return the result for people."""
        match self.outcome:
            case Outcome.READ:
                new, changed, seen = (
                    len(ids) for ids in (self.stored.new, self.stored.changed, self.stored.seen)
                )
                return f"{self.url}: {new} new, {changed} changed, of {seen} shown."
            case Outcome.UNCHANGED:
                return f"{self.url}: nothing changed."
            case Outcome.BUSY:
                return f"{self.url}: another worker is looking at it right now."
        return f"{self.url}: {' '.join(each.message for each in self.problems)}"


def due_sources(now: datetime) -> list[int]:
    """Return the ids of the sources that are due, the one that has waited longest first."""
    return list(_due(now).order_by("next_fetch_at", "pk").values_list("pk", flat=True))


def are_sources_waiting(since: datetime) -> bool:
    """Say whether any source was due by `since` but has not been looked at. A new source is due at once."""
    asked = Q(next_fetch_at__lte=since) | Q(next_fetch_at=None, created_at__lte=since)
    return _unclaimed(since).filter(asked).exists()


def fetch_due(now: datetime, fetcher: Fetcher) -> list[FetchResult]:
    """Look at all sources that are due, one after the other."""
    return [fetch_source(source_id, now, fetcher, only_if_due=True) for source_id in due_sources(now)]


def fetch_source(
    source_id: int, now: datetime, fetcher: Fetcher, *, only_if_due: bool = False
) -> FetchResult:
    """Look at one source, store what it shows, and note how it is doing.

    Safe to run twice, at the same time or later: only the worker that claims the source looks, and storing
    the same reading again changes nothing. A claim that ran out counts as a failed look, and the next look
    waits as after any failure: a source that crashes its worker must not crash one worker after another.
    Never raises for a source that cannot be read; `problems` says why.
    """
    free = (_due(now) if only_if_due else _unclaimed(now)).filter(pk=source_id)
    source = free.select_related("publication").first()
    if source is None or not _claim(free, source, now):
        url = Source.objects.filter(pk=source_id).values_list("url", flat=True).first()
        return FetchResult(source_id, url or "", Outcome.BUSY)
    if source.claimed_until is not None:
        lost = _failed(source, _lost_look(), now)
        return lost if only_if_due else fetch_source(source_id, now, fetcher)
    try:
        return _look(source, now, fetcher)
    except SourceError as error:
        return _failed(source, error, now)
    except Exception:
        log.exception("Source %s could not be looked at", source_id)
        fault = SourceError("fault", tell("Roundup failed to read this source: see the log."))
        return _failed(source, fault, now)


def _claim(free: QuerySet[Source], source: Source, now: datetime) -> bool:
    """Claim a source that was free; return False if another worker has claimed it in the meantime."""
    return bool(free.filter(claimed_until=source.claimed_until).update(claimed_until=now + _LEASE))


def _lost_look() -> SourceError:
    return SourceError(
        "lost-look",
        tell(
            "The last look at it never finished: either its worker was stopped, or the source crashed "
            "it. It will be tried again."
        ),
    )


def _due(now: datetime) -> QuerySet[Source]:
    return _unclaimed(now).filter(Q(next_fetch_at=None) | Q(next_fetch_at__lte=now))


def _unclaimed(now: datetime) -> QuerySet[Source]:
    return Source.objects.filter(Q(claimed_until=None) | Q(claimed_until__lte=now))


def _look(source: Source, now: datetime, fetcher: Fetcher) -> FetchResult:
    known = {row.url: row for row in source.validators.all()}
    fetched = fetcher.fetch(source.url, known=lambda url: _sent(known.get(url)))
    reading = _read(source, fetched, known.get(fetched.final_url))
    stored = store_reading(source, reading, now) if reading else Stored()
    _keep_validators(source, fetched)
    health.note_success(source, fetched, reading, now)
    watch_silence(source, now)
    filled = fill_gaps(source, now, fetcher) if source.fills_from_page else 0
    outcome = Outcome.READ if reading else Outcome.UNCHANGED
    problems = reading.problems if reading else ()
    return FetchResult(source.pk, source.url, outcome, stored, problems, filled)


def _sent(row: Validator | None) -> Validators:
    return Validators(row.etag, row.last_modified) if row else Validators()


def _read(source: Source, fetched: Fetched, known: Validator | None) -> Reading | None:
    """Return what the answer contains, or None if it is the same as last time.

    Raises SourceError for an answer without articles, such as a front page, a login form or an error page
    instead of a feed.
    """
    if fetched.document is None or (known and known.body_hash == _hash(fetched)):
        return None
    reading = read_document(replace(fetched.document, zone=source.publication.timezone), source.kind)
    if is_page_kind(reading.kind) and source.read_as and not is_page_kind(source.read_as):
        raise SourceError(
            "page-instead", tell("A web page came instead of the feed; the articles we know were kept.")
        )
    if not reading.articles:
        raise SourceError(
            "no-articles", tell("The source shows no articles at all; the articles we know were kept.")
        )
    return reading


def _hash(fetched: Fetched) -> str:
    return hashlib.sha256(fetched.document.content).hexdigest() if fetched.document else ""


def _keep_validators(source: Source, fetched: Fetched) -> None:
    """Keep the validators of the URL that answered.

    This comes last, once everything that came with them is stored.
    """
    if fetched.document is None:
        return
    given = fetched.validators
    fresh = {"etag": given.etag, "last_modified": given.last_modified, "body_hash": _hash(fetched)}
    Validator.objects.update_or_create(source=source, url=fetched.final_url, defaults=fresh)


def _failed(source: Source, error: SourceError, now: datetime) -> FetchResult:
    answer = error if isinstance(error, AnswerError) else None
    health.note_failure(
        source,
        str(error),
        now,
        gone=answer is not None and answer.status == 410,
        at_least=answer.retry_after if answer else None,
    )
    problem = Problem(error.code, str(error))
    return FetchResult(source.pk, source.url, Outcome.FAILED, problems=(problem,))
