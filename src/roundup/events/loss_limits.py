"""Holds a mailing that loses too many copies while it is still going out.

A person may let it continue. Its losses until then no longer count: it holds itself again only after losing
too many more.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from roundup.core.deliveries import Losses, bounces_too_much, is_called_spam_too_often
from roundup.core.newsroom_language import tell
from roundup.events.mailing_totals import losses_of
from roundup.events.models import Toll
from roundup.publications.alarms import raise_alarm
from roundup.sending.control import stop_mailing
from roundup.sending.models import Mailing
from roundup.sending.transactions import write_transaction


def mailings_going() -> list[int]:
    return list(Mailing.objects.filter(status=Mailing.Status.SENDING).values_list("pk", flat=True))


def hold_where_needed(mailing_ids: Iterable[int], now: datetime) -> None:
    """Hold those of these mailings that lose too much. Safe to run at any time, even several times at once.

    Call this outside any transaction: it locks everything that waits to be handed over (decision 37).
    """
    found = Mailing.objects.filter(pk__in=list(mailing_ids), status=Mailing.Status.SENDING)
    for mailing in found.select_related("edition__publication").order_by("pk"):
        if Toll.objects.filter(pk=mailing.pk, held_at__isnull=False).exists():
            _bear(mailing)
        elif why := _why(losses_to_tell(mailing.pk)):
            _hold(mailing, losses_of(mailing.pk), why, now)


def losses_to_tell(mailing_id: int) -> Losses:
    """Return what a mailing has lost besides the losses for which it was held."""
    toll = Toll.objects.filter(pk=mailing_id).first()
    return losses_of(mailing_id).since(_borne(toll))


def _bear(mailing: Mailing) -> None:
    """Accept the losses of a mailing that a person let continue, unless another worker has just held it."""
    with write_transaction():
        row = Mailing.objects.select_for_update().get(pk=mailing.pk)
        if row.status == Mailing.Status.SENDING:
            _write(row, losses_of(row.pk), None)


def _borne(toll: Toll | None) -> Losses:
    return Losses(toll.handed_over, toll.bounced, toll.complained) if toll else Losses()


def _why(lost: Losses) -> str:
    """Return a sentence that says why a mailing had better stop, or ''."""
    if is_called_spam_too_often(lost):
        return tell(
            "%(n)s of %(all)s readers called it spam (0.3 %% or more): mailbox providers refuse senders at "
            "this rate.",
            n=lost.complained,
            all=lost.handed_over,
        )
    if bounces_too_much(lost):
        return tell(
            "%(n)s of %(all)s addresses do not exist (5 %% or more): mailbox providers take such a list "
            "for a bought one.",
            n=lost.bounced,
            all=lost.handed_over,
        )
    return ""


def _hold(mailing: Mailing, lost: Losses, why: str, now: datetime) -> None:
    with write_transaction():
        if not stop_mailing(mailing, why, now):
            return
        _write(mailing, lost, now)
        raise_alarm(
            mailing.edition.publication,
            f"mailing:{mailing.pk}:halted",
            tell(
                "Sending of edition %(number)s has stopped by itself. %(why)s See where these addresses came "
                "from. To go on anyway, resume it: it stops again only if the rest fares no better. "
                "Otherwise cancel it.",
                number=mailing.edition.number,
                why=why,
            ),
            now,
        )


def _write(mailing: Mailing, lost: Losses, held_at: datetime | None) -> None:
    Toll.objects.update_or_create(pk=mailing.pk, defaults={"held_at": held_at, **lost._asdict()})
