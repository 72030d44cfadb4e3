"""Manages accounts: who has one, and how to remove it with immediate effect.

A removed account keeps its row, but no role, password or session, so that everything its owner approved keeps
the owner's name.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import SESSION_KEY, get_user_model
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import transaction

from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell
from roundup.editors.accounts import (
    ADMIN,
    EDITOR,
    check_address,
    check_password,
    check_role,
    give_role,
    has_a_role,
    keep_an_admin,
)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Account:
    """One row of the list of accounts. `is_invited` means that no password has been set yet."""

    user: User
    role: str
    is_invited: bool

    @property
    def email(self) -> str:
        return self.user.get_username()

    @property
    def last_sign_in(self) -> datetime | None:
        return self.user.last_login

    @property
    def is_active(self) -> bool:
        return self.user.is_active


def all_accounts() -> Sequence[Account]:
    """Return all accounts except removed ones, ordered by address."""
    rows = get_user_model().objects.filter(has_a_role()).distinct().order_by("username")
    return [_account(user) for user in rows.prefetch_related("groups")]


def find_account(email: str) -> User:
    """Return the account with this address. Raises Refused if there is none."""
    user = get_user_model().objects.filter(has_a_role(), username=email.strip().lower()).distinct().first()
    if user is None:
        raise Refused("There is no account with this address: see `roundup user list`.")
    return user


def make_invited(email: str, role: str) -> User:
    """Make an account without a password, or reuse one that was removed or never used.

    Raises Refused if the address or role makes no sense, or if the account is already in use.
    """
    name = email.strip().lower()
    check_role(role)
    check_address(name)
    user, _ = get_user_model().objects.get_or_create(username=name, defaults={"email": name})
    if user.has_usable_password() and _has_a_role(user):
        raise Refused(tell("There is already an account with this address: change its role, or enable it."))
    # Somebody invited twice has two links, and both work until one of them is used.
    if user.has_usable_password():
        user.set_unusable_password()
    user.is_active = True
    user.save()
    give_role(user, role)
    return user


def set_role(user: User, role: str) -> None:
    """Give an account this role. Raises Refused for the last admin."""
    check_role(role)
    with transaction.atomic():
        if role != ADMIN:
            keep_an_admin(user)
        give_role(user, role)
    log.info("account %s is %s now", user.pk, role)


def set_password(user: User, password: str) -> None:
    """Give an account a new password, which ends its sessions. Raises Refused for a weak password."""
    check_password(password)
    with transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password"])
        end_sessions(user)
    log.info("account %s has a new password", user.pk)


def disable_account(user: User) -> None:
    """Keep anybody from signing in with this account from now on, and end its sessions.

    Raises Refused for the last admin.
    """
    with transaction.atomic():
        keep_an_admin(user)
        user.is_active = False
        user.save(update_fields=["is_active"])
        end_sessions(user)
    log.info("account %s was disabled", user.pk)


def enable_account(user: User) -> None:
    user.is_active = True
    user.save(update_fields=["is_active"])
    log.info("account %s was enabled", user.pk)


def remove_account(user: User) -> None:
    """Remove an account; its owner's name stays on what they have done. Raises Refused for the last admin."""
    with transaction.atomic():
        keep_an_admin(user)
        user.groups.clear()
        user.set_unusable_password()
        user.is_active = user.is_staff = user.is_superuser = False
        user.save()
        end_sessions(user)
    log.info("account %s was removed", user.pk)


def end_sessions(user: User) -> int:
    """Sign an account out everywhere; return how many sessions that ended."""
    # No column says who owns a session; there are few, because only editors have sessions.
    theirs = [one.pk for one in Session.objects.all() if one.get_decoded().get(SESSION_KEY) == str(user.pk)]
    return Session.objects.filter(pk__in=theirs).delete()[0]


def _has_a_role(user: User) -> bool:
    return get_user_model().objects.filter(has_a_role(), pk=user.pk).exists()


def _account(user: User) -> Account:
    names = {group.name for group in user.groups.all()}
    is_admin = ADMIN in names or user.is_staff or user.is_superuser
    return Account(user, ADMIN if is_admin else EDITOR, not user.has_usable_password())
