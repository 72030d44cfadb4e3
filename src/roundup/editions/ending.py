"""Ends an edition without mailing it (skipped, cancelled, stopped on its way), and takes it up again."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from django.db import transaction

from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell, tell_later
from roundup.editions import approvals, locks
from roundup.editions.article_ledger import (
    leave_article,
    release_all_articles,
    reserve_article,
    spend_articles,
)
from roundup.editions.history import write_line
from roundup.editions.models import Edition
from roundup.publications.alarms import clear_alarm

log = logging.getLogger(__name__)

Status = Edition.Status


def skip_edition(edition: Edition, now: datetime, user: Any = None) -> None:
    """Send no edition this week; its articles become free for the next one."""
    _end(edition, Status.SKIPPED, locks.SKIP, tell_later("The edition was skipped."), now, user)


def skip_by_itself(edition: Edition, why: str, now: datetime) -> None:
    """Skip a draft as the publication's policies say. `why` is told on its page and in a mail.

    An editor who approves it, holds it or gives it another hour at the same moment comes first.
    """
    with transaction.atomic():
        waiting = Edition.objects.select_for_update().filter(pk=edition.pk, status=Status.DRAFT, held_at=None)
        if not waiting.filter(send_at__lte=now).exists():
            return
        _end(edition, Status.SKIPPED, locks.SKIP, why, now, None)
        Edition.objects.filter(pk=edition.pk).update(skipped_because=why[:300])
    edition.refresh_from_db()
    log.info("edition %s skipped automatically", edition.pk)


def take_up_edition(edition: Edition, now: datetime, user: Any = None) -> list[str]:
    """Make a skipped or cancelled edition the draft that it was.

    Returns, in words, which stories it has lost to another edition in the meantime. Raises Refused if its
    mailing was stopped on its way: some readers may have it.
    """
    with transaction.atomic():
        found = locks.lock_waiting(edition, Status.SKIPPED, Status.CANCELLED, refusal=locks.TAKE_UP)
        lost = _reserve_articles_again(found)
        found.status, found.taken_up_at = Status.DRAFT, now
        found.save()
        write_line(found, tell("The edition was taken up again."), now, user)
    edition.refresh_from_db()
    return lost


def _reserve_articles_again(edition: Edition) -> list[str]:
    """Reserve the articles of an edition's stories; drop stories whose article is taken, and return which."""
    lost = []
    for story in edition.stories.select_related("article"):
        try:
            reserve_article(edition, story.article)
        except Refused as error:
            story.delete()
            leave_article(edition, story.article)
            lost.append(str(error))
    return lost


def cancel_edition(edition: Edition, now: datetime, user: Any = None) -> None:
    """Cancel an edition that is not on its way; its articles become free again."""
    _end(edition, Status.CANCELLED, locks.CANCEL, tell_later("The edition was cancelled."), now, user)


def _end(
    edition: Edition, status: Edition.Status, refusal: locks.Refusal, why: str, now: datetime, user: Any
) -> None:
    with transaction.atomic():
        found = locks.lock_waiting(edition, Status.DRAFT, Status.APPROVED, refusal=refusal)
        found.status = status
        if status == Status.SKIPPED:
            found.skipped_at, found.skipped_because = now, ""
        approvals.void_approval(found, why, now)
        write_line(found, tell(why), now, user)
        found.save()
        release_all_articles(found)
        for about in (*approvals.WHILE_DRAFT, "late", "changed", *approvals.WHILE_APPROVED):
            clear_alarm(found.publication, f"edition:{found.pk}:{about}", now)
    edition.refresh_from_db()


def end_mailing(edition: Edition, *, spent: bool, now: datetime, user: Any = None) -> None:
    """Record that a mailing was stopped on its way. `spent` says that somebody got it or may have got it."""
    Edition.objects.filter(pk=edition.pk).update(status=Status.CANCELLED, mailed_at=now if spent else None)
    write_line(edition, tell("Cancelled while it was on its way: the rest does not leave."), now, user)
    if spent:
        spend_articles(edition)
    else:
        release_all_articles(edition)
