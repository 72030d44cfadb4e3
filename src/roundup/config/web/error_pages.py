"""Pages for errors. They use neither the database nor the session, because either may be the cause."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import loader

from roundup.core.newsroom_language import tell, tell_later


@dataclass(frozen=True, slots=True)
class Fault:
    status: int
    title: str
    words: str


_BAD = Fault(
    400,
    tell_later("This cannot be read"),
    tell_later("The request makes no sense to us. Go back, and try again."),
)
_FORBIDDEN = Fault(
    403,
    tell_later("No access"),
    tell_later("This account may not open this page, or it cannot be opened from the page you came from."),
)
_STALE = Fault(
    403,
    tell_later("The form is too old"),
    tell_later("Nothing was changed. Go back, reload the page and try again; cookies must be allowed."),
)
_MISSING = Fault(
    404,
    tell_later("There is nothing here"),
    tell_later(
        "This address leads nowhere. If it came in an email, the mail program may have cut it in two."
    ),
)
_BROKEN = Fault(
    500,
    tell_later("Something broke"),
    tell_later(
        "The fault is ours, and was logged for the operators of this installation. Try again in a minute."
    ),
)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, _BAD)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, _FORBIDDEN)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form without a valid token: it was open for too long, or another site sent it."""
    return _page(request, _STALE)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, _MISSING)


def server_error(request: HttpRequest) -> HttpResponse:
    return _page(request, _BROKEN)


def _page(request: HttpRequest, fault: Fault) -> HttpResponse:
    is_newsroom = request.path.startswith("/newsroom/")
    # Readers' error pages are not translated: finding the language would need the database.
    told = Fault(fault.status, tell(fault.title), tell(fault.words)) if is_newsroom else fault
    matter = {"fault": told, "back": tell("To the newsroom") if is_newsroom else ""}
    return HttpResponse(loader.get_template("fault.html.j2").render(matter), status=fault.status)


def redirect_favicon(request: HttpRequest) -> HttpResponse:
    """Redirect browsers that ask for the default favicon to the icon we have."""
    return HttpResponseRedirect(staticfiles_storage.url("newsroom/icon.svg"))
