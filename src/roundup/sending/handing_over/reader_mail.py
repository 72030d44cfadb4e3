"""Mails to one reader outside any mailing: each is handed over at most once, and only while it is wanted."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from django.db import DatabaseError

from roundup.core.batches import OutgoingBatch
from roundup.core.errors import ProviderHalted, RenderError
from roundup.core.newsroom_language import tell
from roundup.providers import Provider
from roundup.publications.alarms import clear_alarm, raise_alarm
from roundup.publications.transactional_mail import TransactionalMail
from roundup.sending.handing_over.transactional_mail import ReadersDoor, Status, give_up_mail, hand_over_mail

log = logging.getLogger(__name__)


class ReaderMail(NamedTuple):
    """A kind of such mails: its table, whose rows have a `subscriber`, and what is particular to it.

    `why_unwanted` returns why a mail should no longer leave, or ''; `batch` writes it for a nonce. If the
    provider takes none of them, the newsroom gets an alarm `about` them with these `alarm` words, which
    contain `%(error)s`.
    """

    table: type[TransactionalMail]
    why_unwanted: Callable[[Any, datetime], str]
    batch: Callable[[Any, str], OutgoingBatch]
    about: str
    alarm: str


def send_each(kind: ReaderMail, ids: Iterable[int], provider: Provider, now: datetime) -> int:
    """Hand over these mails in order; return how many the provider took.

    Stops at the first sign that the provider takes nothing at the moment.
    """
    taken = 0
    for pk in ids:
        try:
            status = send_reader_mail(kind, pk, provider, now)
        except DatabaseError:
            raise
        except Exception:
            # The mails behind it in the queue are for other people, and perhaps from another publication.
            log.exception("%s %s could not be mailed", kind.table.__name__.lower(), pk)
            continue
        if status == Status.WAITING:
            break
        taken += status == Status.ACCEPTED
    return taken


def send_reader_mail(kind: ReaderMail, pk: int, provider: Provider, now: datetime) -> str:
    """Hand one mail over and return its state. Even if this runs twice, the mail leaves only once."""
    rows = kind.table._default_manager.select_related("subscriber__publication")  # type: ignore[misc]
    row = rows.filter(pk=pk).first()
    if row is None or row.status != Status.WAITING:
        return row.status if row else Status.REFUSED
    if reason := kind.why_unwanted(row, now):
        return give_up_mail(row, reason)
    try:
        status, error = hand_over_mail(row, partial(kind.batch, row), ReadersDoor(provider), now)
    except RenderError as broken:
        return give_up_mail(row, str(broken))
    publication = row.subscriber.publication  # type: ignore[attr-defined]
    if isinstance(error, ProviderHalted):
        raise_alarm(publication, kind.about, tell(kind.alarm, error=error), now)
    elif status == Status.ACCEPTED:
        clear_alarm(publication, kind.about, now)
    return status
