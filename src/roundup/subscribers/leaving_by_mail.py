"""Leaving by mail: the token in the address that the mail was sent to says who leaves which publication."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from typing import Final

from roundup.core.tokens import Purpose, tokens_in_addresses
from roundup.subscribers import subscriptions
from roundup.subscribers.links import open_link, read_link

# A mail program writes to one address; each token costs a hash.
_MOST_TOKENS: Final = 10


def tokens_to_leave(addresses: Iterable[str]) -> list[str]:
    """Return the tokens in these addresses that we made for unsubscribing. This asks no database."""
    found = islice(tokens_in_addresses(" ".join(addresses)), _MOST_TOKENS)
    return [token for token in dict.fromkeys(found) if read_link(Purpose.UNSUBSCRIBE, token)]


def leave_by_mail(token: str, now: datetime) -> bool:
    """Unsubscribe the reader of a token, as one click does, and return whether that is new.

    Safe to repeat, even after erasure. A token from a test belongs to nobody.
    """
    opened = open_link(Purpose.UNSUBSCRIBE, token)
    if opened.subscriber is None:
        return False
    return subscriptions.unsubscribe(opened.subscriber, "mail", now, mailing_id=opened.mailing_id or None)
