"""Shows pictures that editors upload for a story or the sponsor instead of naming an address."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from roundup.articles.pictures.uploading import keep_upload
from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell
from roundup.editions.arranging import set_sponsor
from roundup.editions.draft_changes import require_open
from roundup.editions.editing import rewrite_story
from roundup.editions.models import Edition


def show_upload(
    edition: Edition,
    story_id: int,
    upload: UploadedFile[bytes] | None,
    *,
    alt: str,
    credit: str,
    now: datetime,
    by: Any = None,
    seen: str | None = None,
) -> None:
    """Make a story show an uploaded picture and the words about it in place of any earlier picture.

    `seen` is the version of the story's words that the editor was looking at. Raises Refused as
    `keep_upload` and `rewrite_story` do, and StaleForm if somebody else has changed the picture since.
    """
    require_open(edition)
    url = keep_upload(upload, now)
    with transaction.atomic():
        rewrite_story(edition, story_id, image_url=url, now=now, by=by, seen=seen)
        # Set separately, because the typed words may be the same as those about the earlier picture.
        rewrite_story(edition, story_id, image_alt=alt or None, image_credit=credit or None, now=now, by=by)


def show_sponsor_upload(
    edition: Edition,
    upload: UploadedFile[bytes] | None,
    *,
    alt: str,
    now: datetime,
    by: Any = None,
    seen: str | None = None,
) -> None:
    """Make the sponsor show an uploaded picture, as `show_upload` does for a story."""
    require_open(edition)
    if not edition.sponsor:
        raise Refused(tell("There is no sponsor yet: save its headline and its address first."))
    url = keep_upload(upload, now)
    with transaction.atomic():
        set_sponsor(edition, image_url=url, image_alt=alt, now=now, by=by, seen=seen)
