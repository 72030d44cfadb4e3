"""Checks whether what a draft links to can be opened: tries its links, seldom and within a minute."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db.models import Q

from roundup.articles.sources.fetch import AnswerError, Fetcher, Timeouts
from roundup.core.content import Block
from roundup.core.errors import SourceError
from roundup.editions.look_models import LinkAnswer
from roundup.editions.models import Edition
from roundup.rendering.checks import Finding, Severity
from roundup.rendering.checks.hosts import is_draft, url_parts
from roundup.rendering.checks.link_answers import SAID, Answer, finding_of, tried_links
from roundup.rendering.rich_text import addresses_in

_LONGEST_SECONDS: Final = 60.0
_GOOD_FOR: Final = timedelta(hours=12)
_AGAIN_AFTER: Final = timedelta(hours=1)
_ENOUGH_BYTES: Final = 512 * 1024
_GONE: Final = (404, 410)
# The server answered, but with more than we want to read, or in a form that we do not understand.
_ANSWERED: Final = frozenset({"too-large", "bad-encoding"})
# Reported by the checks of the address itself, or only a problem of this installation.
_OURS: Final = frozenset({"private-address", "bad-address", "bad-port"})


def asking_fetcher() -> Fetcher:
    """Return a fetcher with short timeouts: a link that fails is tried again later anyway."""
    timeouts = Timeouts(connect=4, read=8, total=12)
    return Fetcher(settings.FETCH_ALLOW, f"roundup (+{settings.BASE_URL})", timeouts=timeouts)


def ask_links(edition: Edition, now: datetime, fetcher: Fetcher, *, anew: bool = False) -> int:
    """Try those of an edition's links that were not tried lately; return how many were tried.

    After a minute, it starts no more; the rest waits for the next time. Safe to run twice, at the same time
    or later: each link is claimed before it is tried. With `anew`, all links are tried.
    """
    asked, ends = 0, time.monotonic() + _LONGEST_SECONDS
    for url in dict.fromkeys(_urls(edition)):
        if time.monotonic() > ends:
            break
        if _claimed(url, now, anew=anew):
            state = _state(url, fetcher)
            LinkAnswer.objects.filter(key=_key(url)).update(state=state)
            asked += 1
    return asked


def drafts_with_unasked_links(now: datetime) -> list[int]:
    """Return the ids of the drafts that have a link to be tried now."""
    found = []
    for edition in Edition.objects.filter(status=Edition.Status.DRAFT):
        keys = {_key(url) for url in _urls(edition)}
        known = LinkAnswer.objects.filter(key__in=keys).exclude(_stale(now)).count()
        if known < len(keys):
            found.append(edition.pk)
    return found


def answers_of(blocks: Iterable[Block]) -> tuple[Finding, ...]:
    """Return the findings about the links of stories and texts in `blocks`, errors first."""
    by_key = {_key(tried.url): tried for tried in reversed([*tried_links(blocks)])}
    rows = LinkAnswer.objects.filter(key__in=by_key, state__in=SAID).values_list("key", "state")
    found = [finding_of(by_key[key], Answer(state)) for key, state in rows]
    return tuple(sorted(found, key=lambda each: (each.severity != Severity.ERROR, each.message)))


def _urls(edition: Edition) -> list[str]:
    told = list(edition.stories.order_by("position").values_list("article__url", "blurb"))
    texts = [edition.note, edition.sponsor.get("text", ""), *(blurb for _, blurb in told)]
    return [*(url for url, _ in told), *(url for text in texts for url in addresses_in(text))]


def _claimed(url: str, now: datetime, *, anew: bool) -> bool:
    row, created = LinkAnswer.objects.get_or_create(key=_key(url), defaults={"url": url, "asked_at": now})
    if created:
        return True
    due = LinkAnswer.objects.filter(pk=row.pk, asked_at=row.asked_at)
    return bool((due if anew else due.filter(_stale(now))).update(asked_at=now))


def _stale(now: datetime) -> Q:
    return Q(asked_at__lte=now - _GOOD_FOR) | (~Q(state=Answer.FINE) & Q(asked_at__lte=now - _AGAIN_AFTER))


def _state(url: str, fetcher: Fetcher) -> Answer:
    try:
        fetched = fetcher.fetch(url, max_bytes=_ENOUGH_BYTES)
    except AnswerError as answer:
        # 401, 403 and 429: the page exists, but not for programs.
        return (
            Answer.GONE if answer.status in _GONE else Answer.SILENT if answer.status >= 500 else Answer.FINE
        )
    except SourceError as error:
        return Answer.FINE if error.code in _ANSWERED | _OURS else Answer.SILENT
    parts = url_parts(fetched.final_url)
    return Answer.DRAFT if parts and is_draft(parts) else Answer.FINE


def _key(url: str) -> str:
    return hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()
