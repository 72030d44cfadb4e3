"""What every page and button of the newsroom goes through: who may use it, and how the result is reported."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Concatenate, ParamSpec, TypeAlias

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from roundup.core.errors import Refused, RoundupError
from roundup.core.lines import plain_line_ends
from roundup.core.newsroom_language import tell
from roundup.editions.approvals import take_back_what_changed
from roundup.editions.models import Edition
from roundup.editions.policies import outlook_without_approval
from roundup.editors.accounts import Visitor, may_administer, may_edit
from roundup.newsroom.unsaved import LABELS
from roundup.publications.models import Publication

# The fields of the form that asks for the password.
_OWN = frozenset({"csrfmiddlewaretoken", "username", "password", "again_path"})

P = ParamSpec("P")
View: TypeAlias = Callable[Concatenate[HttpRequest, P], HttpResponse]


def editors_only(view: View[P]) -> View[P]:
    """Let in those who may edit; ask strangers to sign in, and tell anybody else why they may not."""
    return _guarded(view, may_edit)


def admins_only(view: View[P]) -> View[P]:
    """Let in those who may change sources and the publication."""
    return _guarded(view, may_administer)


def _guarded(view: View[P], may: Callable[[Visitor], bool]) -> View[P]:
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if may(request.user):
            return view(request, *args, **kwargs)
        if not request.user.is_authenticated:
            # A password that was typed is never written into a page.
            if request.method == "POST" and not any("password" in name for name in request.POST):
                return ask_again(request, request.path, request.POST)
            return redirect_to_login(request.get_full_path())
        return render(
            request, "newsroom/not_yours.html.j2", {"is_editor": may_edit(request.user)}, status=403
        )

    return never_cache(guarded)


def ask_again(
    request: HttpRequest, path: str, typed: QueryDict, form: object = None, status: int = 401
) -> HttpResponse:
    """Ask for the password in the middle of something; what was typed is kept, and saved afterwards."""
    kept = [(name, value) for name, values in typed.lists() for value in values if name not in _OWN]
    matter = {"path": path, "kept": kept, "form": form, "labels": LABELS}
    return render(request, "newsroom/sign_in_again.html.j2", matter, status=status)


def attempt(
    request: HttpRequest,
    act: Callable[[], object],
    done: str | Callable[[], str],
    back: str,
    *,
    edition: Edition | None = None,
) -> HttpResponse:
    """Do one thing, report the result on the next page, and go `back` there.

    `done` is what to say, or a function that returns it afterwards. A refusal is reported in its own
    sentence; nothing was changed then. If an `edition` is changed, the report says whether that voided its
    approval.
    """
    try:
        with telling_of_approval(request, edition):
            act()
    except RoundupError as error:
        messages.error(request, str(error))
    else:
        if said := done() if callable(done) else done:
            messages.success(request, said)
    return HttpResponseRedirect(back)


@contextmanager
def telling_of_approval(request: HttpRequest, edition: Edition | None) -> Iterator[None]:
    """Say on the next page if what is done in the block voids the approval of `edition`."""
    approval = edition.approval if edition else None
    yield
    if edition and approval and Edition.objects.get(pk=edition.pk).status == Edition.Status.DRAFT:
        told = tell("This change voided the approval.")
        messages.warning(request, f"{told} {outlook_without_approval(edition)}")


def tell_of_lost_approvals(request: HttpRequest, publication: Publication, why: str) -> None:
    """Take back the approvals of editions that a change to their publication has changed, and say so."""
    for edition in take_back_what_changed(publication, why, timezone.now(), request.user):
        told = tell(
            "This also changes edition %(number)s, so its approval no longer holds.", number=edition.number
        )
        messages.warning(request, f"{told} {outlook_without_approval(edition)}")


def number(request: HttpRequest, name: str) -> int:
    """Return a whole number from the form. Raises Refused if there is none."""
    raw = request.POST.get(name, "").strip()
    if not raw.isascii() or not raw.lstrip("-").isdigit() or len(raw) > 15:
        raise Refused(tell("The form was not complete. Reload the page and try again."))
    return int(raw)


def words(request: HttpRequest, name: str, most: int = 10_000) -> str:
    """Return a text from the form, with plain line ends; empty if it was left out."""
    return typed(request, name, most) or ""


def typed(request: HttpRequest, name: str, most: int = 10_000) -> str | None:
    """Return a text from the form as `words` does; None if the form had no such field."""
    text = request.POST.get(name)
    return None if text is None else plain_line_ends(text).replace("\x00", "")[:most]


def version(request: HttpRequest) -> str:
    """Return which state of the draft the form was made from. Raises Refused if the form does not say."""
    seen = request.POST.get("version", "")
    if not seen:
        raise Refused(tell("The form was not complete. Reload the page and try again."))
    return seen[:200]
