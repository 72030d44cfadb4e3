"""The forms of the settings: one for each page that shows fields of a publication.

A form saves only what an admin has changed on its page. If somebody else has changed the same field since the
page was loaded, nothing is saved: the field says so, and keeps what was typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import time
from typing import TYPE_CHECKING, Any, ClassVar, Self, cast

from django import forms

from roundup.articles.source_management import require_readable
from roundup.core.email_addresses import normalise_address
from roundup.core.errors import Refused
from roundup.core.lines import plain_line_ends
from roundup.core.newsroom_language import tell, tell_later
from roundup.editions.form_versions import (
    StaleForm,
    TornField,
    changed_fields,
    version_of,
    wanted_fields,
)
from roundup.events.inbound_mail import mail_takers
from roundup.newsroom.forms import time_zones
from roundup.publications.models import Publication

if TYPE_CHECKING:
    _FormOfPublication = forms.ModelForm[Publication]
else:
    _FormOfPublication = forms.ModelForm

_TICKED = "on"


class SettingsForm(_FormOfPublication):
    """Some fields of a publication."""

    def __init__(self, *args: Any, torn: tuple[TornField, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._torn = torn
        self.changed: frozenset[str] = frozenset()
        tell_choices(self)

    @classmethod
    def typed(cls, publication: Publication, typed: Mapping[str, str], seen: str) -> Self:
        """Return the form with what was typed over what is saved. `seen` is the version that was shown.

        Raises Refused if `seen` is not a version.
        """
        shown = cls(instance=publication)
        saved, sent = sent_words(shown), _sent_fields(shown, typed)
        torn: tuple[TornField, ...] = ()
        try:
            changed_fields(saved, sent, seen)
        except StaleForm as stale:
            torn = stale.torn
        wanted = wanted_fields(saved, sent, seen)
        form = cls(saved | wanted, instance=publication, torn=torn)
        form.changed = frozenset(wanted)
        return form

    @property
    def version(self) -> str:
        """The version of these fields as they are saved."""
        return version_of(sent_words(self))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for torn in self._torn:
            self.add_error(torn.name, somebody_else(self.fields[torn.name], torn.saved))
        return cleaned

    def save(self, commit: bool = True) -> Publication:
        """Keep what was changed. The caller holds the lock on the publication."""
        if commit and self.changed:
            self.instance.save(update_fields=self._columns())
        return self.instance

    def _columns(self) -> list[str]:
        return sorted(self.changed)


def tell_choices(form: forms.BaseForm) -> None:
    """Translate the choices of a form into the newsroom's language, except for the names of time zones."""
    for name, field in form.fields.items():
        if isinstance(field, forms.ChoiceField) and name != "timezone":
            labelled = cast("Iterable[tuple[Any, Any]]", field.choices)
            field.choices = [(value, tell(str(label))) for value, label in labelled]


def sent_words(form: forms.BaseForm) -> dict[str, str]:
    """Return the fields as a browser sends them back if nobody touches them."""
    return {name: _sent(form.get_initial_for_field(field, name)) for name, field in form.fields.items()}


def _sent(value: object) -> str:
    if isinstance(value, bool):
        return _TICKED if value else ""
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return "" if value is None else str(value)


def _sent_fields(form: forms.BaseForm, typed: Mapping[str, str]) -> dict[str, str | None]:
    """Return what was sent for each field; a box that is not ticked sends nothing."""
    plain = {name: plain_line_ends(text) for name, text in typed.items()}
    return {
        name: (_TICKED if name in plain else "") if isinstance(field, forms.BooleanField) else plain.get(name)
        for name, field in form.fields.items()
    }


def somebody_else(field: forms.Field, saved: str) -> str:
    labels = {str(value): str(label) for value, label in getattr(field, "choices", ())}
    if not saved:
        return tell("Somebody else has cleared this in the meantime. Save again to keep yours.")
    return tell(
        "Somebody else has changed this to “%(saved)s” in the meantime. Save again to keep yours.",
        saved=labels.get(saved, saved),
    )


class PublicationForm(SettingsForm):
    """The publication's name, website, language and time zone, and who may list its archive."""

    url = forms.URLField(max_length=500, required=False, assume_scheme="https", label=tell_later("Website"))
    timezone = forms.ChoiceField(
        choices=time_zones,
        label=tell_later("Time zone"),
        help_text=tell_later("All hours are in this time zone."),
    )

    class Meta:
        model = Publication
        fields: ClassVar = ["name", "url", "language", "timezone", "archive_is_listed"]
        labels: ClassVar = {
            "name": tell_later("Name"),
            "language": tell_later("Language"),
            "archive_is_listed": tell_later("Let search engines list the archive"),
        }
        help_texts: ClassVar = {
            "language": tell_later(
                "Choose one that Roundup speaks, or type the code of another, like nl or pt-BR."
            ),
            "archive_is_listed": tell_later(
                "Without this, past editions ask search engines to leave them out. Anybody who has the "
                "address of one can open it either way."
            ),
        }
        widgets: ClassVar = {
            "language": forms.TextInput(attrs={"list": "languages", "autocomplete": "off"}),
        }


class SenderForm(SettingsForm):
    """Who a mail comes from, as readers see it and as the law requires."""

    privacy_url = forms.URLField(
        max_length=500, required=False, assume_scheme="https", label=tell_later("Privacy page")
    )

    class Meta:
        model = Publication
        fields: ClassVar = ["sender_name", "sender_email", "reply_to", "postal_address", "privacy_url"]
        labels: ClassVar = {
            "sender_name": tell_later("Sender's name"),
            "sender_email": tell_later("Sender's address"),
            "reply_to": tell_later("Replies go to"),
            "postal_address": tell_later("Postal address"),
        }
        help_texts: ClassVar = {
            "sender_name": tell_later("Empty: the publication's name."),
            "reply_to": tell_later("Empty: they go to the sender's address."),
            "postal_address": tell_later("The law requires one in every newsletter."),
        }


class SendingForm(SettingsForm):
    """How an edition leaves."""

    undo_minutes = forms.IntegerField(
        min_value=0,
        max_value=60,
        label=tell_later("Minutes in which sending can be undone"),
        help_text=tell_later(
            "In the last minutes before an edition leaves, the newsroom shows when it leaves and offers to "
            "undo the sending. “Send now” waits just as long. 0: it leaves at once."
        ),
    )
    spread_minutes = forms.IntegerField(
        min_value=0,
        max_value=1440,
        label=tell_later("Minutes over which to spread a mailing"),
        help_text=tell_later("0: as fast as possible. A longer time spares your site a rush of readers."),
    )

    class Meta:
        model = Publication
        fields: ClassVar = [
            *("undo_minutes", "spread_minutes", "at_deadline", "leave_domain"),
            *("draft_ping_url", "mailing_ping_url"),
        ]
        labels: ClassVar = {
            "at_deadline": tell_later("At its hour, if nobody has approved it"),
            "leave_domain": tell_later("Domain for leaving by email"),
            "draft_ping_url": tell_later("Address to ping after each draft"),
            "mailing_ping_url": tell_later("Address to ping after each mailing"),
        }
        help_texts: ClassVar = {
            "at_deadline": tell_later(
                "It goes out by itself only if its proof has no errors and the week is neither thin nor "
                "flooded with articles. If it is skipped, its articles go into the next one."
            ),
            "leave_domain": tell_later(
                "Mail programs that cannot unsubscribe by link do so by writing there. Use a domain that "
                "serves nothing else, like leave.example.org; its mail must come to Roundup. Empty: readers "
                "leave by link only."
            ),
            "draft_ping_url": tell_later(
                "An outside service, such as healthchecks.io, gives you this address, and tells you if it "
                "hears nothing for longer than a week. Roundup sends it nothing else. Empty: no pings."
            ),
            "mailing_ping_url": tell_later("Another address of such a service. Empty: no pings."),
        }

    def clean_draft_ping_url(self) -> str:
        return self._readable("draft_ping_url")

    def clean_mailing_ping_url(self) -> str:
        return self._readable("mailing_ping_url")

    def _readable(self, field: str) -> str:
        """Return what was typed, unless Roundup will never ask for it."""
        typed: str = self.cleaned_data[field]
        try:
            complaint = require_readable(typed, looks_up=False) if typed and field in self.changed else ""
        except Refused as refused:
            complaint = str(refused)
        if complaint:
            raise forms.ValidationError(complaint)
        return typed

    def clean_leave_domain(self) -> str:
        typed: str = self.cleaned_data["leave_domain"]
        if not typed or "leave_domain" not in self.changed:
            return typed
        if not mail_takers():
            raise forms.ValidationError(
                tell("This installation does not receive mail yet: its operator must set that up first.")
            )
        try:
            return normalise_address(f"leave@{typed}").email.partition("@")[2]
        except Refused:
            raise forms.ValidationError(tell("Write a domain, like leave.example.org.")) from None
