"""The editions' tick: assembles what is due, and watches the hours."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Final

from celery import shared_task
from django.utils import timezone

from roundup.articles.source_management import installed_fetcher
from roundup.core.errors import RoundupError
from roundup.editions.corrections import tell_of_corrections, watch_corrections
from roundup.editions.deadlines import drafts_near_their_hour, meet_deadline
from roundup.editions.due_drafts import assemble_due_edition, is_assembling_due
from roundup.editions.last_look import editions_awaiting_look, make_last_look
from roundup.editions.link_checks import ask_links, asking_fetcher, drafts_with_unasked_links
from roundup.editions.models import Edition
from roundup.editions.pictures import copy_pictures, drafts_lacking_pictures
from roundup.editions.source_reading import open_editions_with_unread_pages, read_first_pages
from roundup.editions.unread_sources import look_before_assembling, tell_unread_sources
from roundup.editions.watching import watch_templates
from roundup.publications.alarms import clear_alarm, raise_alarm
from roundup.publications.models import Publication

log = logging.getLogger(__name__)

# By then, the next tick has asked again.
_STALE_SECONDS: Final = 60


@shared_task(name="editions.tick")
def tick() -> None:
    """Do what the schedules ask for by now.

    Safe to run twice, at the same time or later: a constraint allows one edition for each period, and an
    alarm about one subject is raised once.
    """
    now = timezone.now()
    run(now)
    for edition_id in drafts_lacking_pictures(now):
        copy_draft_pictures.apply_async((edition_id,), expires=_STALE_SECONDS)
    for edition_id in drafts_with_unasked_links(now):
        ask_draft_links.apply_async((edition_id,), expires=_STALE_SECONDS)
    for edition_id in open_editions_with_unread_pages(now):
        read_draft_pages.apply_async((edition_id,), expires=_STALE_SECONDS)
    for edition_id in editions_awaiting_look(now):
        look_last.apply_async((edition_id,), expires=_STALE_SECONDS)


@shared_task(name="editions.copy_pictures")
def copy_draft_pictures(edition_id: int) -> None:
    """Copy the pictures of a draft.

    Safe to run twice: each picture is claimed before it is fetched.
    """
    edition = Edition.objects.filter(pk=edition_id, status=Edition.Status.DRAFT).first()
    if edition:
        copy_pictures(edition, timezone.now(), installed_fetcher())


@shared_task(name="editions.ask_links")
def ask_draft_links(edition_id: int) -> None:
    """Check whether a draft's stories can be opened.

    Safe to run twice: each link is claimed first.
    """
    edition = Edition.objects.filter(pk=edition_id, status=Edition.Status.DRAFT).first()
    if edition:
        ask_links(edition, timezone.now(), asking_fetcher())


@shared_task(name="editions.read_pages")
def read_draft_pages(edition_id: int) -> None:
    """Read the pages of a draft's stories, to be able to tell later what their sources have changed.

    Safe to run twice: each page is claimed first.
    """
    edition = Edition.objects.filter(pk=edition_id, status=Edition.Status.DRAFT).first()
    if edition:
        read_first_pages(edition, timezone.now(), asking_fetcher())


@shared_task(name="editions.look_last")
def look_last(edition_id: int) -> None:
    """Make the last look at an edition, if it is still due.

    Safe to run twice: only the worker that claims the look makes it.
    """
    make_last_look(edition_id, timezone.now(), asking_fetcher())


def run(now: datetime) -> None:
    """Assemble and watch for every publication; a failure of one does not stop the others."""
    for publication in Publication.objects.order_by("pk"):
        try:
            _assemble(publication, now)
            for edition in drafts_near_their_hour(publication, now):
                meet_deadline(edition, now)
            for edition in _waiting(publication):
                watch_templates(edition, now)
            clear_alarm(publication, "tick", now)
        except RoundupError as error:
            log.warning("publication %s: %s", publication.pk, error)
            raise_alarm(publication, "tick", str(error), now)
    for edition in watch_corrections():
        tell_of_corrections(edition, now)


def _assemble(publication: Publication, now: datetime) -> None:
    """Assemble what is due from what the sources show now."""
    if is_assembling_due(publication, now) and not look_before_assembling(
        publication, now, installed_fetcher()
    ):
        return
    if made := assemble_due_edition(publication, now):
        tell_unread_sources(made, now)


def _waiting(publication: Publication) -> list[Edition]:
    """Return the approved editions that are neither held nor on their way."""
    approved = Edition.objects.filter(publication=publication, status=Edition.Status.APPROVED)
    return list(approved.filter(held_at=None, mailing__isnull=True).select_related("publication"))
