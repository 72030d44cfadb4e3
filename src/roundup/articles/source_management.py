"""Adds, removes and lists the places that articles come from."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Count, Max
from django.utils import timezone

from roundup.articles.health import alarm_subject
from roundup.articles.models import Source
from roundup.articles.sources.fetch import Fetcher, Timeouts
from roundup.articles.sources.fetch.destination import read_destination
from roundup.articles.sources.registry import KINDS
from roundup.articles.upheavals import upheaval_subjects
from roundup.core.errors import Refused, SourceError
from roundup.core.health import Health
from roundup.core.newsroom_language import tell
from roundup.core.urls import url_key
from roundup.publications.alarms import clear_alarm
from roundup.publications.models import Publication

_SHORTEST_INTERVAL: Final = 15
_LONGEST_INTERVAL: Final = 7 * 24 * 60
_LONGEST_URL: Final = 2000
# Some feed readers write addresses in this way.
_FEED_SCHEME: Final = re.compile(r"^feed:(?://)?(?:https?://)?", re.IGNORECASE)
_FILE: Final = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|pdf|mp[34]|m4[abv]|og[agv]|opus|wav|mov|webm|docx?|xlsx?|pptx?|zip|epub"
    r"|css|js)$",
    re.IGNORECASE,
)
_NEVER_READ: Final = frozenset({"private-address", "bad-port"})


def installed_fetcher(timeouts: Timeouts | None = None) -> Fetcher:
    """Return a fetcher that obeys this installation's settings and says who it is."""
    return Fetcher(settings.FETCH_ALLOW, f"roundup (+{settings.BASE_URL})", timeouts=timeouts)


def require_readable(url: str, *, looks_up: bool) -> str:
    """Raise Refused, in the fetcher's words, for an address that it will not read.

    Return any complaint that may be temporary, such as that there is no such host, or ''. A name is looked up
    only with `looks_up`, because this takes seconds if the DNS is slow.
    """
    try:
        installed_fetcher().check(url, looks_up=looks_up)
    except SourceError as error:
        if error.code in _NEVER_READ:
            raise Refused(str(error)) from None
        return str(error)
    return ""


def add_source(
    publication: Publication,
    url: str,
    *,
    kind: str = "",
    title: str = "",
    section: str = "",
    section_overrides: bool = False,
    fills_from_page: bool = True,
    interval_minutes: int = 60,
) -> Source:
    """Add a source; it is due at once. Nothing is fetched here.

    Raises Refused for an address that cannot be fetched or that the publication already reads, for an unknown
    kind, and for an interval below a quarter of an hour or above a week.
    """
    address = source_address(url)
    _check(kind, interval_minutes)
    if any(url_key(known) == url_key(address) for known in publication.sources.values_list("url", flat=True)):
        raise Refused(_already(publication, address))
    source = _removed_before(publication, address) or Source(publication=publication)
    source.url, source.kind = address, kind
    source.title, source.section = title.strip()[:300], section.strip()[:120]
    source.section_overrides = section_overrides
    source.fills_from_page, source.interval_minutes = fills_from_page, interval_minutes
    try:
        with transaction.atomic():
            source.save()
    except IntegrityError:
        raise Refused(_already(publication, address)) from None
    return source


def _removed_before(publication: Publication, address: str) -> Source | None:
    """Return the source that was removed from this address, as one that has yet to be read, or None.

    It remembers its articles, so none of them becomes new again.
    """
    removed = Source.with_removed.filter(publication=publication).exclude(removed_at=None)
    same = [each for each in removed.order_by("removed_at") if url_key(each.url) == url_key(address)]
    if not same:
        return None
    kept = same[-1]
    kept.validators.all().delete()
    fresh = Source(pk=kept.pk, publication=publication, shared_addresses=kept.shared_addresses)
    fresh.created_at, fresh._state.adding = timezone.now(), False
    return fresh


def set_section(source: Source, section: str, *, overrides: bool) -> None:
    """Change the section of a source's articles; existing drafts keep the old one."""
    source.section, source.section_overrides = section.strip()[:120], overrides
    source.save(update_fields=["section", "section_overrides"])


def remove_source(source: Source) -> None:
    """Remove a source and withdraw its alarms. Its articles stay and will be known if it is added again."""
    now = timezone.now()
    ours = [alarm_subject(source, what) for what in ("", "moved", "stale")]
    for subject in (*ours, *upheaval_subjects(source)):
        clear_alarm(source.publication, subject, now)
    Source.objects.filter(pk=source.pk).update(removed_at=now)


def list_sources(publication: Publication) -> list[dict[str, Any]]:
    """Return every source of a publication with its health, fit for JSON, the sources in trouble first."""
    rows = publication.sources.annotate(
        articles=Count("sightings"), newest_at=Max("sightings__seen_at")
    ).order_by("-failures", "pk")
    return [_listed(source) for source in rows]


def _already(publication: Publication, address: str) -> str:
    return tell("%(publication)s already reads %(address)s.", publication=publication, address=address)


def source_address(url: str) -> str:
    """Return the address of a source as it was typed or copied, without `feed:` and fragment.

    Raises Refused, with a sentence that says what to do, for an address that can never be a source.
    """
    text = _FEED_SCHEME.sub("https://", url.strip())
    try:
        read_destination(text)
    except SourceError as error:
        raise Refused(
            tell("%(address)s cannot be a source. %(why)s", address=repr(text), why=error)
        ) from None
    if len(text) > _LONGEST_URL:
        raise Refused(tell("A source's address may have at most %(most)s characters.", most=_LONGEST_URL))
    if _FILE.search(urlsplit(text).path):
        raise Refused(
            tell(
                "%(address)s is a picture or another file. Give the address of the site's feed, "
                "or of its front page: that names the feed.",
                address=text,
            )
        )
    return text.partition("#")[0]


def _check(kind: str, interval_minutes: int) -> None:
    if kind and kind not in KINDS:
        raise Refused(
            tell(
                "There is no source of the kind %(kind)s: use %(kinds)s, or leave it empty.",
                kind=repr(kind),
                kinds=", ".join(KINDS),
            )
        )
    if not _SHORTEST_INTERVAL <= interval_minutes <= _LONGEST_INTERVAL:
        raise Refused(tell("The interval of a source must be between 15 minutes and one week."))


def _listed(source: Source) -> dict[str, Any]:
    return {
        "id": source.pk,
        "url": source.url,
        "title": source.title,
        "kind": source.kind or source.read_as,
        "section": source.section,
        "section_overrides": source.section_overrides,
        "health": source.health,
        "failures": source.failures,
        "articles": source.articles,  # type: ignore[attr-defined]  # annotated above
        "last_problem": source.last_problem,
        "last_fetched_at": _iso(source.last_fetched_at),
        "last_success_at": _iso(source.last_success_at),
        "newest_at": _iso(source.newest_at),  # type: ignore[attr-defined]
        "next_fetch_at": _iso(source.next_fetch_at),
        "state": source_state(source),
    }


def source_state(source: Source) -> str:
    """Return a sentence that says how a source is doing and when it will be looked at again."""
    when = f"{source.next_fetch_at:%-d %B %Y, %H:%M} UTC" if source.next_fetch_at else "the next minute"
    if source.last_fetched_at is None:
        return f"Not looked at yet; it will be at {when}." if source.next_fetch_at else "Not looked at yet."
    if source.health == Health.ACTIVE:
        shared = " Several of its articles share an address." if source.shared_addresses else ""
        return f"Active; it will be looked at again at {when}.{shared}"
    times = "once" if source.failures == 1 else f"{source.failures} times in a row"
    return f"Failed {times}; it will be tried again at {when}."


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
