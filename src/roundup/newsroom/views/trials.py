"""Sending tests of a proof: to oneself with one press, or to several addresses."""

from __future__ import annotations

from contextlib import closing
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from roundup.core.errors import RoundupError
from roundup.editions.models import Edition
from roundup.newsroom.doors import editors_only, typed, words
from roundup.newsroom.page import show
from roundup.newsroom.proofs import shown
from roundup.newsroom.trials import (
    Told,
    claim_form,
    keep_addresses,
    own_address,
    told_of,
    trial_matter,
)
from roundup.sending import outlet
from roundup.sending.trials import AT_ONCE, read_trial_addresses, send_trials

_LEVELS = {"good": messages.SUCCESS, "bad": messages.ERROR}
_MOST = 300 * AT_ONCE


@require_POST
@editors_only
def send(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Mail the proof to the addresses of the form; to the editor alone if it names none.

    For htmx the answer is the part of the page with the result, otherwise the page.
    """
    edition = get_object_or_404(Edition.objects.select_related("publication"), pk=edition_id)
    told = _send(request, edition)
    if request.headers.get("HX-Request"):
        matter = trial_matter(edition, cast(User, request.user), told)
        return show(
            request,
            "edition_test",
            edition.publication,
            edition=edition,
            proof=shown(edition),
            **matter,
        )
    for look, sentence in told:
        messages.add_message(request, _LEVELS[look], sentence)
    return HttpResponseRedirect(reverse("newsroom:edition", args=[edition_id]) + "#proof")


def _send(request: HttpRequest, edition: Edition) -> list[Told]:
    user, raw = cast(User, request.user), typed(request, "addresses", _MOST)
    try:
        if raw is not None:
            keep_addresses(user, raw)
        addresses = read_trial_addresses(own_address(user) if raw is None else raw)
        claim_form(user, words(request, "form", 40))
        with closing(outlet.build_provider()) as provider:
            outcomes = send_trials(edition, addresses, provider, timezone.now(), by=user)
            return list(told_of(outcomes, in_outbox=settings.PROVIDER == "outbox"))
    except RoundupError as error:
        return [("bad", str(error))]
