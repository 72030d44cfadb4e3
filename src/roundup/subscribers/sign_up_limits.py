"""Limits how often the subscribe form may cause a mail: it must never be a weapon against an inbox."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q, Sum

from roundup.core.errors import Refused
from roundup.subscribers.models import Asking, Confirmation

# Many presses from one network may be people's: a newsroom tries its box from one address, and a telephone
# company gives a whole city one. But one network must never come near using up the hour's mails.
MOST_PER_NETWORK = 120
# A flood may use up what leaves at once. The rest of the hour is paced, so that readers who sign up during
# the flood, and whose turn comes first, are still written to within minutes.
MAILS_AT_ONCE, MAILS_A_MINUTE = 60, 4
MOST_MAILS_PER_HOUR = MAILS_AT_ONCE + 60 * MAILS_A_MINUTE
HUMAN, TOO_QUICK = 1, 5
REMEMBERED = timedelta(days=90)
LOST = timedelta(minutes=15)

_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


class TooOften(Refused):
    """Raised if a network asks more often than people do."""


def may_mail_again(mailed: Sequence[datetime], now: datetime) -> bool:
    """Say whether a mailbox that was mailed at these times may be mailed at `now`.

    The first mail may have been lost, so only some minutes must pass after it. After the second a day must
    pass, after the third two days, after the fourth four, and so on.
    """
    if not mailed:
        return True
    pause = _DAY * (1 << min(len(mailed) - 2, 6)) if len(mailed) > 1 else LOST
    return now - max(mailed) >= pause


def check_network(network: str, now: datetime) -> None:
    """Raise TooOften for a network, given by its keyed hash, that has used up its share of this hour."""
    if not network:
        return
    recent = Asking.objects.filter(network=network, at__gt=now - _HOUR)
    if (recent.aggregate(total=Sum("weight"))["total"] or 0) >= MOST_PER_NETWORK:
        raise TooOften("Too many sign-ups came from your network within the hour: try again in an hour.")


def mailbox_is_due(asking: Asking) -> bool:
    """Say whether this publication may mail a confirmation to the mailbox that was asked for."""
    mailed = Asking.objects.filter(
        Q(publication=asking.publication_id) | Q(publication=None),
        mailbox_hash=asking.mailbox_hash,
        mailed=True,
        at__gt=asking.at - REMEMBERED,
    )
    return may_mail_again(list(mailed.values_list("at", flat=True)), asking.at)


def mails_left_this_hour(now: datetime) -> int:
    """Return how many confirmations the whole installation may still send within this hour."""
    return max(0, MOST_MAILS_PER_HOUR - _mailed_since(now - _HOUR))


def mails_left_now(now: datetime) -> int:
    """Return how many confirmations may leave now: the rest of those allowed at once, or by the pace."""
    at_once = MAILS_AT_ONCE - _mailed_since(now - _HOUR)
    return max(0, at_once, MAILS_A_MINUTE - _mailed_since(now - _MINUTE))


def forget_old_askings(now: datetime) -> None:
    Asking.objects.filter(at__lte=now - REMEMBERED).delete()


def _mailed_since(moment: datetime) -> int:
    return Confirmation.objects.filter(posted_at__gt=moment).count()
