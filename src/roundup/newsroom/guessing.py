"""How many wrong passwords are borne, and from whom.

Three counters over a quarter of an hour: one for an account from one network, one for a network,
one for an account from everywhere. The last is generous: with it a stranger could otherwise keep
an editor out.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from roundup.core.errors import Refused
from roundup.newsroom.models import SignInTry

WINDOW = timedelta(minutes=15)
FROM_ONE_NETWORK_FOR_ONE_ACCOUNT = 5
FROM_ONE_NETWORK = 30
FOR_ONE_ACCOUNT = 100


def note_try(name: str, network: str, now: datetime) -> SignInTry:
    """Write down a try before its password is looked at, so that many at once are counted too.

    Raises Refused where there have been too many. `forgive` takes the try back once it has succeeded.
    """
    SignInTry.objects.filter(at__lte=now - WINDOW).delete()
    account = _account(name)
    tried = SignInTry.objects.create(account=account, network=network, at=now)
    if _too_many(account, network):
        minutes = int(WINDOW.total_seconds() // 60)
        raise Refused(f"Too many tries. Wait {minutes} minutes, then sign in again.")
    return tried


def forgive(tried: SignInTry) -> None:
    """Forget the tries of this account from this network: its owner was let in."""
    SignInTry.objects.filter(account=tried.account, network=tried.network).delete()


def _too_many(account: str, network: str) -> bool:
    def more(tries: QuerySet[SignInTry], most: int) -> bool:
        return tries.count() > most

    from_here = SignInTry.objects.filter(network=network)
    return (
        more(from_here.filter(account=account), FROM_ONE_NETWORK_FOR_ONE_ACCOUNT)
        or more(from_here, FROM_ONE_NETWORK)
        or more(SignInTry.objects.filter(account=account), FOR_ONE_ACCOUNT)
    )


def _account(name: str) -> str:
    return salted_hmac("newsroom.sign-in", name.strip().lower(), algorithm="sha256").hexdigest()
