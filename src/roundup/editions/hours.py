"""When an edition leaves if somebody sends it now, and how its email looks on that day."""

from __future__ import annotations

from copy import copy
from datetime import datetime, timedelta

from roundup.editions.approvals import local_day_of, new_date_of
from roundup.editions.models import Edition


def hour_if_sent(edition: Edition, now: datetime, wait: timedelta) -> datetime:
    """Return when an edition leaves if a person sends it now and has the time `wait` to undo that."""
    leaves = now + wait
    return min(edition.send_at, leaves) if edition.send_at >= now else leaves


def hour_if_resumed(edition: Edition, now: datetime, wait: timedelta) -> datetime:
    """Return when a held edition leaves if a person resumes it now.

    The whole undo window applies, unless that alone would move it to another day.
    """
    leaves = now + wait
    if edition.send_at >= leaves:
        return edition.send_at
    is_of_next_day = local_day_of(edition, leaves) != local_day_of(edition, edition.send_at)
    return edition.send_at if edition.send_at >= now and is_of_next_day else leaves


def gives_back_hour(edition: Edition, now: datetime) -> bool:
    """Say whether undoing the sending gives an edition its former hour back; False if that is too near."""
    before = edition.hour_before
    return before is not None and before - edition.publication.undo_window > now


def as_it_leaves(edition: Edition, leaves: datetime) -> Edition:
    """Return the edition as it would be mailed at `leaves`, with the date of that day. It is not saved."""
    day = new_date_of(edition, leaves)
    if day is None:
        return edition
    dated = copy(edition)
    dated.dated = day
    return dated
