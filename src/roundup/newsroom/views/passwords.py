"""A forgotten password: asking for a link, and choosing a new password with it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell, tell_later
from roundup.editors import passwords, roster
from roundup.newsroom.known import remember
from roundup.subscribers.asker_network import network_of


class AskForm(forms.Form):
    email = forms.EmailField(
        max_length=150,
        label=tell_later("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )


class ChooseForm(SetPasswordForm):  # type: ignore[type-arg]
    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.fields["new_password1"].label = tell_later("New password")
        self.fields["new_password1"].help_text = tell_later(
            "Ten characters or more, and not a common password."
        )
        self.fields["new_password2"].label = tell_later("New password again")
        self.fields["new_password2"].help_text = ""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a link. The answer is the same whether there is such an account or not."""
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            passwords.ask(form.cleaned_data["email"], network_of(request.META), timezone.now())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return render(request, "newsroom/password_asked.html.j2")
    return render(request, "newsroom/password_ask.html.j2", {"form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a password with a link. Looking at it changes nothing: mail scanners open every link.

    Like all our pages, this one tells no other site its address.
    """
    user = passwords.open_link(token)
    if user is None:
        return render(request, "newsroom/password_old_link.html.j2", status=404)
    form = ChooseForm(user, request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "newsroom/password_choose.html.j2", {"form": form, "who": user})
    roster.set_password(user, form.cleaned_data["new_password1"])
    messages.success(
        request, tell("Your password is set. Sign in with it; all other devices have been signed out.")
    )
    answer = redirect("newsroom:login")
    remember(request, answer, user.get_username())
    return answer
