"""The box that stands on a magazine's own pages: its form is posted here from another site.

No cookie and no sign-in of the browser is used, so a form on another site can do no more than its reader
could do on our own page: ask for an email to an address.
"""

from __future__ import annotations

from http import HTTPStatus

from csp.decorators import csp_update
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt

from roundup.core.errors import Refused
from roundup.core.language import say_later
from roundup.publications.brand import language_of
from roundup.publications.models import Publication
from roundup.subscribers import sign_ups
from roundup.subscribers.asker_network import network_of
from roundup.subscribers.box_places import is_ours, named_origins, page_of_box, way_back
from roundup.subscribers.box_wording import known_text, wording_of
from roundup.subscribers.pages import posted_fields, reader_page, show_page
from roundup.subscribers.sign_up_limits import TooOften

_JSON = "application/json"
_LONGEST_SHOWN = 320
_ASKED = say_later("If %(address)s is right, an email is on its way. Press the button in it, and you are in.")
# For whoever writes a script, not for readers.
_REFUSED = "Scripts of this site may not read the answer: the settings of the box do not name it."


@csrf_exempt
def box(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a box's form. Scripts that ask for JSON get it, from the sites that the publication names."""
    publication = _publication(slug)
    if request.method == "OPTIONS":
        return _readable(request, publication, HttpResponse(status=HTTPStatus.NO_CONTENT))
    answer = _on_page(request, publication)
    return _readable(request, publication, answer)


@reader_page
def _on_page(request: HttpRequest, publication: Publication) -> HttpResponse:
    if request.method != "POST":
        return _form_page(request, publication, "box", page=page_of_box(request, ""))
    wants_json = _JSON in request.headers.get("Accept", "")
    if wants_json and not _may_read(request, publication):
        # Nothing was done yet, so the script can send the form in the ordinary way.
        return JsonResponse({"ok": False, "message": _REFUSED}, status=HTTPStatus.FORBIDDEN)
    page = page_of_box(request, posted_fields(request).get("page", ""))
    status, problem = _receive(request, publication, page)
    if wants_json:
        language = language_of(publication)
        said = language.say(problem) if problem else language.say(_ASKED, address=_typed(request))
        return JsonResponse({"ok": not problem, "message": said}, status=status)
    if problem:
        return _form_page(request, publication, "box", page=page, status=status, problem=problem)
    return _form_page(request, publication, "box_asked", page=page, asked=_ASKED)


@xframe_options_exempt
@csp_update({"frame-ancestors": ["*"]})
@reader_page
def frame(request: HttpRequest, slug: str) -> HttpResponse:
    """The box as a small page that other sites may frame. Its answer stays in the frame."""
    publication = _publication(slug)
    if request.method != "POST":
        return _form_page(request, publication, "box_frame", page=page_of_box(request, ""))
    page = page_of_box(request, posted_fields(request).get("page", ""))
    status, problem = _receive(request, publication, page)
    asked = "" if problem else _ASKED
    return _form_page(
        request, publication, "box_frame", page=page, status=status, problem=problem, asked=asked
    )


def _receive(request: HttpRequest, publication: Publication, page: str) -> tuple[int, str]:
    """Record what was sent; return the status, and what is wrong in words that are not translated yet."""
    fields = posted_fields(request)
    if fields.get("website"):
        return HTTPStatus.OK, ""  # Only robots see this field.
    shown = known_text(publication, version := fields.get("wording", ""))
    asker = sign_ups.Asker(
        "box",
        shown,
        network_of(request.META),
        wording_version=version if shown else "",
        page=page,
    )
    try:
        sign_ups.receive(publication, fields.get("email", ""), "", asker, timezone.now())
    except TooOften as refused:
        return HTTPStatus.TOO_MANY_REQUESTS, str(refused)
    except Refused as refused:
        return HTTPStatus.UNPROCESSABLE_ENTITY, str(refused)
    return HTTPStatus.OK, ""


def _form_page(
    request: HttpRequest,
    publication: Publication,
    template: str,
    *,
    page: str,
    status: int = HTTPStatus.OK,
    problem: str = "",
    asked: str = "",
) -> HttpResponse:
    """Show the form, or what follows it, with what was typed."""
    return show_page(
        request,
        template,
        publication,
        status=status,
        wording=wording_of(publication),
        stands_on=page,
        back=way_back(publication, request, page),
        email=_typed(request),
        problem=problem,
        is_wrong=status == HTTPStatus.UNPROCESSABLE_ENTITY,
        asked=asked,
    )


def _typed(request: HttpRequest) -> str:
    return posted_fields(request).get("email", "")[:_LONGEST_SHOWN]


def _may_read(request: HttpRequest, publication: Publication) -> bool:
    """Say whether the script that asks may read the answer; a program that is not a browser names no site."""
    origin = request.headers.get("Origin", "")
    return not origin or is_ours(origin, request) or origin in named_origins(publication)


def _readable(request: HttpRequest, publication: Publication, answer: HttpResponse) -> HttpResponse:
    """Let scripts of the named sites read an answer, without any cookie."""
    origin = request.headers.get("Origin", "")
    if origin and origin in named_origins(publication):
        answer["Access-Control-Allow-Origin"] = origin
        if request.method == "OPTIONS":
            answer["Access-Control-Allow-Methods"] = "POST"
            answer["Access-Control-Allow-Headers"] = "Accept, Content-Type"
            answer["Access-Control-Max-Age"] = "86400"
    patch_vary_headers(answer, ["Accept", "Origin"])
    return answer


def _publication(slug: str) -> Publication:
    found = Publication.objects.filter(slug=slug).first()
    if found is None:
        raise Http404
    return found
