"""Who may sign in to the newsroom: inviting, roles, and removing an account."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell, tell_later
from roundup.editors import passwords, roster
from roundup.editors.accounts import ADMIN, EDITOR, has_a_role
from roundup.newsroom.doors import admins_only, attempt, words
from roundup.newsroom.page import first_publication, show


def _roles() -> list[tuple[str, str]]:
    return [
        (EDITOR, tell("Editor: makes editions")),
        (ADMIN, tell("Admin: also sources, settings and accounts")),
    ]


class InviteForm(forms.Form):
    email = forms.EmailField(
        max_length=150,
        label=tell_later("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        choices=_roles,
        label=tell_later("Role"),
    )


@require_GET
@admins_only
def listing(request: HttpRequest) -> HttpResponse:
    """List the accounts."""
    return _listing(request, InviteForm())


def _listing(request: HttpRequest, form: InviteForm) -> HttpResponse:
    return show(
        request, "accounts", first_publication(), here="accounts", form=form, accounts=roster.all_accounts()
    )


@require_POST
@admins_only
def invite(request: HttpRequest) -> HttpResponse:
    """Make an account, or invite somebody again who has not set a password yet, and mail the link."""
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _listing(request, form)
    email, role = form.cleaned_data["email"], form.cleaned_data["role"]
    return _attempt(
        request,
        lambda: passwords.invite(email, role, timezone.now()),
        tell(
            "Invited: the mail to %(address)s leaves within a minute. Its link is valid for three days.",
            address=email.lower(),
        ),
    )


@require_POST
@admins_only
def role(request: HttpRequest, account_id: int) -> HttpResponse:
    """Give an account another role."""
    user = _found(account_id)
    return _attempt(
        request, lambda: roster.set_role(user, words(request, "role", 20)), tell("The role was changed.")
    )


@require_POST
@admins_only
def disable(request: HttpRequest, account_id: int) -> HttpResponse:
    """Let nobody sign in with an account until it is enabled again."""
    user = _found(account_id)
    return _attempt(
        request,
        lambda: roster.disable_account(_another(request, user)),
        tell("Disabled: nobody can sign in with it, and it was signed out everywhere."),
    )


@require_POST
@admins_only
def enable(request: HttpRequest, account_id: int) -> HttpResponse:
    """Let somebody sign in with an account again."""
    return _attempt(request, lambda: roster.enable_account(_found(account_id)), tell("Enabled."))


@require_POST
@admins_only
def sign_out(request: HttpRequest, account_id: int) -> HttpResponse:
    """Sign an account out on all devices."""
    user = _found(account_id)
    return _attempt(request, lambda: roster.end_sessions(user), tell("Signed out on all devices."))


@require_http_methods(["GET", "POST"])
@admins_only
def remove(request: HttpRequest, account_id: int) -> HttpResponse:
    """Ask once more (GET), then remove an account (POST); its owner's name stays on what they did."""
    user = _found(account_id)
    if request.method == "POST":
        done = tell("Removed, and signed out everywhere.")
        return _attempt(request, lambda: roster.remove_account(_another(request, user)), done)
    return show(request, "account_remove", first_publication(), here="accounts", who=user)


def _found(account_id: int) -> User:
    return get_object_or_404(get_user_model().objects.filter(has_a_role()).distinct(), pk=account_id)


def _another(request: HttpRequest, user: User) -> User:
    """Return `user`. Raises Refused if they are the one asking: nobody shuts themselves out by mistake."""
    if user == request.user:
        raise Refused(tell("This is your own account: ask another admin to do it."))
    return user


def _attempt(request: HttpRequest, act: Callable[[], object], done: str) -> HttpResponse:
    return attempt(request, act, done, reverse("newsroom:accounts"))
