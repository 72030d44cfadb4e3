"""The window in which sending can be undone: the last minutes before an edition leaves, when nothing of it
has begun.

“Send now” sets the hour to the end of that window, so that one rule serves every edition: it leaves at its
hour, without any further delay.
"""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell
from roundup.editions import lifecycle
from roundup.editions.models import Edition
from roundup.sending.transactions import write_transaction

log = logging.getLogger(__name__)


def is_window_open(edition: Edition, now: datetime) -> bool:
    """Say whether an edition is about to leave and can be undone.

    It still can after its hour, until a worker has begun.
    """
    window = edition.publication.undo_window
    is_leaving = edition.status == Edition.Status.APPROVED and edition.held_at is None
    return bool(window) and is_leaving and edition.send_at - window <= now and not edition.is_on_its_way


def undo_sending(edition: Edition, now: datetime, user: Any = None) -> None:
    """Keep an edition that is about to leave.

    If a person had let it leave at once, it gets back the hour that it had before, approved as it was
    (`lifecycle.give_back_hour`). Otherwise it stays approved, and is held until somebody resumes it.

    The lock on its row decides between us and a worker that begins at this moment. Doing this twice does no
    harm. Raises Refused if a worker was first, or if the edition is not about to leave.
    """
    with write_transaction():
        found = (
            Edition.objects.select_for_update(of=("self",)).select_related("publication").get(pk=edition.pk)
        )
        if found.is_on_its_way:
            raise Refused(
                tell(
                    "It was too late to undo it: the edition has begun to leave. "
                    "Hold it or cancel the rest on this page."
                )
            )
        if found.status == Edition.Status.APPROVED and found.held_at:
            return
        if not is_window_open(found, now):
            raise Refused(tell("This edition is not about to leave, so there is nothing to undo."))
        if not lifecycle.give_back_hour(found, now, user):
            lifecycle.hold_edition(found, tell("Its sending was undone."), now, user)
        log.info("the sending of edition %s of %s was undone", found.number, found.publication.slug)
    edition.refresh_from_db()
