"""The newest edition that has gone out, as the readers' pages show it, and the hour of the next one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from roundup.articles.pictures.copying import image_at_our_address
from roundup.articles.pictures.shapes import Focus, Shape
from roundup.core.articles import Image
from roundup.editions.coming import coming_slot
from roundup.editions.composing import stories_of
from roundup.editions.models import Approval, Edition, Story
from roundup.publications.models import Publication
from roundup.publications.newest_edition import NewestEdition

_HEADLINES: Final = 3


def newest_shown(publication: Publication) -> Edition | None:
    """Return the newest mailed edition whose letter is kept; None if there is none."""
    kept = Approval.objects.filter(edition=OuterRef("pk"), voided_at=None).exclude(html="")
    return _mailed(publication).filter(Exists(kept)).first()


def newest_edition(publication: Publication) -> NewestEdition | None:
    """Return the newest mailed edition that the archive can show; None if there is none."""
    edition = newest_shown(publication)
    if edition is None:
        return None
    stories = stories_of(edition)
    return NewestEdition(
        path=reverse("archive:edition", args=[edition.pk]),
        subject=edition.subject,
        day=edition.dated or edition.period,
        headlines=tuple(story.headline for story in stories[:_HEADLINES]),
        sections=tuple(dict.fromkeys(story.section_name for story in stories if story.section_name)),
        picture=_picture(stories),
    )


def newest_mailed(publication: Publication) -> Edition | None:
    """Return the newest mailed edition, whether the archive can show it or not."""
    return _mailed(publication).first()


def _mailed(publication: Publication) -> QuerySet[Edition]:
    mailed = Edition.objects.of_weeks().filter(publication=publication, status=Edition.Status.MAILED)
    return mailed.order_by("-mailed_at", "-pk")


def coming_hour(publication: Publication, now: datetime) -> datetime | None:
    """Return when the next edition goes out: at the hour that editors have set, or else the schedule's.

    None if no more are planned.
    """
    slot = coming_slot(publication, now)
    if slot is None:
        return None
    planned = Edition.objects.of_weeks().filter(publication=publication, period=slot.period.key, held_at=None)
    hour = planned.values_list("send_at", flat=True).first() or slot.send_at
    if hour > now:
        return hour
    following = publication.schedule.next_sending(now)
    return following.send_at if following else None


def _picture(stories: Sequence[Story]) -> Image | None:
    """Return the first picture of which we have a copy, at our own address: pages ask no other site."""
    story = next((story for story in stories if story.image and story.picture), None)
    if story is None or story.image is None or story.picture is None:
        return None
    shown = image_at_our_address(Image(**story.image), story.picture, Shape.WIDE, Focus(story.focus))
    return replace(shown, url=shown.url.removeprefix(settings.BASE_URL))
