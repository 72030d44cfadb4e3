"""The tick of the editions: assemble what is due, and watch the hours."""

from __future__ import annotations

import logging
from datetime import datetime

from celery import shared_task
from django.utils import timezone

from roundup.core.errors import RoundupError
from roundup.editions.life import watch_hours
from roundup.editions.models import Edition
from roundup.editions.services import assemble_due
from roundup.publications.models import Publication
from roundup.publications.services import raise_alarm

log = logging.getLogger(__name__)


@shared_task(name="editions.tick")
def tick() -> None:
    """Do what the schedules ask for by now.

    Safe to run twice, at once or later: there is one edition for each period by constraint, and an
    alarm about the same thing is raised once.
    """
    run(timezone.now())


def run(now: datetime) -> None:
    """Assemble and watch for every publication; the failure of one does not stop the others."""
    for publication in Publication.objects.order_by("pk"):
        try:
            assemble_due(publication, now)
            for edition in _overdue(publication, now):
                watch_hours(edition, now)
        except RoundupError as error:
            log.warning("publication %s: %s", publication.pk, error)
            raise_alarm(publication, "tick", str(error), now)


def _overdue(publication: Publication, now: datetime) -> list[Edition]:
    drafts = Edition.objects.filter(publication=publication, status=Edition.Status.DRAFT)
    return list(drafts.filter(send_at__lte=now, held_at=None))
