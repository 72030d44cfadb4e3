"""Signing in and out, and one's own password."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from roundup.core.errors import Refused
from roundup.newsroom.doors import editors_only
from roundup.newsroom.guessing import forgive, note_try
from roundup.newsroom.known import mark_of, remember
from roundup.newsroom.page import first_publication, show
from roundup.subscribers.asker_network import network_of


class SignInForm(AuthenticationForm):
    """Name and password. A wrong pair is told in one sentence, whichever of them was wrong."""

    error_messages = {
        "invalid_login": "This address and password do not match.",
        "inactive": "This account has been closed.",
    }

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        name = self.fields["username"]
        name.label = "E-mail address"
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


class SignOut(LogoutView):
    """Signing out is an act, so only a POST does it."""

    http_method_names = ["post", "options"]


class OwnPasswordForm(PasswordChangeForm):
    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.fields["old_password"].label = "Current password"
        self.fields["new_password1"].label = "New password"
        self.fields["new_password1"].help_text = "Ten characters or more, and not a common one."
        self.fields["new_password2"].label = "New password again"
        self.fields["new_password2"].help_text = ""


@editors_only
def password(request: HttpRequest) -> HttpResponse:
    """Show the account, and change its password."""
    user = cast(User, request.user)
    form = OwnPasswordForm(user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        update_session_auth_hash(request, form.save())
        messages.success(request, "Your password was changed. Other devices have been signed out.")
        return redirect("newsroom:password")
    return show(request, "password", first_publication(), here="password", form=form)
