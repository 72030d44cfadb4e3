"""Mail that providers hand over to us: a reader whom its token names leaves; all other mail is dropped.

Mail is never stored, answered or logged: an answer would go to anybody whom a forger names as the sender.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Final

from django.conf import settings

from roundup.events.models import Tally
from roundup.events.tallies import add_to_tallies
from roundup.providers import PROVIDERS, InboundMail, ProviderDescription
from roundup.sending.transactions import write_transaction
from roundup.subscribers.leaving_by_mail import leave_by_mail, tokens_to_leave

# Anybody can write to the address, and each count locks a row that others wait for.
MOST_COUNTED: Final = 600


class MailOutcome(StrEnum):
    """What an incoming mail led to."""

    LEFT = "left"
    NO_CHANGE = "no-change"  # its reader had already left, or no longer exists
    ANSWER = "answer"
    NO_TOKEN = "no-token"
    UNREADABLE = "unreadable"

    @property
    def tally(self) -> str:
        return f"mail-{self.value}"


class _Meter:
    """Lets a limited number of things pass in each minute, in this process."""

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._clock = clock
        self._minute, self._passed = 0, 0

    def lets_pass(self) -> bool:
        minute = int(self._clock() // 60)
        if minute != self._minute:
            self._minute, self._passed = minute, 0
        self._passed += 1
        return self._passed <= self._most


_meter = _Meter(MOST_COUNTED)


def mail_takers() -> list[ProviderDescription]:
    """Return the providers whose mail we believe, because all settings for that are present."""
    return [one for one in PROVIDERS.values() if one.mail_hook and not lacks_for_mail(one)]


def lacks_for_mail(provider: ProviderDescription) -> list[str]:
    """Return the settings that this provider still needs before we believe its mail."""
    return provider.mail_hook.lacks(settings.PROVIDER_SETTINGS) if provider.mail_hook else []


def take_in(mail: InboundMail | None, now: datetime) -> MailOutcome:
    """Let the reader whom a mail names leave, and count the mail. Safe to repeat.

    `mail` is None if it cannot be read. A bounce or an automatic reply makes nobody leave: we never send from
    an address with a token, so it answers somebody who forged one.
    """
    tokens = tokens_to_leave(mail.sent_to) if mail and not mail.is_answer else []
    if tokens:
        with write_transaction():
            left = [leave_by_mail(token, now) for token in tokens]
            outcome = MailOutcome.LEFT if any(left) else MailOutcome.NO_CHANGE
            add_to_tallies({outcome.tally: 1})
        return outcome
    outcome = _why_dropped(mail)
    if _meter.lets_pass():
        add_to_tallies({outcome.tally: 1})
    return outcome


def _why_dropped(mail: InboundMail | None) -> MailOutcome:
    if mail is None:
        return MailOutcome.UNREADABLE
    return MailOutcome.ANSWER if mail.is_answer else MailOutcome.NO_TOKEN


def mails_by_outcome() -> dict[MailOutcome, int]:
    """Return how many mails have come in, by what they led to."""
    counts = dict(Tally.objects.filter(word__startswith="mail-").values_list("word", "count"))
    return {outcome: counts.get(outcome.tally, 0) for outcome in MailOutcome}
