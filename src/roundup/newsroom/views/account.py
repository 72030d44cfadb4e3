"""Signing in and out, and one's own password."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell, tell_later
from roundup.editors.choices import MAIL_KIND_WORDS, choose_mail_kinds, mail_kinds_of
from roundup.newsroom.doors import ask_again, editors_only
from roundup.newsroom.guessing import forgive, note_try
from roundup.newsroom.known import mark_of, remember
from roundup.newsroom.page import first_publication, show
from roundup.subscribers.asker_network import network_of


class SignInForm(AuthenticationForm):
    """Name and password. A wrong pair gets the same sentence, whichever of the two was wrong."""

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.error_messages = {
            "invalid_login": tell("This address and password do not match."),
            "inactive": tell("This account has been closed."),
        }
        name = self.fields["username"]
        name.label = tell_later("E-mail address")
        self.fields["password"].label = tell_later("Password")
        name.widget = forms.EmailInput(
            attrs={"autocomplete": "username", "autofocus": True, "maxlength": 150}
        )

    def clean_username(self) -> str:
        return str(self.cleaned_data["username"]).strip().lower()

    def clean(self) -> dict[str, Any]:
        if not self.cleaned_data.get("username"):
            return self.cleaned_data
        name = self.cleaned_data["username"]
        known_as = mark_of(self.request, name) if self.request else ""
        try:
            tried = note_try(name, _network(self.request), timezone.now(), known_as)
        except Refused as refused:
            raise ValidationError(str(refused)) from None
        cleaned = super().clean()
        forgive(tried)
        return cleaned


def _network(request: HttpRequest | None) -> str:
    return network_of(request.META) if request else ""


class SignIn(LoginView):
    template_name = "newsroom/login.html.j2"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        answer = super().form_valid(form)
        remember(self.request, answer, form.get_user().get_username())
        return answer


@never_cache
@require_POST
def sign_in_again(request: HttpRequest) -> HttpResponse:
    """Sign in somebody whose session ended in the middle of something, then do what they were doing.

    Only a POST to the newsroom itself is repeated, and the account must be allowed to do it.
    """
    path = request.POST.get("again_path", "")
    form = SignInForm(request, request.POST)
    if not form.is_valid():
        return ask_again(request, path, request.POST, form, status=422)
    login(request, form.get_user())
    request.POST = _without_sign_in(request.POST)  # type: ignore[assignment]
    answer = _act_at(path, request)
    remember(request, answer, form.get_user().get_username())
    return answer


def _without_sign_in(fields: QueryDict) -> QueryDict:
    kept = fields.copy()
    for name in ("username", "password", "again_path"):
        kept.pop(name, None)
    return kept


def _act_at(path: str, request: HttpRequest) -> HttpResponse:
    try:
        found = resolve(path)
    except Resolver404:
        return redirect("newsroom:editions")
    if found.namespaces != ["newsroom"] or found.url_name in _NOT_AGAIN:
        return redirect("newsroom:editions")
    answer: HttpResponse = found.func(request, *found.args, **found.kwargs)
    return answer


# Signing in has just been done, and nobody wants to sign out now.
_NOT_AGAIN = frozenset({"login", "logout", "sign_in_again", "ask_password", "choose_password"})


class SignOut(LogoutView):
    """Signs somebody out. That changes something, so only a POST does it."""

    http_method_names = ["post", "options"]


class OwnPasswordForm(PasswordChangeForm):
    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.fields["old_password"].label = tell_later("Current password")
        self.fields["new_password1"].label = tell_later("New password")
        self.fields["new_password1"].help_text = tell_later(
            "Ten characters or more, and not a common password."
        )
        self.fields["new_password2"].label = tell_later("New password again")
        self.fields["new_password2"].help_text = ""


@editors_only
def password(request: HttpRequest) -> HttpResponse:
    """Show the account, and change its password."""
    user = cast(User, request.user)
    form = OwnPasswordForm(user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        update_session_auth_hash(request, form.save())
        messages.success(request, tell("Your password was changed. Other devices have been signed out."))
        return redirect("newsroom:password")
    return show(
        request,
        "password",
        first_publication(),
        here="password",
        form=form,
        mail_kinds=MAIL_KIND_WORDS,
        wanted=mail_kinds_of(user),
    )


@require_POST
@editors_only
def mail_kinds(request: HttpRequest) -> HttpResponse:
    """Keep what an editor wants to be mailed about."""
    choose_mail_kinds(cast(User, request.user), request.POST.getlist("mail_kinds"))
    messages.success(request, tell("Saved: Roundup mails you about what you ticked."))
    return redirect("newsroom:password")
