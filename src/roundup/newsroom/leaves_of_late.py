"""How many readers left a publication lately, and why, for its editors: counts and words, no names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from roundup.core.newsroom_language import tell, tell_later
from roundup.publications.models import Publication
from roundup.subscribers.models import Consent, Leave

_OF_LATE: Final = timedelta(weeks=4)
_MOST_WORDS: Final = 20
_Reason = Leave.Reason
_REASONS: Final = {
    _Reason.OFTEN: tell_later("Too many emails"),
    _Reason.LONG: tell_later("Too much to read"),
    _Reason.UNLIKE: tell_later("Not what they expected"),
    _Reason.ELSEWHERE: tell_later("They read it somewhere else"),
    _Reason.NEVER: tell_later("They never subscribed"),
    _Reason.OTHER: tell_later("Something else"),
}


class LeavesOfLate(NamedTuple):
    """How many left in the last four weeks, their reasons with counts, and their own words, newest first."""

    number: int
    reasons: Sequence[tuple[str, int]]
    words: Sequence[str]


def leaves_of_late(publication: Publication, now: datetime) -> LeavesOfLate:
    since = now - _OF_LATE
    gone = Consent.objects.filter(act=Consent.Act.UNSUBSCRIBED, at__gt=since)
    told = Leave.objects.filter(subscriber__publication=publication, at__gt=since).order_by("-at")
    reasons = Counter(told.exclude(reason="").values_list("reason", flat=True))
    words = told.exclude(words="").values_list("words", flat=True)[:_MOST_WORDS]
    return LeavesOfLate(
        gone.filter(subscriber__publication=publication).count(),
        [(tell(_REASONS[_Reason(reason)]), number) for reason, number in reasons.most_common()],
        list(words),
    )
