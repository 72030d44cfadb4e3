"""What the provider `outbox` keeps: every message as it would have been mailed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from roundup.core.lines import one_line
from roundup.newsroom.doors import editors_only, words
from roundup.newsroom.page import first_publication, show
from roundup.newsroom.proofs import as_if
from roundup.newsroom.views.proofs import shut_in
from roundup.providers.outbox import (
    KeptMessage,
    MessageSummary,
    count_messages,
    find_messages,
    list_messages,
    read_message,
)
from roundup.sending.models import Mailing

_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Pile:
    """Messages of one mailing, or of none."""

    mailing: Mailing | None
    messages: tuple[MessageSummary, ...]


@require_http_methods(["GET", "POST"])
@editors_only
def outbox(request: HttpRequest) -> HttpResponse:
    """List the messages, newest batch first, by mailing; or those found by reader or subject.

    What is searched for may be an address, so it is in no URL.
    """
    _require_outbox()
    if find := one_line(words(request, "find"))[:200]:
        found = find_messages(settings.DATA, find, _A_PAGE)
        return _listing(request, found, find=find, is_cut=len(found) == _A_PAGE)
    count = count_messages(settings.DATA)
    last = max(-(-count // _A_PAGE), 1)
    asked = request.GET.get("page", "1")
    page = min(max(int(asked), 1), last) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1
    found = list_messages(settings.DATA, _A_PAGE, (page - 1) * _A_PAGE)
    return _listing(request, found, total=count, page=page, last=last)


def _listing(request: HttpRequest, found: list[MessageSummary], **matter: object) -> HttpResponse:
    frame: dict[str, object] = {"piles": _piles(found), "page": 1, "last": 1, "find": "", "is_cut": False}
    return show(request, "outbox", first_publication(), here="outbox", status=200, **(frame | matter))


def _piles(messages: list[MessageSummary]) -> list[Pile]:
    keys = {message.id: _mailing_id(message.id) for message in messages}
    mailings = Mailing.objects.select_related("edition__publication").in_bulk([k for k in keys.values() if k])
    return [
        Pile(mailings.get(key) if key else None, tuple(members))
        for key, members in groupby(messages, key=lambda message: keys[message.id])
    ]


def _mailing_id(message_id: str) -> int | None:
    """Return the mailing of a message: a batch's key begins with it (`12-3`)."""
    number, dash, _ = message_id.partition("/")[0].partition("-")
    return int(number) if dash and number.isascii() and number.isdigit() and len(number) < 18 else None


@require_GET
@editors_only
def message(request: HttpRequest, batch: str, attempt: str, number: str) -> HttpResponse:
    found = _find(batch, attempt, number)
    look = request.GET.get("look", "desktop")
    return show(
        request,
        "message",
        first_publication(),
        here="outbox",
        message=found,
        place=(batch, attempt, number),
        look=look if look in ("desktop", "phone", "dark", "text") else "desktop",
    )


@require_GET
@editors_only
def html(request: HttpRequest, batch: str, attempt: str, number: str) -> HttpResponse:
    """Show the HTML part in a sandbox."""
    found = _find(batch, attempt, number).html
    inbox = request.GET.get("as", "")
    return shut_in(as_if(found, inbox == "dark") if inbox in ("dark", "light") else found)


@require_GET
@editors_only
def text(request: HttpRequest, batch: str, attempt: str, number: str) -> HttpResponse:
    return HttpResponse(_find(batch, attempt, number).text, content_type="text/plain; charset=utf-8")


@require_GET
@editors_only
def raw(request: HttpRequest, batch: str, attempt: str, number: str) -> HttpResponse:
    """Hand out the message as a file, byte for byte."""
    response = HttpResponse(_find(batch, attempt, number).raw, content_type="message/rfc822")
    response["Content-Disposition"] = f'attachment; filename="message-{number}.eml"'
    return response


def _find(batch: str, attempt: str, number: str) -> KeptMessage:
    _require_outbox()
    found = read_message(settings.DATA, f"{batch}/{attempt}/{number}")
    if found is None:
        raise Http404("There is no such message in the outbox.")
    return found


def _require_outbox() -> None:
    if settings.PROVIDER != "outbox":
        raise Http404("Messages leave through a real mailer here; there is no outbox.")
