"""Links with which editors set their own password: asked for on the sign-in page, or sent by an admin.

A request is only recorded; the next tick checks whether there is such an account. So neither the answer nor
the time it takes reveals who has an account.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell, tell_later
from roundup.editors import editor_mail
from roundup.editors.accounts import ADMIN, EDITOR, account_hash, all_editors
from roundup.editors.models import PasswordAsking
from roundup.editors.roster import make_invited

log = logging.getLogger(__name__)

MOST_OF_NETWORK = 10
MOST_OF_ACCOUNT = 3
WINDOW = timedelta(hours=1)
RESET, INVITATION = "reset", "invitation"
VALID = {RESET: timedelta(hours=1), INVITATION: timedelta(days=3)}

_INVITED_AS = {
    EDITOR: tell_later("You have been invited to the newsroom at %(base)s, as an editor."),
    ADMIN: tell_later("You have been invited to the newsroom at %(base)s, as an admin."),
}


def ask(name: str, network: str, now: datetime) -> None:
    """Record that somebody forgot the password of an account, whether or not the account exists.

    Raises Refused if a network has asked too often.
    """
    PasswordAsking.objects.filter(at__lte=now - WINDOW).delete()
    asking = PasswordAsking.objects.create(account=account_hash(name), network=network, at=now)
    if PasswordAsking.objects.filter(network=network).count() > MOST_OF_NETWORK:
        asking.delete()
        raise Refused(tell("Too many links were asked for from your network. Wait an hour, then try again."))


def answer_askings(now: datetime) -> int:
    """Mail a link to those who asked and have an account; return how many.

    Safe to run twice, at the same time or later: each asking is claimed, and each mail has its key, so each
    link is mailed once.
    """
    waiting = list(PasswordAsking.objects.filter(is_answered=False).order_by("pk"))
    if not waiting:
        return 0
    people = {account_hash(user.get_username()): user for user in all_editors()}
    return sum(_answer(asking, people.get(asking.account), now) for asking in waiting)


def invite(email: str, role: str, now: datetime) -> User:
    """Make an account whose owner sets the password with a link, and mail that link.

    If the account exists but its owner has not used the link, mail it again.

    Raises Refused if the address or role makes no sense, or if the account is already in use.
    """
    with transaction.atomic():
        user = make_invited(email, role)
        key = f"invitation:{user.pk}:{now:%Y%m%d%H%M}"
        subject = tell("Your account in the newsroom")
        editor_mail.put(key, user.get_username(), subject, _invitation(user, role), now)
    log.info("account %s was invited as %s", user.pk, role)
    return user


def link_for(user: User, purpose: str) -> str:
    """Return the link with which this account's password can be set once."""
    token = signing.dumps({"account": user.pk, "state": _state(user)}, salt=_salt(purpose))
    return settings.BASE_URL + reverse("newsroom:choose_password", args=[token])


def open_link(token: str) -> User | None:
    """Return the account whose password a link may set; None if it is old, used or from before a sign-in."""
    for purpose, valid in VALID.items():
        try:
            told = signing.loads(token, salt=_salt(purpose), max_age=valid)
            user = all_editors().filter(pk=told["account"]).first()
            return user if user and constant_time_compare(told["state"], _state(user)) else None
        except (signing.BadSignature, TypeError, KeyError, ValueError, OverflowError):
            continue
    return None


def _answer(asking: PasswordAsking, user: User | None, now: datetime) -> bool:
    with transaction.atomic():
        if not PasswordAsking.objects.filter(pk=asking.pk, is_answered=False).update(is_answered=True):
            return False
        before = PasswordAsking.objects.filter(account=asking.account, pk__lt=asking.pk)
        if user is None or before.filter(at__gt=asking.at - WINDOW).count() >= MOST_OF_ACCOUNT:
            # Only mailed links count towards the limit: otherwise somebody who keeps asking could keep the
            # owner from ever getting one.
            PasswordAsking.objects.filter(pk=asking.pk).update(account="")
            return False
        key = f"password:{asking.pk}:{asking.at:%Y%m%d%H%M%S}"
        try:
            subject = tell("A new password for the newsroom")
            editor_mail.put(key, user.get_username(), subject, _reset(user), now)
        except Refused as refused:
            # It signs in with an address that no mail reaches (`a@localhost`), so the person who asked gets
            # nothing.
            log.warning("account %s gets no link for a new password: %s", user.pk, refused)
            return False
    log.info("account %s: a link for a new password was asked for and mailed", user.pk)
    return True


def _state(user: User) -> str:
    """Return a value that changes once the password has been set or its owner has signed in."""
    return salted_hmac("newsroom.password", f"{user.password} {user.last_login}").hexdigest()


def _salt(purpose: str) -> str:
    return f"newsroom.password.{purpose}"


def _reset(user: User) -> str:
    return _letter(
        tell(
            "Somebody, probably you, asked for a new password for the newsroom at %(base)s.",
            base=settings.BASE_URL,
        ),
        tell("Choose one here, within an hour:") + "\n" + link_for(user, RESET),
        tell("If it was not you, do nothing: your password stays as it is."),
    )


def _invitation(user: User, role: str) -> str:
    return _letter(
        tell(_INVITED_AS[role], base=settings.BASE_URL),
        tell("Choose your password here, within three days:") + "\n" + link_for(user, INVITATION),
        tell("From then on you sign in with this e-mail address."),
    )


def _letter(*paragraphs: str) -> str:
    return "\n\n".join(paragraphs) + "\n"
