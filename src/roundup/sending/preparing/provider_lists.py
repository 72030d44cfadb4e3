"""Has the provider's own suppression lists read again before a mailing is prepared.

`events` reads them; it looks here for a mailing that waits. A mailing waits only for a short while: a
provider that does not answer must not keep a newsletter back.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet

from roundup.core.newsroom_language import tell, tell_later
from roundup.sending.models import Mailing

PATIENCE = timedelta(minutes=2)
_LATE = tell_later("It did not answer within two minutes.")


def waiting() -> QuerySet[Mailing]:
    """Return the mailings that wait for a reading."""
    return Mailing.objects.filter(status=Mailing.Status.PREPARING, lists_read_at=None)


def were_read(began: datetime, why_not: str = "") -> None:
    """Release the mailings that had begun when this reading `began`; `why_not` says why it failed."""
    _go_on(waiting().filter(started_at__lte=began), began, why_not)


def may_be_prepared(mailing_id: int, now: datetime, *, keeps_lists: bool) -> bool:
    """Say whether a mailing may be prepared, without (further) waiting for the provider's lists."""
    mine = waiting().filter(pk=mailing_id)
    if keeps_lists:
        _go_on(mine.filter(started_at__lte=now - PATIENCE), now, _LATE)
    return not keeps_lists or not mine.exists()


def _go_on(mailings: QuerySet[Mailing], now: datetime, why_not: str) -> None:
    mailings.update(lists_read_at=now, lists_note=_note(why_not)[:300] if why_not else "")


def _note(why_not: str) -> str:
    unread = tell("The provider’s suppression lists were not read before this mailing.")
    return f"{unread} {tell(why_not)}"
