"""How many wrong passwords are tolerated, and from whom.

Three counters over a quarter of an hour: one for an account from one network, one for a network, one for an
account from everywhere. A try that is refused does not count, so that it takes twenty networks to use up the
last counter. A browser from which the account has signed in before (`newsroom.known`) has its own counter
instead of these three: nobody else can lock its owner out there.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet

from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell_count
from roundup.editors.accounts import account_hash
from roundup.newsroom.models import SignInTry

WINDOW = timedelta(minutes=15)
FROM_ONE_NETWORK_FOR_ONE_ACCOUNT = 5
FROM_ONE_NETWORK = 30
FOR_ONE_ACCOUNT = 100


def note_try(name: str, network: str, now: datetime, known_as: str = "") -> SignInTry:
    """Record a try before its password is checked, so that many at once are counted, too.

    `known_as` is the mark of a browser that the account knows. Raises Refused if there have been too many.
    `forgive` removes the try once it has succeeded.
    """
    SignInTry.objects.filter(at__lte=now - WINDOW).delete()
    where = f"browser {known_as}" if known_as else network
    tried = SignInTry.objects.create(account=account_hash(name), network=where, at=now)
    if _too_many(tried, is_known=bool(known_as)):
        tried.delete()
        minutes = int(WINDOW.total_seconds() // 60)
        raise Refused(
            tell_count(
                "Too many tries. Wait %(n)s minute, then sign in again.",
                "Too many tries. Wait %(n)s minutes, then sign in again.",
                minutes,
            )
        )
    return tried


def forgive(tried: SignInTry) -> None:
    """Forget the tries of this account from this network: its owner was let in."""
    SignInTry.objects.filter(account=tried.account, network=tried.network).delete()


def _too_many(tried: SignInTry, *, is_known: bool) -> bool:
    def more(tries: QuerySet[SignInTry], most: int) -> bool:
        return tries.count() > most

    from_there = SignInTry.objects.filter(network=tried.network)
    if more(from_there.filter(account=tried.account), FROM_ONE_NETWORK_FOR_ONE_ACCOUNT):
        return True
    everywhere = SignInTry.objects.filter(account=tried.account)
    return not is_known and (more(from_there, FROM_ONE_NETWORK) or more(everywhere, FOR_ONE_ACCOUNT))
