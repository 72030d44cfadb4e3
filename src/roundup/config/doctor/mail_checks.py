"""What became of mails outside any mailing: those to single readers, and those to editors."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from roundup.config.doctor.check_results import Note
from roundup.core.errors import RoundupError
from roundup.core.moments_and_counts import count_words
from roundup.editors.alarm_webhook import FAILS_LONG, failed_calls
from roundup.editors.choices import MailKind, addresses_for
from roundup.editors.editor_mail import not_taken
from roundup.editors.models import EditorMail
from roundup.publications.transactional_mail import TransactionalMail
from roundup.sending.handing_over.transactional_mail import mail_account_of
from roundup.sending.models import Trial
from roundup.sending.outlet import our_provider
from roundup.subscribers.models import Confirmation, Leave, OwnRequest, Welcome

_KINDS: dict[str, type[TransactionalMail]] = {
    "confirmations": Confirmation,
    "notes about leaves": Leave,
    "readers' own requests": OwnRequest,
    "welcomes": Welcome,
    "tests": Trial,
    "mail to editors": EditorMail,
}


def account_of_transactional_mail() -> str:
    """What became of every mail outside any mailing."""
    return "; ".join(f"{name}: {_sum(mail_account_of(kind))}" for name, kind in _KINDS.items())


def _sum(counts: dict[str, int]) -> str:
    parts = " + ".join(f"{count} {word}" for word, count in counts.items() if word != "asked")
    return f"{counts['asked']} asked = {parts}"


def alarms_are_posted() -> str:
    """The webhook for alarms accepts what is posted to it."""
    if not settings.ALARM_WEBHOOK_URL:
        return "not set: no other system is told about alarms"
    first = failed_calls().first()
    if first is None:
        return "it takes what is posted to it"
    said = f"The webhook has not taken alarms since {first.asked_at:%Y-%m-%d %H:%M}: {first.error}"
    if timezone.now() - first.asked_at < FAILS_LONG:
        return Note(f"{said} It is tried again.")
    raise RoundupError(f"{said} Once that is fixed, run `roundup alarms --test-webhook`.")


def editors_are_reachable() -> str:
    """Editors can be mailed, even while the provider refuses us."""
    held = not_taken()
    if last := held.last():
        lost = count_words(held.count(), "mail to editors was not taken", "mails to editors were not taken")
        raise RoundupError(
            f"{lost}: {last.error} Once that is fixed, run `roundup alarms --test-mail ADDRESS`."
        )
    if not addresses_for(MailKind.ALARMS):
        return Note("no editor has an address that alarms can be mailed to: `roundup user add`")
    if settings.MAIL_SERVER:
        return f"by {settings.MAIL_SERVER.host}"
    if our_provider().keeps_here:
        return f"kept by {our_provider().title}"
    return Note(
        "by the provider: while it refuses us, nobody can be mailed about that. Set ROUNDUP_MAIL_URL to "
        "another mail server."
    )
