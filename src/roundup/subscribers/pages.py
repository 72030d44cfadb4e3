"""What all pages of readers share: their frame, their headers, and how a link is read."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core import signing
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from markupsafe import Markup

from roundup.publications.brand import brand_of, language_of
from roundup.publications.directory import default_publication
from roundup.publications.models import Publication
from roundup.subscribers.models import Subscriber

_UNDO = "subscribers.undo"
_UNDO_SECONDS = 3600

View = Callable[..., HttpResponse]


def reader_page(view: View) -> View:
    """Make `view` a page of readers.

    What a reader may do comes from the link alone, so no cookie is read, set or asked for, and no
    CSRF token: there is nothing in the browser that another site could borrow. The address of the
    page is the reader's key, so it is kept out of caches, search engines and the Referer of the next page.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return csrf_exempt(require_http_methods(["GET", "HEAD", "POST"])(answer))


def show_page(
    request: HttpRequest,
    page: str,
    publication: Publication,
    *,
    reader: Subscriber | None = None,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """Return the page `templates/web/subscribers/<page>.html.j2` in the publication's frame.

    It speaks the language of the `reader`, else the publication's.
    """
    language = language_of(publication, reader.language if reader else "")
    context |= {
        "publication": publication,
        "brand": brand_of(publication),
        "language": language,
        "_": language.say,
        "strong": _strong,
    }
    with translation.override(language.spoken):  # Django's own words about forms.
        return render(request, f"subscribers/{page}.html.j2", context, status=status)


def _strong(address: str) -> Markup:
    """Mark an address up, for the middle of a translated sentence."""
    return Markup('<strong class="address" dir="ltr">{}</strong>').format(address)


def link_not_found(request: HttpRequest, publication: Publication | None = None) -> HttpResponse:
    """Return one and the same page for links that are broken, forged, or for readers who are gone.

    A link that names its publication leads back to it; of any other nobody knows.
    """
    return show_page(request, "gone", publication or default_publication(), status=404)


def posted_fields(request: HttpRequest) -> QueryDict:
    """Return the fields of a POST, none where the body cannot be read: the press itself still counts."""
    try:
        return request.POST
    except (BadRequest, MultiPartParserError, RequestDataTooBig, SuspiciousOperation, OSError):
        return QueryDict()


def undo_token(subscriber: Subscriber) -> str:
    """Return what lets whoever has just left come back: it works for an hour, and only for this leave.

    The link of a leave cannot subscribe anybody; only the page that follows it can take it back.
    """
    return signing.dumps(_this_leave(subscriber), salt=_UNDO)


def undo_token_holds(token: str, subscriber: Subscriber) -> bool:
    """Say whether `token` may take the subscriber's present leave back."""
    try:
        claimed = signing.loads(token, salt=_UNDO, max_age=_UNDO_SECONDS)
    except signing.BadSignature:
        return False
    return bool(claimed == _this_leave(subscriber))


def _this_leave(subscriber: Subscriber) -> list[object]:
    left = subscriber.unsubscribed_at
    return [subscriber.pk, left.isoformat() if left else ""]
