"""Undoing and redoing, and the history of an edition: who did what, and when."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from roundup.core.errors import RoundupError
from roundup.core.newsroom_language import tell, tell_later
from roundup.editions import undoing
from roundup.editions.models import Edition, EditionRevision
from roundup.editions.revision_differences import differences_between
from roundup.editions.revisions import Act, edition_content, revision_number
from roundup.newsroom.doors import attempt, editors_only, version
from roundup.newsroom.edition_history import told_history
from roundup.newsroom.edition_page import answer_exchange, is_exchange
from roundup.newsroom.page import show


@require_POST
@editors_only
def undo(request: HttpRequest, edition_id: int) -> HttpResponse:
    return _step(request, edition_id, undoing.undo_change, tell_later("Undone: %(what)s."))


@require_POST
@editors_only
def redo(request: HttpRequest, edition_id: int) -> HttpResponse:
    return _step(request, edition_id, undoing.redo_change, tell_later("Redone: %(what)s."))


def _step(
    request: HttpRequest, edition_id: int, step: Callable[..., undoing.Undone], done: str
) -> HttpResponse:
    edition = get_object_or_404(Edition, pk=edition_id)
    try:
        found = step(edition, Act(done, timezone.now(), request.user), seen=version(request))
    except RoundupError as error:
        messages.error(request, str(error))
    else:
        said = [tell(done, what=found.what)]
        if found.is_approved:
            said.append(tell("The approval is valid again."))
        elif found.why_not:
            said.append(found.why_not)
        messages.success(request, " ".join(said))
        for lost in found.lost:
            messages.warning(request, lost)
    return _answer(request, edition)


def _answer(request: HttpRequest, edition: Edition) -> HttpResponse:
    if is_exchange(request):
        return answer_exchange(request, edition, offers_undo=False)
    return HttpResponseRedirect(reverse("newsroom:edition", args=[edition.pk]))


@require_GET
@editors_only
def listing(request: HttpRequest, edition_id: int) -> HttpResponse:
    """List everything done to the edition, newest first; every state of it that is kept can be restored."""
    edition = get_object_or_404(Edition.objects.select_related("publication", "revision"), pk=edition_id)
    return show(
        request, "history", edition.publication, here="editions", edition=edition, told=told_history(edition)
    )


@require_GET
@editors_only
def compare(request: HttpRequest, edition_id: int, revision: int) -> HttpResponse:
    """Show what one change did, and what has changed since."""
    found = get_object_or_404(
        EditionRevision.objects.select_related("edition__publication", "follows", "by"),
        edition=edition_id,
        number=revision,
    )
    edition = found.edition
    return show(
        request,
        "revision",
        edition.publication,
        here="editions",
        edition=edition,
        revision=found,
        did=differences_between(found.follows.content, found.content) if found.follows else [],
        since=differences_between(found.content, edition_content(edition)),
        edition_revision=revision_number(edition),
        can_edit=edition.status in (Edition.Status.DRAFT, Edition.Status.APPROVED)
        and not edition.is_on_its_way,
    )


@require_POST
@editors_only
def restore(request: HttpRequest, edition_id: int, revision: int) -> HttpResponse:
    """Restore an earlier state of the edition; that can be undone like any other change."""
    edition = get_object_or_404(Edition, pk=edition_id)

    def act() -> None:
        what = tell("Restored No. %(number)s of the history", number=revision)
        done = Act(what, timezone.now(), request.user)
        for lost in undoing.restore_revision(edition, revision, done, seen=version(request)):
            messages.warning(request, lost)

    back = reverse("newsroom:edition", args=[edition_id])
    return attempt(request, act, tell("Restored."), back, edition=edition)
