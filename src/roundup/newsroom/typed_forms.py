"""Forms into which an editor types: what is refused is shown again, and nothing typed is lost.

The page's script saves such a form while somebody types into it; without a script, its button does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from roundup.core.errors import RoundupError
from roundup.editions.arranging import Unfinished
from roundup.editions.models import Edition
from roundup.newsroom.doors import telling_of_approval, typed, version
from roundup.newsroom.edition_page import answer_typed, is_exchange
from roundup.newsroom.page import show
from roundup.newsroom.unsaved import show_unsaved, unsaved_fields

Save = Callable[[Mapping[str, str | None], datetime, str], object]


# The page that sent it was closing, so nobody sees the answer.
_CLOSES = "page_closes"


class TypedForm:
    """One such form: its fields, the sheet it is on, and what part of the letter it changes."""

    def __init__(
        self, request: HttpRequest, edition: Edition, names: Sequence[str], sheet: str, about: str
    ) -> None:
        self._request, self._edition, self._about = request, edition, about
        self._typed = {name: typed(request, name) for name in names}
        self._back = reverse("newsroom:edition", args=[edition.pk]) + f"?sheet={sheet}"

    def save(self, save: Save, saved: Callable[[], Mapping[str, str] | None], done: str) -> HttpResponse:
        """Save what was typed; if that is refused, show both texts. `saved` returns what is saved now."""
        request, edition = self._request, self._edition
        try:
            with telling_of_approval(request, edition):
                save(self._typed, timezone.now(), version(request))
        except RoundupError as error:
            return self._refused(error, saved())
        if _CLOSES in request.POST:
            return HttpResponse(status=204)
        if is_exchange(request):
            return answer_typed(request, edition, self._about)
        messages.success(request, done)
        return HttpResponseRedirect(self._back)

    def _refused(self, error: RoundupError, saved: Mapping[str, str] | None) -> HttpResponse:
        if not is_exchange(self._request):
            return show_unsaved(self._request, self._edition, error, saved, self._typed, self._back)
        return show(
            self._request,
            "edition_refused",
            self._edition.publication,
            status=409,
            edition=self._edition,
            is_unfinished=isinstance(error, Unfinished),
            **unsaved_fields(self._request, self._edition, error, saved, self._typed),
        )
