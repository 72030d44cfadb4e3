"""Copies pictures from their publishers, each one once, and tries a few more times if that fails."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from roundup.articles.models import Picture
from roundup.articles.pictures.files import CutName, PictureFiles
from roundup.articles.pictures.shapes import Focus, Shape, cut_size
from roundup.articles.sources.fetch import Fetcher
from roundup.core.articles import Image
from roundup.core.errors import SourceError
from roundup.core.newsroom_language import tell

MOST_TRIES: Final = 4
_LARGEST_BYTES: Final = 20 * 1024 * 1024
# Longer than any copy takes. After this, the picture of a worker that died may be tried again.
_LEASE: Final = timedelta(minutes=5)
_PAUSE: Final = timedelta(minutes=3)


def picture_files() -> PictureFiles:
    """Return the folder of this installation's pictures."""
    return PictureFiles(settings.DATA / "pictures")


def picture_key(url: str) -> str:
    """Return the key of the picture at `url`."""
    return hashlib.sha256(url.encode()).hexdigest()


def kept_pictures(urls: Collection[str]) -> dict[str, Picture]:
    """Return, by URL, the pictures at `urls` of which we have a copy."""
    return {url: row for url, row in known_pictures(urls).items() if row.kept_at is not None}


def known_pictures(urls: Collection[str]) -> dict[str, Picture]:
    """Return, by URL, what we know about the pictures at `urls`: our copies and any problems."""
    keys = {picture_key(url): url for url in urls}
    return {keys[row.key]: row for row in Picture.objects.filter(key__in=keys)}


def urls_to_copy(urls: Collection[str], now: datetime) -> list[str]:
    """Return those of `urls` whose picture we do not have but may try to fetch at `now`."""
    rows = {row.key: row for row in Picture.objects.filter(key__in=[picture_key(url) for url in urls])}
    return [url for url in dict.fromkeys(urls) if _may_try(rows.get(picture_key(url)), now)]


def is_being_copied(urls: Collection[str], now: datetime) -> bool:
    """Say whether another worker is copying one of the pictures at `urls` right now, for the first time."""
    rows = Picture.objects.filter(key__in=[picture_key(url) for url in urls], kept_at=None, tries=0)
    return rows.filter(next_try_at__gt=now).exists()


def copy_picture(url: str, now: datetime, fetcher: Fetcher) -> Picture:
    """Return the picture at `url`, copied first if we do not have it and may try to get it.

    Never raises if the picture cannot be copied; `problem` says why. Safe to run twice, at the same time or
    later: the row is claimed first, and the same content gives the same files.
    """
    row, _ = Picture.objects.get_or_create(key=picture_key(url), defaults={"url": url, "next_try_at": now})
    free = Picture.objects.filter(pk=row.pk, kept_at=None, tries__lt=MOST_TRIES, next_try_at__lte=now)
    if not free.update(next_try_at=now + _LEASE):
        return row
    try:
        document = fetcher.fetch(url, max_bytes=_LARGEST_BYTES).document
        digest, master = picture_files().keep(document.content if document else b"")
    except SourceError as error:
        return _failed(row, str(error), now)
    except OSError as error:
        why = tell("Our copy cannot be written (%(why)s): check ROUNDUP_DATA.", why=error.strerror)
        return _put_off(row, why, now)
    row.digest, row.kind, row.width, row.height = digest, master.kind, master.width, master.height
    row.kept_at, row.problem = now, ""
    row.save()
    return row


def image_at_our_address(image: Image, picture: Picture, shape: Shape, focus: Focus) -> Image:
    """Return `image` at our own address, cut to `shape`, with the publisher's words about it."""
    name = CutName(picture.digest, shape, focus, "png" if picture.kind == "png" else "jpg")
    width, height = cut_size(picture.width, picture.height, shape)
    return replace(image, url=f"{settings.BASE_URL}/pictures/{name}", width=width, height=height)


def _may_try(row: Picture | None, now: datetime) -> bool:
    return row is None or (row.kept_at is None and row.tries < MOST_TRIES and row.next_try_at <= now)


def _failed(row: Picture, problem: str, now: datetime) -> Picture:
    row.tries += 1
    return _put_off(row, problem, now)


def _put_off(row: Picture, problem: str, now: datetime) -> Picture:
    """Plan another try, with a longer pause after each failure. Our own faults do not count as tries."""
    row.problem = problem
    row.next_try_at = now + _PAUSE * 4 ** max(row.tries, 1)
    row.save()
    return row
