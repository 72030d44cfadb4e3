"""The forms that readers fill in. Each field of `core.preferences.Preferences` has a field here."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core import signing
from django.http import QueryDict

from roundup.core.language import SPOKEN, Language, later
from roundup.core.preferences import is_paused
from roundup.publications.brand import language_of
from roundup.subscribers import limits
from roundup.subscribers.models import Subscriber

_STARTED = "subscribers.form-shown"
_QUICKEST = timedelta(seconds=2)

NOT_PAUSED, UNTIL = "no", "until"
_WEEKS = (2, 4, 8)


class SubscribeForm(forms.Form):
    """Asks for an address. `website` is seen by robots only; `started` tells when the page was shown."""

    email = forms.CharField(label="E-mail address", max_length=320)
    name = forms.CharField(label="Name", max_length=100, required=False)
    website = forms.CharField(required=False)
    started = forms.CharField(required=False)

    def clean_name(self) -> str:
        return str(self.cleaned_data["name"]).strip()

    @property
    def is_robots(self) -> bool:
        return bool(self.cleaned_data.get("website"))

    @property
    def weight(self) -> int:
        """How much of its network's share this press uses up: people do not type in no time."""
        try:
            shown = signing.TimestampSigner(salt=_STARTED)
            shown.unsign(self.cleaned_data.get("started") or "", max_age=_QUICKEST)
        except signing.SignatureExpired:
            return limits.HUMAN
        except signing.BadSignature:
            return limits.TOO_QUICK
        return limits.TOO_QUICK


def started_now() -> str:
    """Return what the form carries to tell when it was shown."""
    return signing.TimestampSigner(salt=_STARTED).sign("")


class PreferencesForm(forms.Form):
    """A reader's wishes, asked for in their language.

    The handy choices of `pause` count before the day in `paused_until`.
    """

    sections = forms.MultipleChoiceField(
        label="Sections", required=False, widget=forms.CheckboxSelectMultiple
    )
    pause = forms.ChoiceField(label="Pause", required=False, widget=forms.RadioSelect)
    paused_until = forms.DateField(
        label="Nothing until and including", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    language = forms.ChoiceField(label="Language", required=False)

    def __init__(self, subscriber: Subscriber, now: datetime, data: QueryDict | None = None) -> None:
        until = paused_until(subscriber, now)
        kept = {
            "sections": subscriber.sections,
            "pause": UNTIL if until else NOT_PAUSED,
            "paused_until": until.isoformat() if until else "",
            "language": language_of(subscriber.publication, subscriber.language).spoken,
        }
        super().__init__(data, initial=kept)
        self.today = _today(subscriber, now)
        sections = subscriber.publication.sections.values_list("key", "name")
        self.fields["sections"].choices = list(sections)  # type: ignore[attr-defined]
        spoken = language_of(subscriber.publication, subscriber.language)
        self.fields["pause"].choices = _pauses(self.today, spoken)  # type: ignore[attr-defined]
        self.fields["language"].choices = [(tag, Language(tag).name) for tag in SPOKEN]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("pause") == UNTIL and not self.errors.get("paused_until"):
            day = cleaned.get("paused_until")
            if day is None:
                self.add_error("paused_until", later("Choose the day until which you want no mail."))
            elif day < self.today:
                self.add_error("paused_until", later("This day is over: choose a later one."))
        return cleaned

    @property
    def wanted_pause(self) -> date | None:
        """The last day of the pause, None for no pause."""
        choice = self.cleaned_data.get("pause") or NOT_PAUSED
        if choice == UNTIL:
            day: date | None = self.cleaned_data["paused_until"]
            return day
        return None if choice == NOT_PAUSED else self.today + timedelta(weeks=int(choice))


def paused_until(subscriber: Subscriber, now: datetime) -> date | None:
    """Return the last day of a pause that holds at `now`, else None."""
    return subscriber.paused_until if is_paused(subscriber.preferences, _today(subscriber, now)) else None


def _today(subscriber: Subscriber, now: datetime) -> date:
    return now.astimezone(subscriber.publication.zone).date()


def _pauses(today: date, language: Language) -> list[tuple[str, str]]:
    weeks = [
        (
            str(n),
            language.count(
                "%(n)s week, until %(day)s",
                "%(n)s weeks, until %(day)s",
                n,
                day=language.day(today + timedelta(weeks=n)),
            ),
        )
        for n in _WEEKS
    ]
    return [
        (NOT_PAUSED, language.say("No pause")),
        *weeks,
        (UNTIL, language.say("Until a day of my choice")),
    ]
