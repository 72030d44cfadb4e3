"""The proof by itself, shut in so that nothing in it can run."""

from __future__ import annotations

from contextlib import closing
from typing import cast

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.views.decorators.http import require_GET, require_POST

from roundup.editions.models import Edition
from roundup.newsroom.doors import attempt, editors_only, words
from roundup.newsroom.proofs import as_if, for_nobody, shown
from roundup.sending import outlet
from roundup.sending.trials import send_trial

# The words of others: no script, no form, no frame, and an origin of its own. Links may be tried out.
_SHUT_IN = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src * data:; "
    "style-src 'unsafe-inline'; frame-ancestors 'self'; form-action 'none'; base-uri 'none'"
)


def shut_in(html: str) -> HttpResponse:
    """Answer with a foreign page that can show itself and do nothing else."""
    response = HttpResponse(html)
    response["Content-Security-Policy"] = _SHUT_IN
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_GET
@editors_only
def html(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Show the HTML part: its very bytes, or with `as=dark` or `as=light` as such an inbox does."""
    edition = get_object_or_404(Edition.objects.select_related("publication"), pk=edition_id)
    found = shown(edition)
    if found.problem:
        return shut_in(f"<!doctype html><title>No proof</title><p>{escape(found.problem)}</p>")
    inbox = request.GET.get("as", "")
    if inbox not in ("dark", "light"):
        return shut_in(found.html)
    return shut_in(as_if(for_nobody(found.html, edition), dark=inbox == "dark"))


@require_GET
@editors_only
def text(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Show the plain-text part: its very characters, or with `as=shown` with links in place of the marks."""
    edition = get_object_or_404(Edition.objects.select_related("publication"), pk=edition_id)
    found = shown(edition)
    text = for_nobody(found.text, edition) if request.GET.get("as") == "shown" else found.text
    return HttpResponse(found.problem or text, content_type="text/plain; charset=utf-8")


@require_POST
@editors_only
def send(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Mail the proof to one address: the editor's own, unless the form names another."""
    edition = get_object_or_404(Edition.objects.select_related("publication"), pk=edition_id)
    user = cast(User, request.user)
    address = words(request, "address").strip() or user.email or user.get_username()

    def act() -> None:
        with closing(outlet.build_provider()) as provider:
            send_trial(edition, address, provider, timezone.now(), by=user)

    back = reverse("newsroom:edition", args=[edition_id]) + "#proof"
    done = "The test is in the outbox." if settings.PROVIDER == "outbox" else "The test is on its way."
    return attempt(request, act, done, back)
