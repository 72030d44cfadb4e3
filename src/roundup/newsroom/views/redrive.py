"""Mailing the readers whose copies the provider dropped: a person asks for it, and is asked once more."""

from __future__ import annotations

import logging

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from roundup.core.errors import Refused, RoundupError
from roundup.core.newsroom_language import tell, tell_count
from roundup.editions.models import Edition
from roundup.events import dropped_copies as drops
from roundup.newsroom.doors import editors_only
from roundup.newsroom.page import show
from roundup.sending.settling.redrive import mailing_to_redrive

log = logging.getLogger(__name__)


@require_http_methods(["GET", "POST"])
@editors_only
def redrive(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Ask once more (GET), then hand over again what the provider dropped (POST)."""
    edition = get_object_or_404(Edition.objects.select_related("publication"), pk=edition_id)
    back = HttpResponseRedirect(reverse("newsroom:edition", args=[edition_id]) + "#account")
    try:
        if request.method == "GET":
            return _ask(request, edition)
        moved = drops.redrive_dropped(edition, timezone.now())
    except RoundupError as error:
        messages.error(request, str(error))
    else:
        log.info("account %s redrove edition %s: %s readers", request.user.pk, edition_id, moved)
        done = tell_count("%(n)s copy goes out again.", "%(n)s copies go out again.", moved)
        messages.success(request, done)
    return back


def _ask(request: HttpRequest, edition: Edition) -> HttpResponse:
    mailing = mailing_to_redrive(edition)
    dropped = drops.count_dropped(mailing)
    if not dropped:
        raise Refused(tell("The mailer has dropped nobody who could be mailed after all."))
    return show(
        request,
        "confirm_redrive",
        edition.publication,
        here="editions",
        edition=edition,
        mailing=mailing,
        dropped=dropped,
    )
