"""Raises alarms about what editors must know of a mailing that has left."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from roundup.core.deliveries import ComplaintLevel, EventKind, complaint_level
from roundup.core.newsroom_language import tell, tell_count, tell_later
from roundup.events.loss_limits import losses_to_tell
from roundup.events.mailing_totals import losses_of
from roundup.events.models import Event
from roundup.events.notices import notice_backlog
from roundup.publications.alarms import clear_everywhere, raise_alarm, raise_everywhere
from roundup.publications.models import Alarm
from roundup.sending.models import Mailing

LONGEST_BACKLOG = timedelta(minutes=30)
_BACKLOG = "events:backlog"
_SAYS = {
    ComplaintLevel.HIGH: tell_later(
        "%(n)s of %(all)s readers called it spam (0.1 %% or more). Mailbox providers begin to distrust a "
        "sender at this rate: see whether these readers asked for the newsletter."
    ),
    ComplaintLevel.GRAVE: tell_later(
        "%(n)s of %(all)s readers called it spam (0.3 %% or more). Mailbox providers refuse senders at "
        "this rate: send nothing more until you know where these readers came from."
    ),
}


def tell_lost_to_quota(mailing_ids: Iterable[int], now: datetime) -> None:
    """Report that the provider took copies and then threw them away because its quota was used up."""
    for mailing in _mailings(mailing_ids):
        lost = Event.objects.filter(mailing_id=mailing.pk, kind=EventKind.OVER_QUOTA)
        number = lost.values("subscriber_id").distinct().count()
        raise_alarm(
            mailing.edition.publication,
            f"mailing:{mailing.pk}:over-quota",
            tell_count(
                "The provider took %(n)s copy and then dropped it, because the account's quota is "
                "used up. Raise the quota, then mail these readers after all: the edition’s page "
                "has a button for it, and there is `roundup redrive`.",
                "The provider took %(n)s copies and then dropped them, because the account's quota "
                "is used up. Raise the quota, then mail these readers after all: the edition’s page "
                "has a button for it, and there is `roundup redrive`.",
                number,
            ),
            now,
        )


def tell_complaints(mailing_ids: Iterable[int], now: datetime) -> None:
    """Report, once for each mailing and level, that too many of its readers complained.

    If it was held for that, the alarm about the hold has already told so.
    """
    for mailing in _mailings(mailing_ids):
        found, fresh = losses_of(mailing.pk), losses_to_tell(mailing.pk)
        level = complaint_level(fresh.complained, fresh.handed_over)
        if level is None:
            continue
        publication, about = mailing.edition.publication, f"mailing:{mailing.pk}:complaints:{level}"
        if not Alarm.objects.filter(publication=publication, about=about).exists():
            words = tell(_SAYS[level], n=found.complained, all=found.handed_over)
            raise_alarm(publication, about, words, now)


def complained_about(since: datetime) -> list[int]:
    """Return the mailings begun after `since` about which anybody complained."""
    recent = Mailing.objects.filter(started_at__gt=since).values_list("pk", flat=True)
    found = Event.objects.filter(kind=EventKind.COMPLAINED, mailing_id__in=list(recent))
    return sorted(set(found.values_list("mailing_id", flat=True)))


def tell_backlog(now: datetime) -> None:
    """Report if the provider's events have been waiting too long, and clear the alarm once that is over."""
    since = notice_backlog().since
    if since is None or now - since < LONGEST_BACKLOG:
        clear_everywhere(_BACKLOG, now)
        return
    raise_everywhere(
        _BACKLOG,
        tell(
            "The provider's events are not being applied. Check with `roundup doctor` whether the worker is "
            "running."
        ),
        now,
    )


def _mailings(ids: Iterable[int]) -> list[Mailing]:
    found = Mailing.objects.select_related("edition__publication")
    return list(found.filter(pk__in=list(ids)).order_by("pk"))
