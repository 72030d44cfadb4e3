"""Mails editors what becomes of an edition: its draft is ready, nobody has approved it, it is out.

Everything else that needs a person is an alarm. Each mail has a key, so it is written once for each address,
however often this runs and however many workers run it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.urls import reverse

from roundup.articles.pictures.shapes import Shape
from roundup.core.errors import RoundupError
from roundup.core.newsroom_language import tell, tell_count
from roundup.editions.composing import shown_image, stories_of
from roundup.editions.models import Edition
from roundup.editions.policies import AtDeadline, deadline_policy, outlook_words
from roundup.editions.proof import proof_of
from roundup.editors import editor_mail
from roundup.editors.alarm_words import render_for_editors
from roundup.editors.choices import MailKind, addresses_for
from roundup.editors.models import EditorMail
from roundup.publications.brand import brand_of
from roundup.rendering.editor_messages import (
    draft_ready_message,
    mailed_message,
    not_mailed_message,
    reminder_message,
)
from roundup.rendering.short_message import Message
from roundup.sending.account import account_of
from roundup.sending.models import Mailing

# How long before the hour editors are reminded; the last reminder is urgent.
REMINDERS: Final = (timedelta(hours=24), timedelta(hours=3), timedelta(hours=1))
# Events older than this are no longer news.
_NEWS: Final = timedelta(hours=12)


def tell_of_the_week(now: datetime) -> None:
    """Write every mail that is due by `now` and has not been written."""
    for edition in _open_drafts(now):
        _tell_of_draft(edition, now)
        _remind(edition, now)
    for edition in _just_skipped(now):
        _tell_of_skipping(edition, now)
    for mailing in _just_mailed(now):
        _tell_of_mailing(mailing, now)


def _open_drafts(now: datetime) -> list[Edition]:
    drafts = Edition.objects.filter(status=Edition.Status.DRAFT, held_at=None, send_at__gt=now)
    return list(drafts.select_related("publication").order_by("pk"))


def _tell_of_draft(edition: Edition, now: datetime) -> None:
    """Tell editors about a draft once its assembling hour has come. Anyone who made it early knows."""
    if edition.period_end <= now and edition.assembled_at > now - _NEWS:
        _write(MailKind.DRAFTS, f"draft:{edition.pk}", edition, _draft_ready, now)


def _remind(edition: Edition, now: datetime) -> None:
    """Remind editors of an edition's hour unless it goes out by itself. A missed reminder is not sent."""
    begun = [ahead for ahead in REMINDERS if edition.assembled_at < edition.send_at - ahead <= now]
    if begun and not _goes_by_itself(edition):
        key = f"reminder:{edition.pk}:{edition.send_at:%Y%m%d%H%M}:{min(begun)}"
        _write(MailKind.REMINDERS, key, edition, _reminder, now)


def _goes_by_itself(edition: Edition) -> bool:
    return deadline_policy(edition) == AtDeadline.SEND and not _first_fault(edition)


def _just_skipped(now: datetime) -> list[Edition]:
    skipped = Edition.objects.filter(status=Edition.Status.SKIPPED, skipped_at__gt=now - _NEWS)
    return list(skipped.exclude(skipped_because="").select_related("publication").order_by("pk"))


def _tell_of_skipping(edition: Edition, now: datetime) -> None:
    _write(MailKind.MAILINGS, f"skipped:{edition.pk}:{edition.skipped_at:%Y%m%d}", edition, _not_mailed, now)


def _just_mailed(now: datetime) -> list[Mailing]:
    done = Mailing.objects.filter(status=Mailing.Status.DONE, finished_at__gt=now - _NEWS)
    return list(done.select_related("edition__publication").order_by("pk"))


def _tell_of_mailing(mailing: Mailing, now: datetime) -> None:
    _write(MailKind.MAILINGS, f"mailed:{mailing.pk}", mailing.edition, _mailed, now)


def _write(
    kind: MailKind, key: str, edition: Edition, make: Callable[[Edition, datetime], Message], now: datetime
) -> None:
    """Write the mail with this key to everybody who wants it and has not got it."""
    written = set(EditorMail.objects.filter(key=key).values_list("to", flat=True))
    if not (told := [to for to in addresses_for(kind) if to not in written]):
        return
    mail = render_for_editors(brand_of(edition.publication), make(edition, now))
    for to in told:
        editor_mail.put(key, to, mail.subject, mail.text, now, mail.html)


def _draft_ready(edition: Edition, now: datetime) -> Message:
    stories = stories_of(edition)
    return draft_ready_message(
        brand_of(edition.publication),
        subject=edition.subject,
        number=edition.number,
        headlines=[story.headline for story in stories],
        image=next(filter(None, (shown_image(story, Shape.WIDE) for story in stories)), None),
        findings=_findings(edition),
        outlook=outlook_words(edition),
        url=_page(edition),
        proof_url=settings.BASE_URL + reverse("newsroom:proof", args=[edition.pk]),
    )


def _findings(edition: Edition) -> str:
    """Return a sentence on what the checks found in the proof, or why there is no proof."""
    if fault := _first_fault(edition):
        return tell("Its proof has an error: %(finding)s", finding=fault)
    if warnings := len(proof_of(edition).findings):
        return tell_count(
            "The checks found %(n)s thing to look at.", "The checks found %(n)s things to look at.", warnings
        )
    return tell("The checks found nothing to fix.")


def _first_fault(edition: Edition) -> str:
    """Return what is wrong with the proof, or why there is no proof; '' if all is well."""
    try:
        proof = proof_of(edition)
    except RoundupError as error:
        return str(error)
    return proof.first_error if proof.errors else ""


def _reminder(edition: Edition, now: datetime) -> Message:
    left = edition.send_at - now
    return reminder_message(
        brand_of(edition.publication),
        subject=edition.subject,
        number=edition.number,
        hours=-(-left // timedelta(hours=1)),
        outlook=outlook_words(edition),
        is_last=left <= min(REMINDERS),
        url=_page(edition),
    )


def _mailed(edition: Edition, now: datetime) -> Message:
    sums = account_of(edition)["account"]
    return mailed_message(
        brand_of(edition.publication),
        subject=edition.subject,
        number=edition.number,
        accepted=sums["accepted"],
        left_out=sum(sums["excluded"].values()),
        refused=sums["refused"],
        uncertain=sums["uncertain"],
        url=_page(edition),
    )


def _not_mailed(edition: Edition, now: datetime) -> Message:
    return not_mailed_message(
        brand_of(edition.publication),
        subject=edition.subject,
        number=edition.number,
        why=edition.skipped_because,
        url=_page(edition),
    )


def _page(edition: Edition) -> str:
    return settings.BASE_URL + reverse("newsroom:edition", args=[edition.pk])
