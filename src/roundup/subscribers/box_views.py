"""The box that stands on a magazine's own pages: its form is posted here from another site.

It uses no cookie and no sign-in, so a form on another site can do no more than its reader could do on our own
page: ask for an email to an address.
"""

from __future__ import annotations

from dataclasses import dataclass
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
from roundup.subscribers.box_places import is_ours, named_origins, origin_of, page_of_box, way_back
from roundup.subscribers.box_wording import known_text, wording_of
from roundup.subscribers.forms import WAS_ANOTHER_MEANT, settle_spelling
from roundup.subscribers.pages import posted_fields, reader_page, show_page
from roundup.subscribers.sign_up_limits import TooOften

_JSON = "application/json"
_LONGEST_SHOWN = 320
_ASKED = say_later("If %(address)s is right, an email is on its way. Press the button in it, and you are in.")
# For the writers of scripts, not for readers.
_REFUSED = "Scripts of this site may not read the answer: the settings of the box do not name it."


@dataclass(frozen=True, slots=True)
class _Answer:
    """What became of a form: what is wrong with it, in words that are not translated yet, or which address
    was probably `meant`.
    """

    status: int = HTTPStatus.OK
    problem: str = ""
    meant: str = ""


@csrf_exempt
def box(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a box's form. Scripts that ask for JSON get it on the sites that the publication names."""
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
    # Pages may still have an older script of ours, which cannot answer the question.
    may_question = not wants_json or "spelling" in posted_fields(request)
    answer = _receive(request, publication, page, may_question=may_question)
    if wants_json:
        return _in_json(request, publication, answer)
    template = "box" if answer.problem or answer.meant else "box_asked"
    return _form_page(request, publication, template, page=page, answer=answer)


def _in_json(request: HttpRequest, publication: Publication, answer: _Answer) -> JsonResponse:
    """Answer a script. If the button is pressed again, it sends the `questioned` address as `spelling`."""
    language, typed = language_of(publication), _typed(request)
    if answer.meant:
        said = language.say(WAS_ANOTHER_MEANT, address=answer.meant)
        told = {"ok": False, "message": said, "questioned": typed}
        return JsonResponse(told, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    said = language.say(answer.problem) if answer.problem else language.say(_ASKED, address=typed)
    return JsonResponse({"ok": not answer.problem, "message": said}, status=answer.status)


@xframe_options_exempt
@csp_update({"frame-ancestors": ["*"]})
@reader_page
def frame(request: HttpRequest, slug: str) -> HttpResponse:
    """The box as a small page that other sites may frame. Its answer stays in the frame."""
    publication = _publication(slug)
    if request.method != "POST":
        return _form_page(request, publication, "box_frame", page=page_of_box(request, ""))
    page = page_of_box(request, posted_fields(request).get("page", ""))
    answer = _receive(request, publication, page)
    return _form_page(request, publication, "box_frame", page=page, answer=answer)


def _receive(
    request: HttpRequest, publication: Publication, page: str, *, may_question: bool = True
) -> _Answer:
    """Record what was sent, unless something is wrong with it or another address was probably meant."""
    fields = posted_fields(request)
    if fields.get("website"):
        return _Answer()  # Only robots see this field.
    email, meant = settle_spelling(fields.get("email", "").strip(), fields.get("spelling", ""))
    if meant and may_question:
        return _Answer(meant=meant)
    shown = known_text(publication, version := fields.get("wording", ""))
    asker = sign_ups.Asker(
        "box",
        shown,
        network_of(request.META),
        wording_version=version if shown else "",
        page=page,
    )
    try:
        sign_ups.receive(publication, email, "", asker, timezone.now())
    except TooOften as refused:
        return _Answer(HTTPStatus.TOO_MANY_REQUESTS, str(refused))
    except Refused as refused:
        return _Answer(HTTPStatus.UNPROCESSABLE_ENTITY, str(refused))
    return _Answer()


def _form_page(
    request: HttpRequest,
    publication: Publication,
    template: str,
    *,
    page: str,
    answer: _Answer | None = None,
) -> HttpResponse:
    """Show the form, or what follows it, with what was typed."""
    found = answer or _Answer()
    return show_page(
        request,
        template,
        publication,
        status=found.status,
        wording=wording_of(publication),
        stands_on=page,
        back=way_back(publication, request, page),
        email=_typed(request),
        problem=found.problem,
        is_wrong=found.status == HTTPStatus.UNPROCESSABLE_ENTITY,
        meant=found.meant,
        asked=_ASKED if answer and not (answer.problem or answer.meant) else "",
    )


def _typed(request: HttpRequest) -> str:
    """Return the address that was sent, or that its reader meant."""
    fields = posted_fields(request)
    return settle_spelling(fields.get("email", "").strip(), fields.get("spelling", ""))[0][:_LONGEST_SHOWN]


def _may_read(request: HttpRequest, publication: Publication) -> bool:
    """Say whether the script that asks may read the answer; a program that is not a browser names no site."""
    origin = request.headers.get("Origin", "")
    return not origin or is_ours(origin_of(origin), request) or origin in named_origins(publication)


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
