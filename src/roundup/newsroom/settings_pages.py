"""The settings of a publication in short pages: what is on each of them, their order, where they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from roundup.core.newsroom_language import tell_later
from roundup.editions.rescheduling import ScheduleChange, apply_change, is_rescheduled, plan_change
from roundup.newsroom.box_form import BoxForm
from roundup.newsroom.draft_form import DraftForm
from roundup.newsroom.last_look_form import LastLookForm
from roundup.newsroom.looks_form import LooksForm
from roundup.newsroom.readers_form import ReadersForm
from roundup.newsroom.settings_forms import (
    PublicationForm,
    SenderForm,
    SendingForm,
    SettingsForm,
)
from roundup.newsroom.week_form import WeekForm
from roundup.publications.models import Publication
from roundup.subscribers.box_wording import keep_wording


@dataclass(frozen=True, slots=True)
class FieldsPage:
    """One page that shows fields of the publication: its form, and the words around it."""

    name: str
    title: str
    lede: str
    button: str
    saved: str
    form: type[SettingsForm]


_PAGES: Final = (
    FieldsPage(
        "publication",
        tell_later("The publication"),
        tell_later(
            "Its name, its website and its time zone. An approved edition that this changes needs a new "
            "approval."
        ),
        tell_later("Save the publication"),
        tell_later("The publication is saved. An open draft already uses it."),
        PublicationForm,
    ),
    FieldsPage(
        "sender",
        tell_later("Who it comes from"),
        tell_later(
            "The sender that readers see, and where they can reach you. An approved edition that this "
            "changes needs a new approval."
        ),
        tell_later("Save the sender"),
        tell_later("The sender is saved. An open draft already uses it."),
        SenderForm,
    ),
    FieldsPage(
        "week",
        tell_later("The week"),
        tell_later(
            "When a draft is made, how much is in it, and when it goes out. Before you save a new schedule, "
            "you see what becomes of an open draft and when the next editions go out."
        ),
        tell_later("Save the week"),
        tell_later("The week is saved. A draft that is open keeps its stories."),
        WeekForm,
    ),
    FieldsPage(
        "draft",
        tell_later("The draft"),
        tell_later(
            "How the stories of a week are chosen. Try a change on past editions before you save it. A draft "
            "that is open keeps its stories."
        ),
        tell_later("Save the rules for drafts"),
        tell_later(
            "The rules for drafts are saved. The next draft follows them; an open one keeps its stories."
        ),
        DraftForm,
    ),
    FieldsPage(
        "sending",
        tell_later("Sending"),
        tell_later("How an edition leaves. A change takes effect at once, even for an approved edition."),
        tell_later("Save the settings for sending"),
        tell_later("The settings for sending are saved, and take effect at once."),
        SendingForm,
    ),
    FieldsPage(
        "last_look",
        tell_later("The last look"),
        tell_later(
            "Before an approved edition leaves, each page and feed item in it is read once more. "
            "A change takes effect at once, even for an approved edition."
        ),
        tell_later("Save the last look"),
        tell_later("The settings for the last look are saved, and take effect at once."),
        LastLookForm,
    ),
    FieldsPage(
        "looks",
        tell_later("Looks"),
        tell_later(
            "How mails and pages look. This changes every proof, so an approved edition then needs a new "
            "approval."
        ),
        tell_later("Save the looks"),
        tell_later("The looks are saved. An open draft already uses them."),
        LooksForm,
    ),
    FieldsPage(
        "readers",
        tell_later("Readers"),
        tell_later(
            "What readers are mailed besides the editions, and what they read about their data. A change "
            "takes effect at once."
        ),
        tell_later("Save what readers get"),
        tell_later("The settings for readers are saved, and take effect at once."),
        ReadersForm,
    ),
    FieldsPage(
        "box",
        tell_later("The box"),
        tell_later(
            "A small form for the foot of your articles, with which readers subscribe without leaving your "
            "site. Copy its code from below into your pages."
        ),
        tell_later("Save the box"),
        tell_later(
            "The box is saved. A copy that you have pasted keeps its old words until you replace it; the "
            "frame has the new ones."
        ),
        BoxForm,
    ),
)
FIELDS_PAGES: Final = {page.name: page for page in _PAGES}
FIRST: Final = _PAGES[0].name
_OWN_VIEWS: Final = {
    "sections": tell_later("Sections"),
    "checks": tell_later("What blocks approval"),
}
_TITLES: Final = {page.name: page.title for page in _PAGES} | _OWN_VIEWS


@dataclass(frozen=True, slots=True)
class Way:
    """The link to one page of the settings, for the navigation beside them."""

    name: str
    title: str
    href: str


def title_of(name: str) -> str:
    """Return the title of a page, not translated yet."""
    return _TITLES[name]


def ways_of(publication: Publication) -> list[Way]:
    """Return the links to all pages of a publication's settings."""
    return [Way(name, title, address_of(publication, name)) for name, title in _TITLES.items()]


def address_of(publication: Publication, name: str) -> str:
    """Return where a page of the settings is."""
    if name in _OWN_VIEWS:
        return reverse(f"newsroom:{name}", args=[publication.slug])
    if name == FIRST:
        return reverse("newsroom:settings", args=[publication.slug])
    return reverse("newsroom:settings_page", args=[publication.slug, name])


def address_of_field(publication: Publication, field: str) -> str:
    """Return where a setting is changed."""
    found = next((page.name for page in _PAGES if field in page.form.base_fields), FIRST)
    return f"{address_of(publication, found)}#id_{field}"


def tried_form(page: FieldsPage, publication: Publication, typed: Mapping[str, str]) -> SettingsForm:
    """Return the form of a page with what was typed, to be tried but not saved.

    Raises Refused if the form was not complete.
    """
    return page.form.typed(publication, typed, typed.get("version", ""))


def save_fields(
    page: FieldsPage, publication: Publication, typed: Mapping[str, str], by: Any
) -> tuple[SettingsForm, ScheduleChange | None]:
    """Save the changes on a page, and return its form: if that has errors, nothing was saved.

    A change of the schedule is saved only if what it does was shown (`seen_change`); otherwise it is returned
    to be shown. Raises Refused if the form was not complete.
    """
    with transaction.atomic():
        locked = Publication.objects.select_for_update().get(pk=publication.pk)
        form, now = page.form.typed(locked, typed, typed.get("version", "")), timezone.now()
        if not form.is_valid():
            return form, None
        change = _change_of_schedule(locked, typed, now)
        if change and change.digest != typed.get("seen_change"):
            return form, change
        form.save()
        if change:
            apply_change(change, locked, now, by)
        # Names and languages change the words of the box, too.
        keep_wording(locked, now)
    return form, None


def _change_of_schedule(
    typed_over: Publication, typed: Mapping[str, str], now: datetime
) -> ScheduleChange | None:
    """Return what the typed fields do to the schedule and its editions; None if they leave it as it is."""
    saved = Publication.objects.get(pk=typed_over.pk)
    if not is_rescheduled(saved, typed_over):
        return None
    return plan_change(saved, typed_over, now, moves="moves" in typed)
