"""Which of our pictures a draft's stories show. Once an edition is approved, that stays as it is."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from roundup.articles.models import Picture
from roundup.articles.pictures import copying
from roundup.articles.sources.fetch import Fetcher
from roundup.editions.models import Edition, Story

_LONGEST_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True)
class Copied:
    """How many of a draft's pictures were copied now, and why the others were not."""

    kept: int = 0
    problems: tuple[str, ...] = ()


def copy_pictures(edition: Edition, now: datetime, fetcher: Fetcher) -> Copied:
    """Copy the pictures that a draft's stories show and that we lack.

    Begins no other once a minute has passed; the rest is for the next look. Safe to run twice, at
    once or later: each picture is claimed, and set on the stories of a draft only.
    """
    kept, problems, ends = 0, [], time.monotonic() + _LONGEST_SECONDS
    for url in copying.wanting(_urls(_bare(edition)), now):
        if time.monotonic() > ends:
            break
        picture = copying.copy(url, now, fetcher)
        kept += picture.kept_at is not None
        if picture.problem:
            problems.append(f"{picture.problem} {url}")
    link_pictures(edition)
    return Copied(kept, tuple(problems))


def link_pictures(edition: Edition) -> None:
    """Let the stories of a draft show the copies that we have of their pictures."""
    with transaction.atomic():
        locked = Edition.objects.select_for_update().get(pk=edition.pk)
        if locked.status != Edition.Status.DRAFT:
            return
        stories = list(_bare(locked))
        known = copying.kept(_urls(stories))
        found = [story for story in stories if _picture_of(story, known)]
        Story.objects.bulk_update(found, ["picture"])


def drafts_wanting(now: datetime) -> list[int]:
    """Return the ids of the drafts that show a picture which may be copied now, or waits to be shown."""
    found = []
    for edition in Edition.objects.filter(status=Edition.Status.DRAFT):
        urls = _urls(_bare(edition))
        if copying.wanting(urls, now) or copying.kept(urls):
            found.append(edition.pk)
    return found


def _bare(edition: Edition) -> QuerySet[Story]:
    return edition.stories.filter(picture=None, image__isnull=False)


def _urls(stories: QuerySet[Story] | list[Story]) -> list[str]:
    return [url for story in stories if story.image and (url := story.image.get("url"))]


def _picture_of(story: Story, known: dict[str, Picture]) -> Picture | None:
    story.picture = known.get((story.image or {}).get("url", ""))
    return story.picture
