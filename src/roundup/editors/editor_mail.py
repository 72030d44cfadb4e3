"""Sends each editor mail once: through the operator's mail server if one is set, or else the provider."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max, Q, QuerySet
from django.utils import timezone
from django.utils.html import linebreaks

from roundup.core.batches import OutgoingBatch
from roundup.core.email_addresses import normalise_address
from roundup.core.lines import one_line
from roundup.core.newsroom_language import tell
from roundup.editors.alarm_words import alarm_mail_of
from roundup.editors.choices import MailKind, addresses_for
from roundup.editors.models import EditorMail
from roundup.editors.smtp import EditorsDoor
from roundup.publications.alarms import clear_everywhere, raise_everywhere
from roundup.publications.directory import default_publication
from roundup.publications.models import Alarm
from roundup.publications.outgoing import Words, compose_transactional_mail, sender_of
from roundup.sending import outlet
from roundup.sending.handing_over.transactional_mail import (
    Door,
    ProvidersDoor,
    give_up_mail,
    hand_over_mail,
    settle_lost_mail,
)

log = logging.getLogger(__name__)

Status = EditorMail.Status

# The alarms that one fault raises within this time make one mail.
GATHERED = timedelta(seconds=10)
# Within this time, an alarm that comes and goes is mailed once; the next number limits all mails about
# alarms.
ONCE_IN = timedelta(hours=1)
MOST_IN_THAT_TIME = 6
# An older mail is no longer news, and its link has expired.
WAITS_AT_MOST = timedelta(days=1)
_OPEN = (Status.WAITING, Status.POSTING)
_MOST = 50
# The alarm that no mail can tell; the newsroom, the webhook and the log do.
_NOT_TAKEN = "installation:editor-mail"
# How the key of a mail about alarms begins. The mail tells the alarms whose `told_at` is its `asked_at`.
_ALARMS = "alarms:"
# With this lock, a server that hangs blocks one thread of a process rather than one more with every tick.
_ONE_AT_A_TIME = threading.Lock()


def put(key: str, to: str, subject: str, text: str, now: datetime, html: str = "") -> None:
    """Record that a mail is to go to an editor. Only one is kept for each key and address.

    Safe inside a transaction: nothing leaves before the commit. Raises Refused for an invalid address.
    """
    mail = EditorMail(
        key=key,
        to=normalise_address(to).key,
        subject=one_line(subject)[:300],
        text=text,
        html=html or linebreaks(text, autoescape=True),
        asked_at=now,
    )
    EditorMail.objects.bulk_create([mail], ignore_conflicts=True)


def send_due(now: datetime) -> int:
    """Hand over the waiting mails; return how many were taken.

    Needs no broker, and may run in any process, even in several at the same time: each mail is claimed first.
    Stops at the first sign that no mail is being taken, and then lets all of them wait.
    """
    if not _ONE_AT_A_TIME.acquire(blocking=False):
        return 0
    try:
        return _send_in_turn(now)
    finally:
        _ONE_AT_A_TIME.release()


def _send_in_turn(now: datetime) -> int:
    try:
        _tidy(now)
        rows = list(_due(now).order_by("tries", "asked_at", "pk")[:_MOST])
        return _send(rows, now) if rows else 0
    finally:
        _clear_words()


def send_test(to: str) -> EditorMail:
    """Send a mail to try out an address; return how that ended. Raises Refused for an invalid address."""
    key, now = f"test:{secrets.token_urlsafe(12)}", timezone.now()
    text = tell("This is how alarms reach you. There are none now.")
    put(key, to, tell("Roundup can write to you"), text, now)
    send_due(now)
    return EditorMail.objects.get(key=key)


def not_taken() -> QuerySet[EditorMail]:
    """Return the mails that have not been taken since the last one that was, the newest last.

    Some wait for another attempt; others are finished: refused for good, or without an answer. While there
    are any, alarms cannot reach the editors.
    """
    # In the order in which they were asked for, because the clocks of two machines may differ.
    last = EditorMail.objects.filter(status=Status.ACCEPTED).aggregate(pk=Max("pk"))["pk"] or 0
    # A mail that was given up because its news was over was never posted.
    ended = Q(status__in=(Status.REFUSED, Status.UNCERTAIN), posted_at__isnull=False, pk__gt=last)
    return EditorMail.objects.filter(Q(status=Status.WAITING) | ended).exclude(error="").order_by("pk")


def count_not_taken() -> int:
    """Return how many mails to editors have not been taken since the last one that was."""
    return not_taken().count()


def _send(rows: list[EditorMail], now: datetime) -> int:
    """Hand these mails over, and report when that starts to fail and when it works again."""
    failed_before = not_taken().exists()
    taken = _hand_over(rows, now)
    last = not_taken().last()
    if last and not failed_before:
        then = "It is tried again." if last.status == Status.WAITING else "It is not tried again."
        log.warning("mail to editors is not taken: %s %s", last.error, then)
    elif failed_before and taken and not last:
        log.info("mail to editors is taken again")
    _tell_elsewhere(last, now)
    return taken


def _tell_elsewhere(last: EditorMail | None, now: datetime) -> None:
    """Raise an alarm, which no mail tells, if mails are not taken, unless only the first try has failed."""
    if last is None:
        clear_everywhere(_NOT_TAKEN, now)
    elif last.tries > 1 or last.status != Status.WAITING:
        said = tell("Mail to editors is not taken: %(why)s Nobody is mailed about alarms.", why=last.error)
        raise_everywhere(_NOT_TAKEN, said, now)


def _hand_over(rows: list[EditorMail], now: datetime) -> int:
    taken = 0
    with _door() as door:
        for row in rows:
            if not _is_news(row):
                continue
            status, error = hand_over_mail(row, partial(_outgoing, row), door, now)
            taken += status == Status.ACCEPTED
            if status == Status.WAITING:
                if error:
                    _put_off(row, now)
                break
    return taken


def _is_news(row: EditorMail) -> bool:
    """Say whether a mail is still true. A mail about alarms is rewritten or dropped as they end."""
    told = _told_in(row)
    still = [one for one in told if one.cleared_at is None and one.dismissed_at is None]
    if told and not still:
        give_up_mail(row, "It was no longer true by the time it could be handed over.")
        _take_back(row)
        return False
    if len(still) < len(told):
        mail = alarm_mail_of(still, _over(row.asked_at))
        row.subject, row.text, row.html = one_line(mail.subject)[:300], mail.text, mail.html
        row.save(update_fields=["subject", "text", "html"])
    return True


def _told_in(row: EditorMail) -> list[Alarm]:
    if not row.key.startswith(_ALARMS):
        return []
    return list(Alarm.objects.filter(told_at=row.asked_at).select_related("publication").order_by("pk"))


def _take_back(row: EditorMail) -> None:
    """Count a mail's alarms as untold if nobody got a mail about them: they are news if still open."""
    if not EditorMail.objects.filter(key=row.key).exclude(status=Status.REFUSED).exists():
        Alarm.objects.filter(told_at=row.asked_at).update(told_at=None)


@contextmanager
def _door() -> Iterator[Door]:
    if settings.MAIL_SERVER:
        yield EditorsDoor(settings.MAIL_SERVER)
        return
    with closing(outlet.build_provider()) as provider:
        yield ProvidersDoor(provider)


def _due(now: datetime) -> QuerySet[EditorMail]:
    waiting = EditorMail.objects.filter(status=Status.WAITING)
    return waiting.filter(Q(not_before=None) | Q(not_before__lte=now))


def _put_off(row: EditorMail, now: datetime) -> None:
    """Let the other mails wait as long as this one; next time, they take their turn first."""
    row.refresh_from_db()
    _due(now).update(not_before=row.not_before)
    EditorMail.objects.filter(pk=row.pk).update(tries=F("tries") + 1)


def _outgoing(row: EditorMail, attempt: str) -> OutgoingBatch:
    sender = sender_of(default_publication())._replace(reply_to="")
    if settings.MAIL_FROM:
        sender = sender._replace(email=settings.MAIL_FROM)
    words = Words(row.subject, row.html, row.text)
    return compose_transactional_mail(sender, words, row.to, key=f"editor-{row.pk}", attempt=attempt)


def _tidy(now: datetime) -> None:
    """End mails that a crash left half posted, and mails that have waited too long."""
    settle_lost_mail(EditorMail, now)
    old = list(EditorMail.objects.filter(status=Status.WAITING, asked_at__lte=now - WAITS_AT_MOST))
    for row in old:
        give_up_mail(row, row.error)
        _take_back(row)


def _clear_words() -> None:
    EditorMail.objects.exclude(status__in=_OPEN).exclude(text="", html="").update(text="", html="")


def tell_alarms(now: datetime) -> int:
    """Write to the editors about open alarms that have not been mailed; return how many there are.

    One mail contains all of them. Each alarm is mailed once, however often its words change. An alarm that
    comes back by itself within the hour waits until the hour is over, and is mailed if it is still open then.
    An alarm that comes back after a person acted on it is mailed at once: somebody who resumed a mailing
    believes that it is going out. The next mail says in one line which alarms are over. Safe to run twice, at
    the same time or later: each alarm is mailed once.
    """
    if not _untold().exists():
        return 0
    with transaction.atomic():
        alarms = _to_tell(list(_untold().select_for_update(of=("self",))), now)
        if not alarms or not (told := addresses_for(MailKind.ALARMS)):
            return 0
        _write_to(told, alarms, now)
        Alarm.objects.filter(pk__in=[one.pk for one in alarms]).update(told_at=now)
    return len(alarms)


def _untold() -> QuerySet[Alarm]:
    """Return the open alarms that no mail has told since they were raised or came back."""
    is_news = Q(told_at=None) | Q(returned_at__gt=F("told_at"))
    return (
        Alarm.objects.open()
        .filter(is_news)
        .exclude(about=_NOT_TAKEN)
        .select_related("publication")
        .order_by("pk")
    )


def _to_tell(untold: list[Alarm], now: datetime) -> list[Alarm]:
    """Return the alarms to tell now: none while a burst is being gathered, and none after too many mails."""
    # An alarm told by a clock that was far ahead must not keep later alarms waiting until that time.
    recent = Alarm.objects.filter(told_at__gt=now - ONCE_IN, told_at__lt=now + ONCE_IN)
    if len(set(recent.values_list("told_at", flat=True))) >= MOST_IN_THAT_TIME:
        return []
    unanswered = recent.filter(Q(answered_at=None) | Q(answered_at__lt=F("told_at")))
    just_told = set(unanswered.values_list("publication_id", "about"))
    alarms = [one for one in untold if (one.publication_id, one.about) not in just_told]
    oldest = min((one.raised_at for one in alarms), default=now)
    # An alarm that another machine's clock dated in the future is told at once.
    return [] if now - GATHERED < oldest <= now else alarms


def _write_to(told: list[str], alarms: list[Alarm], now: datetime) -> None:
    mail = alarm_mail_of(alarms, _over(now))
    for to in told:
        put(f"{_ALARMS}{alarms[0].pk}:{now:%Y-%m-%dT%H:%M}", to, mail.subject, mail.text, now, mail.html)


def _over(told_at: datetime) -> list[Alarm]:
    """Return the alarms that were told before `told_at` and have ended since the previous mail."""
    last = Alarm.objects.filter(told_at__lt=told_at).aggregate(at=Max("told_at"))["at"]
    over = Alarm.objects.filter(told_at__lte=told_at, cleared_at__isnull=False)
    return list((over.filter(cleared_at__gt=last) if last else over).order_by("pk"))
