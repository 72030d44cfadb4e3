"""Who may sign in, and what their role lets them do.

An `editor` makes editions and watches them leave. An `admin` may also change sources and the publication.
Django's staff and superusers count as admins.
"""

from __future__ import annotations

import logging

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, Group, User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac

from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell

log = logging.getLogger(__name__)

EDITOR, ADMIN = "editor", "admin"
ROLES = (EDITOR, ADMIN)

Visitor = AbstractBaseUser | AnonymousUser


def add_user(email: str, role: str, password: str) -> User:
    """Make an account that signs in with its email address, or give an existing one this role and password.

    Raises Refused if the address, the role or the password makes no sense, or if the last admin would lose
    the admin role.
    """
    name = email.strip().lower()
    check_role(role)
    check_address(name)
    check_password(password)
    with transaction.atomic():
        user, made = get_user_model().objects.get_or_create(username=name, defaults={"email": name})
        if role != ADMIN:
            keep_an_admin(user)
        user.set_password(password)
        user.is_active = True
        user.save()
        give_role(user, role)
    log.info("account %s %s as %s", user.pk, "made" if made else "changed", role)
    return user


def give_role(user: User, role: str) -> None:
    """Give an account this role only. Django's own flags would make editors admins, so they are cleared."""
    if role != ADMIN and (user.is_staff or user.is_superuser):
        user.is_staff = user.is_superuser = False
        user.save(update_fields=["is_staff", "is_superuser"])
    user.groups.remove(*user.groups.filter(name__in=ROLES))
    user.groups.add(Group.objects.get_or_create(name=role)[0])


def keep_an_admin(user: User) -> None:
    """Raise Refused if this account is the last admin's. Call it within the transaction.

    If two admins remove each other's role at the same time, one waits for the other here.
    """
    Group.objects.get_or_create(name=ADMIN)
    Group.objects.select_for_update().get(name=ADMIN)
    admins = get_user_model().objects.filter(_administers(), is_active=True)
    admins = admins.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX).distinct()
    if admins.filter(pk=user.pk).exists() and not admins.exclude(pk=user.pk).exists():
        raise Refused(
            tell(
                "This is the only admin: without one, nobody can change sources, settings and accounts. Make "
                "somebody else an admin first."
            )
        )


def check_role(role: str) -> None:
    if role not in ROLES:
        raise Refused(
            tell(
                "%(role)s is not a role: use %(editor)s or %(admin)s.",
                role=repr(role),
                editor=EDITOR,
                admin=ADMIN,
            )
        )


def check_address(name: str) -> None:
    try:
        validate_email(name)
    except ValidationError:
        raise Refused(
            tell("%(name)s is not an e-mail address: editors sign in with one.", name=repr(name))
        ) from None
    if len(name) > 150:
        raise Refused(tell("This e-mail address is too long for an account: use at most 150 characters."))


def check_password(password: str) -> None:
    try:
        validate_password(password)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from None


def may_edit(user: Visitor) -> bool:
    """Say whether this visitor may see the newsroom and make editions."""
    return _has_role(user, ROLES)


def may_administer(user: Visitor) -> bool:
    """Say whether this visitor may change sources and the publication."""
    return _has_role(user, (ADMIN,))


def _has_role(user: Visitor, roles: tuple[str, ...]) -> bool:
    if not isinstance(user, User) or not user.is_active:
        return False
    return user.is_staff or user.is_superuser or user.groups.filter(name__in=roles).exists()


def account_hash(name: str) -> str:
    """Return the hash that stands for an account in tables without addresses; the account need not exist."""
    return salted_hmac("newsroom.sign-in", name.strip().lower(), algorithm="sha256").hexdigest()


def all_editors() -> QuerySet[User]:
    """Return the accounts of all people who `may_edit`."""
    return get_user_model().objects.filter(has_a_role(), is_active=True).distinct().order_by("pk")


def has_a_role() -> Q:
    """Return a condition that is true for every account that was not removed: only these have a role."""
    return _administers() | Q(groups__name=EDITOR)


def _administers() -> Q:
    return Q(is_staff=True) | Q(is_superuser=True) | Q(groups__name=ADMIN)
