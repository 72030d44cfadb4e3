"""Words that could not be saved, beside those that are saved now: nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from roundup.core.errors import Refused, RoundupError
from roundup.core.newsroom_language import tell, tell_later
from roundup.editions.form_versions import DECORATIVE, StaleForm, version_of, wanted_fields
from roundup.editions.models import Edition
from roundup.newsroom.page import show
from roundup.newsroom.pictures import FOCI

LABELS = {
    "subject": tell_later("Subject"),
    "preheader": tell_later("Preheader"),
    "note": tell_later("Editor’s note"),
    "note_signature": tell_later("Signed"),
    "headline": tell_later("Headline"),
    "blurb": tell_later("Blurb"),
    "kicker": tell_later("Kicker"),
    "byline": tell_later("Byline"),
    "image_url": tell_later("Address of the picture"),
    "image_alt": tell_later("What the picture shows"),
    "image_decorative": tell_later("Is the picture only decoration?"),
    "image_credit": tell_later("Credit of the picture"),
    "image_caption": tell_later("Caption of the picture"),
    "focus": tell_later("What must be seen of the picture"),
    "label": tell_later("Label"),
    "text": tell_later("Text"),
    "url": tell_later("Address"),
    "starts": tell_later("First day"),
    "ends": tell_later("Last day"),
}
_LONG = ("note", "blurb", "text")
_CHOICES = {"focus": FOCI, "image_decorative": {"": tell_later("No"), DECORATIVE: tell_later("Yes")}}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form that was refused: what is saved now, and what was typed.

    If only some values make sense, `choices` has the words for each.
    """

    name: str
    label: str
    saved: str
    typed: str
    is_long: bool
    is_torn: bool
    choices: Mapping[str, str]


def show_unsaved(
    request: HttpRequest,
    edition: Edition,
    why: RoundupError,
    saved: Mapping[str, str] | None,
    typed: Mapping[str, str | None],
    back: str,
) -> HttpResponse:
    """Answer 409 with why nothing was saved, and with both texts of each field that differs.

    Its form saves what is typed there over what is shown. `saved` is None if the story itself is gone: then,
    as for an edition that has left, nothing can be saved.
    """
    return show(
        request,
        "unsaved",
        edition.publication,
        here="editions",
        status=409,
        edition=edition,
        back=back,
        **unsaved_fields(request, edition, why, saved, typed),
    )


def unsaved_fields(
    request: HttpRequest,
    edition: Edition,
    why: RoundupError,
    saved: Mapping[str, str] | None,
    typed: Mapping[str, str | None],
) -> dict[str, Any]:
    """Return why nothing was saved, the fields that differ, and the version to save over what is there."""
    torn = {each.name for each in why.torn} if isinstance(why, StaleForm) else set()
    return {
        "why": str(why),
        "fields": _fields(saved, typed, torn, request.POST.get("version")),
        "version": version_of(saved) if saved is not None and _is_open(edition) else "",
        "is_torn": bool(torn),
    }


def _is_open(edition: Edition) -> bool:
    edition = Edition.objects.get(pk=edition.pk)
    return edition.status in (Edition.Status.DRAFT, Edition.Status.APPROVED) and not hasattr(
        edition, "mailing"
    )


def _fields(
    saved: Mapping[str, str] | None, typed: Mapping[str, str | None], torn: set[str], seen: str | None
) -> list[Field]:
    """Return the fields where typed and saved words differ. Those that two people changed come first."""
    there = saved or dict.fromkeys(typed, "")
    try:
        differing = wanted_fields(there, typed, seen)
    except Refused:
        differing = wanted_fields(there, typed, None)
    fields = [
        Field(name, tell(LABELS[name]), there[name], text, name in _LONG, name in torn, _choices(name))
        for name, text in differing.items()
    ]
    return sorted(fields, key=lambda field: not field.is_torn)


def _choices(name: str) -> dict[str, str]:
    return {value: tell(words) for value, words in _CHOICES.get(name, {}).items()}
