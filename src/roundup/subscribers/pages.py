"""What all readers' pages share: their frame, their headers, and how a link is read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from markupsafe import Markup

from roundup.publications.brand import brand_of, direction_of, language_of
from roundup.publications.directory import default_publication
from roundup.publications.models import Publication
from roundup.subscribers.links import OpenedLink
from roundup.subscribers.models import Subscriber
from roundup.subscribers.pressed_by_people import is_persons_press, stamp_of_showing

View = Callable[..., HttpResponse]


def reader_page(view: View) -> View:
    """Make `view` a readers' page.

    What a reader may do depends on the link alone, so no cookie and no CSRF token is read, set or required:
    there is nothing in the browser that another site could misuse. The address of the page is the reader's
    key, so it is kept out of caches, search engines and the Referer of the next page.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        response.setdefault("X-Robots-Tag", "noindex, nofollow")
        return response

    return csrf_exempt(require_http_methods(["GET", "HEAD", "POST"])(answer))


def show_page(
    request: HttpRequest,
    page: str,
    publication: Publication,
    *,
    reader: Subscriber | None = None,
    status: int = 200,
    folder: str = "subscribers",
    **context: Any,
) -> HttpResponse:
    """Return the page `templates/web/<folder>/<page>.html.j2` in the publication's frame.

    It is in the language of the `reader`, or else the publication's.
    """
    language = language_of(publication, reader.language if reader else "")
    if reader:
        context.setdefault("shown", stamp_of_showing(reader, timezone.now()))
    context |= {
        "publication": publication,
        "brand": brand_of(publication),
        "language": language,
        "story_direction": direction_of(publication),
        "_": language.say,
        "strong": _strong,
        "ltr": _ltr,
    }
    with translation.override(language.spoken):  # Django's own words about forms.
        return render(request, f"{folder}/{page}.html.j2", context, status=status)


def _strong(address: str) -> Markup:
    """Emphasise an address in the middle of a translated sentence."""
    return Markup('<strong class="address" dir="ltr">{}</strong>').format(address)


def _ltr(address: str) -> Markup:
    """Keep an address in its own direction in the middle of a translated sentence."""
    return Markup('<bdi dir="ltr">{}</bdi>').format(address)


class _SeeOther(HttpResponseRedirect):
    status_code = 303


def see_page(request: HttpRequest, done: str = "", *, path: str = "") -> HttpResponse:
    """Lead from a form back to its page or to another `path`, which says what was `done`.

    After that, Back and Reload do not press anything again.

    Do not use this for the button of a mail program (RFC 8058), whose POST must not be redirected.
    """
    query = f"?done={done}" if done else ""
    return _SeeOther((path or request.path) + query)


def link_not_found(request: HttpRequest, publication: Publication | None = None) -> HttpResponse:
    """Return the same page for broken links, forged links, and links of readers who are gone.

    If the link names its publication, the page leads back to it.
    """
    return show_page(request, "gone", publication or default_publication(), status=404)


def nobodys_link(request: HttpRequest, opened: OpenedLink) -> HttpResponse:
    """Return the page for a link that leads to no reader: it comes from a test, or does not work."""
    if opened.of_a_test:
        return show_page(request, "of_a_test", opened.publication or default_publication())
    return link_not_found(request, opened.publication)


def posted_fields(request: HttpRequest) -> QueryDict:
    """Return the fields of a POST, or none if the body cannot be read: the press itself still counts."""
    try:
        return request.POST
    except (BadRequest, MultiPartParserError, RequestDataTooBig, SuspiciousOperation, OSError):
        return QueryDict()


def ask_once_more(
    request: HttpRequest, reader: Subscriber, now: datetime, *, mailed_at: datetime | None = None
) -> HttpResponse | None:
    """Return None for a person's press, or else the page that asks to press again, with all that was typed.

    `mailed_at` is when the mail with the link left.
    """
    fields, program = posted_fields(request), request.META.get("HTTP_USER_AGENT", "")
    if is_persons_press(fields.get("shown", ""), reader, now, program=program, mailed_at=mailed_at):
        return None
    kept = [(name, value) for name, values in fields.lists() if name != "shown" for value in values]
    shown = stamp_of_showing(reader, now, again=True)
    return show_page(request, "once_more", reader.publication, reader=reader, kept=kept, shown=shown)
