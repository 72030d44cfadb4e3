"""What each editor wants to be mailed about: everything, until they choose."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from django.contrib.auth.models import User

from roundup.core.email_addresses import normalise_address
from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell_later
from roundup.editors.accounts import all_editors
from roundup.editors.models import EditorChoice


class MailKind(StrEnum):
    """What a mail to editors is about. The words for people are in `MAIL_KIND_WORDS`."""

    DRAFTS = "drafts"
    REMINDERS = "reminders"
    MAILINGS = "mailings"
    ALARMS = "alarms"


MAIL_KIND_WORDS = {
    MailKind.DRAFTS: tell_later("A draft is ready"),
    MailKind.REMINDERS: tell_later("The hour is near, and nobody has approved the edition"),
    MailKind.MAILINGS: tell_later("An edition has gone out, or was skipped automatically"),
    MailKind.ALARMS: tell_later("Something needs a person: an alarm"),
}


def mail_kinds_of(user: User) -> set[MailKind]:
    """Return what an editor is mailed about."""
    choice = EditorChoice.objects.filter(user=user).first()
    return {kind for kind in MailKind if choice is None or kind not in choice.unwanted}


def choose_mail_kinds(user: User, wanted: Collection[str]) -> None:
    """Mail an editor about these kinds and nothing else."""
    unwanted = [kind.value for kind in MailKind if kind not in wanted]
    EditorChoice.objects.update_or_create(user=user, defaults={"unwanted": unwanted})


def addresses_for(kind: MailKind) -> list[str]:
    """Return the addresses of the accounts that have one and want this kind of mail."""
    unwanted = dict(EditorChoice.objects.values_list("user_id", "unwanted"))
    found = []
    for pk, email in all_editors().values_list("pk", "email"):
        if kind in unwanted.get(pk, ()):
            continue
        try:
            found.append(normalise_address(email).key)
        except Refused:
            continue
    return found
