"""Which of our pictures a draft shows. Once the edition is approved, this no longer changes."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from roundup.articles.models import Picture
from roundup.articles.pictures import copying
from roundup.articles.pictures.files import CutName
from roundup.articles.pictures.shapes import Focus, Shape
from roundup.articles.sources.fetch import Fetcher
from roundup.core.articles import Image
from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell
from roundup.core.urls import is_web_url
from roundup.editions.form_versions import DECORATIVE
from roundup.editions.models import Contributor, Edition, Story

_LONGEST_SECONDS: Final = 60.0
_GLANCE_SECONDS: Final = 0.1


@dataclass(frozen=True, slots=True)
class Copied:
    """How many of a draft's pictures were copied this time, and why the others were not."""

    kept: int = 0
    problems: tuple[str, ...] = ()


def copy_pictures(edition: Edition, now: datetime, fetcher: Fetcher, *, wait: bool = False) -> Copied:
    """Copy the pictures of a draft that we do not have: its stories', sponsor's and contributors'.

    After a minute, it starts no more; the rest waits for the next time. Safe to run twice, at the same time
    or later: each picture is claimed, and only a draft is changed. With `wait`, it also waits for pictures
    that another worker is copying, so that a proof does not change right after it was shown.
    """
    kept, problems, ends = 0, [], time.monotonic() + _LONGEST_SECONDS
    for url in copying.urls_to_copy(_lacking(edition), now):
        if time.monotonic() > ends:
            break
        picture = copying.copy_picture(url, now, fetcher)
        kept += picture.kept_at is not None
        if picture.problem:
            problems.append(f"{picture.problem} {url}")
    while wait and copying.is_being_copied(_lacking(edition), now) and time.monotonic() < ends:
        time.sleep(_GLANCE_SECONDS)
    link_pictures(edition)
    return Copied(kept, tuple(problems))


def link_pictures(edition: Edition) -> None:
    """Make a draft show our copies of its pictures, where we have them."""
    with transaction.atomic():
        locked = Edition.objects.select_for_update().get(pk=edition.pk)
        if locked.status != Edition.Status.DRAFT:
            return
        known = copying.kept_pictures(_lacking(locked))
        stories = list(_bare(locked))
        Story.objects.bulk_update([story for story in stories if _picture_of(story, known)], ["picture"])
        if locked.sponsor_picture is None and (found := known.get(locked.sponsor.get("image_url", ""))):
            Edition.objects.filter(pk=locked.pk).update(sponsor_picture=found)
        for person in _faceless(locked):
            person.picture = known.get(person.image_url)
            person.save(update_fields=["picture"])
    edition.refresh_from_db()


def drafts_lacking_pictures(now: datetime) -> list[int]:
    """Return the ids of the drafts with a picture to be copied now, or a copied one that is not shown yet."""
    found = []
    for edition in Edition.objects.filter(status=Edition.Status.DRAFT):
        urls = _lacking(edition)
        if copying.urls_to_copy(urls, now) or copying.kept_pictures(urls):
            found.append(edition.pk)
    return found


def _bare(edition: Edition) -> QuerySet[Story]:
    return edition.stories.filter(picture=None, image__isnull=False)


def _faceless(edition: Edition) -> QuerySet[Contributor]:
    """Return the contributors of whose photo we have no copy; none while an edition is approved."""
    publication = edition.publication_id
    people = Contributor.objects.filter(publication=publication, picture=None).exclude(image_url="")
    approved = Edition.objects.filter(publication=publication, status=Edition.Status.APPROVED)
    return people.none() if approved.exists() else people


def _lacking(edition: Edition) -> list[str]:
    """Return the addresses of the pictures of which a draft should show a copy, but does not."""
    urls = [story.image["url"] for story in _bare(edition) if story.image and story.image.get("url")]
    if edition.sponsor_picture is None and edition.sponsor.get("image_url"):
        urls.append(edition.sponsor["image_url"])
    return [*urls, *_faceless(edition).values_list("image_url", flat=True)]


def _picture_of(story: Story, known: Mapping[str, Picture]) -> Picture | None:
    story.picture = known.get((story.image or {}).get("url", ""))
    return story.picture


def show_picture(story: Story, said: Mapping[str, str]) -> None:
    """Make a story show another picture, or describe its own in other words.

    `said` has the fields of `form_versions.STORY_WORDS` that change. A new address removes all words about
    the first picture. The caller saves the story. Raises Refused for an address or a focus that makes no
    sense.
    """
    url = said.get("image_url")
    if url is not None:
        if url and not is_web_url(url):
            raise Refused(
                tell(
                    "%(address)s is not the address of a picture: an address begins with https:// or http://.",
                    address=url[:60],
                )
            )
        story.picture, story.focus = None, Focus.CENTRE.value
        story.image = asdict(Image(url)) if url else None
    if story.image and said.keys() & {"image_alt", "image_decorative", "image_credit", "image_caption"}:
        shown = Image(**story.image)
        alt, decorative = _description(shown, said)
        credit, caption = said.get("image_credit", shown.credit), said.get("image_caption", shown.caption)
        story.image = asdict(replace(shown, alt=alt, decorative=decorative, credit=credit, caption=caption))
    if "focus" in said:
        story.focus = _focus(said["focus"]).value


def _description(shown: Image, said: Mapping[str, str]) -> tuple[str, bool]:
    """Return the description, and whether the picture is decorative, according to what was said."""
    if said.get("image_decorative", "") not in ("", DECORATIVE):
        raise Refused(tell("The form was not complete. Reload the page and try again."))
    if alt := said.get("image_alt"):
        return alt, False
    decorative = bool(said["image_decorative"]) if "image_decorative" in said else shown.decorative
    return "" if decorative else said.get("image_alt", shown.alt), decorative


def _focus(raw: str) -> Focus:
    try:
        return Focus(raw)
    except ValueError:
        raise Refused(tell("The form was not complete. Reload the page and try again.")) from None


def is_picture_shown(name: CutName) -> bool:
    """Say whether an edition or the newsroom shows this cut of a picture."""
    if name.shape is Shape.FACE:
        people = Contributor.objects.filter(picture__digest=name.digest)
        return name.focus is Focus.CENTRE and people.exists()
    if name.shape is Shape.WHOLE:
        return name.focus is Focus.CENTRE and Story.objects.filter(picture__digest=name.digest).exists()
    if Story.objects.filter(picture__digest=name.digest, focus=name.focus.value).exists():
        return True
    sponsors = Edition.objects.filter(sponsor_picture__digest=name.digest)
    return name.shape is Shape.WIDE and name.focus is Focus.CENTRE and sponsors.exists()
