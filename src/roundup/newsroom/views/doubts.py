"""Settling an uncertain batch: only a person can do that, and is asked twice."""

from __future__ import annotations

import logging

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell, tell_later
from roundup.newsroom.doors import attempt, editors_only
from roundup.newsroom.page import show
from roundup.sending.models import Batch, Mailing
from roundup.sending.settling.uncertain_batches import doubt_of, list_of, settle_by_person

log = logging.getLogger(__name__)

_DONE = {
    "accepted": tell_later("The batch counts as accepted."),
    "again": tell_later("The batch is handed over again."),
}


@require_http_methods(["GET", "POST"])
@editors_only
def settle(request: HttpRequest, edition_id: int, seq: int, word: str) -> HttpResponse:
    """Ask once more (GET), then mark a batch accepted, or have it sent again (POST)."""
    if word not in _DONE:
        raise Http404("There is no such choice.")
    mailing = _mailing(edition_id)
    if request.method == "POST":
        who, now = request.user.get_username(), timezone.now()
        return attempt(
            request,
            lambda: settle_by_person(mailing, seq, taken=word == "accepted", who=who, now=now),
            tell(_DONE[word]),
            _page(edition_id),
        )
    return _ask(request, mailing, seq, f"confirm_{word}")


@require_http_methods(["GET", "POST"])
@editors_only
def readers(request: HttpRequest, edition_id: int, seq: int) -> HttpResponse:
    """Ask once more (GET), then hand out the addresses in an uncertain batch (POST)."""
    mailing = _mailing(edition_id)
    if request.method == "GET":
        return _ask(request, mailing, seq, "confirm_readers")
    try:
        batch, _ = doubt_of(mailing, seq)
    except Refused as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(_page(edition_id))
    log.info("account %s took the list of batch %s", request.user.pk, batch.pk)
    return _file(batch)


def _file(batch: Batch) -> HttpResponse:
    response = HttpResponse("".join(list_of(batch)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="batch-{batch.mailing_id}-{batch.seq}.csv"'
    return response


def _ask(request: HttpRequest, mailing: Mailing, seq: int, page: str) -> HttpResponse:
    try:
        _, doubt = doubt_of(mailing, seq)
    except Refused as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(_page(mailing.edition_id))
    edition = mailing.edition
    return show(
        request, page, edition.publication, here="editions", edition=edition, mailing=mailing, doubt=doubt
    )


def _mailing(edition_id: int) -> Mailing:
    found = Mailing.objects.select_related("edition__publication")
    return get_object_or_404(found, edition_id=edition_id)


def _page(edition_id: int) -> str:
    return reverse("newsroom:edition", args=[edition_id]) + "#account"
