"""The proof by itself, in a sandbox, so that nothing in it can run."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.html import escape
from django.views.decorators.http import require_GET

from roundup.core.errors import RoundupError
from roundup.core.newsroom_language import tell
from roundup.editions.models import Edition
from roundup.editions.sponsors import is_day
from roundup.newsroom.doors import editors_only
from roundup.newsroom.letter import View, letter_document, letter_parts, view_of
from roundup.newsroom.proofs import for_nobody, shown

# For HTML with other people's words: no script, no form, no frame. Links may be tried out.
_SHUT_IN = (
    "sandbox {may}allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src * data:; "
    "style-src 'unsafe-inline'; frame-ancestors 'self'; form-action 'none'; base-uri 'none'"
)


def shut_in(html: str, *, readable: bool = False) -> HttpResponse:
    """Answer with a foreign page in a sandbox: it is shown, and can do nothing else.

    It has its own origin. A `readable` page has ours, so that our page around it can measure it and notice
    clicks; even so, it cannot run a script.
    """
    response = HttpResponse(html)
    response["Content-Security-Policy"] = _SHUT_IN.format(may="allow-same-origin " if readable else "")
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_GET
@editors_only
def html(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Show the HTML part: its exact bytes, or in a view of `letter.view_of`."""
    edition = get_object_or_404(Edition.objects.select_related("publication"), pk=edition_id)
    view, edition = view_of(request.GET), _on_day(edition, request.GET.get("day", ""))
    try:
        page = letter_parts(edition, view).html
    except RoundupError as error:
        title = tell("No proof")
        page = f"<!doctype html><title>{escape(title)}</title><p>{escape(error)}</p>"
    return shut_in(page, readable=view != View())


def _on_day(edition: Edition, raw: str) -> Edition:
    """Return the edition with another date in its masthead, before somebody lets it leave on that day."""
    if not is_day(raw) or edition.is_on_its_way:
        return edition
    edition.dated = date.fromisoformat(raw)
    return edition


@require_GET
@editors_only
def parts(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Return the HTML part in its parts, for the page's script, in a view of `letter.view_of`."""
    edition = get_object_or_404(Edition.objects.select_related("publication"), pk=edition_id)
    return JsonResponse(letter_document(edition, view_of(request.GET)))


@require_GET
@editors_only
def text(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Show the plain-text part as it is or, with `as=shown`, with links in place of the marks."""
    edition = get_object_or_404(Edition.objects.select_related("publication"), pk=edition_id)
    found = shown(edition)
    text = for_nobody(found.text, edition) if request.GET.get("as") == "shown" else found.text
    return HttpResponse(found.problem or text, content_type="text/plain; charset=utf-8")
