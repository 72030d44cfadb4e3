"""The forms that readers fill in. Each field of `core.preferences.Preferences` has one here."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core import signing
from django.http import QueryDict

from roundup.core.email_addresses import normalise_address
from roundup.core.errors import Refused
from roundup.core.language import SPOKEN, Language, say_later
from roundup.core.preferences import Preferences, fitting_preferences, is_paused
from roundup.core.typing_errors import likely_meant
from roundup.publications.brand import language_of
from roundup.subscribers import sign_up_limits
from roundup.subscribers.models import Subscriber

_STARTED = "subscribers.form-shown"
_QUICKEST = timedelta(seconds=2)

LINK = "link"
KEPT, MEANT = "kept", "meant"
NOT_PAUSED, UNTIL = "no", "until"
WHOLE = "yes"
_WEEKS = (2, 4, 8)


class SubscribeForm(forms.Form):
    """Asks for an address. Only robots see `website`; `started` says when the page was shown.

    `wants` says if it is the reader's link that is wanted. `spelling` is the answer to the question whether
    another address was `meant`, which is asked only once.
    """

    email = forms.CharField(max_length=320)
    name = forms.CharField(max_length=100, required=False)
    website = forms.CharField(required=False)
    started = forms.CharField(required=False)
    wants = forms.CharField(required=False)
    spelling = forms.CharField(required=False)

    meant = ""

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).strip()
        try:
            normalise_address(email)
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from None
        return email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.meant = likely_meant(cleaned.get("email", ""))
        if self.meant and cleaned["spelling"] == MEANT:
            cleaned["email"], self.meant = self.meant, ""
        return cleaned

    def clean_name(self) -> str:
        return str(self.cleaned_data["name"]).strip()

    @property
    def is_robots(self) -> bool:
        return bool(self.cleaned_data.get("website"))

    @property
    def only_link(self) -> bool:
        return self.cleaned_data.get("wants") == LINK

    @property
    def asks_back(self) -> bool:
        """Whether the reader must first say which address they mean."""
        return bool(self.meant) and self.cleaned_data.get("spelling") != KEPT

    @property
    def weight(self) -> int:
        """How much of its network's share this press uses up: more if it came faster than people type."""
        try:
            shown = signing.TimestampSigner(salt=_STARTED)
            shown.unsign(self.cleaned_data.get("started") or "", max_age=_QUICKEST)
        except signing.SignatureExpired:
            return sign_up_limits.HUMAN
        except signing.BadSignature:
            return sign_up_limits.TOO_QUICK
        return sign_up_limits.TOO_QUICK


def started_now() -> str:
    """Return the form's hidden value that says when it was shown."""
    return signing.TimestampSigner(salt=_STARTED).sign("")


class PreferencesForm(forms.Form):
    """A reader's preferences, asked for in their language.

    A typed day counts whichever choice of `pause` is marked, but is refused together with a number of
    weeks. `whole` is the last field of the page: without it, something was lost on the way.
    """

    sections = forms.MultipleChoiceField(required=False)
    pause = forms.ChoiceField(required=False)
    paused_until = forms.DateField(required=False)
    language = forms.ChoiceField(required=False)
    whole = forms.ChoiceField(choices=[(WHOLE, "")])

    def __init__(self, subscriber: Subscriber, now: datetime, data: QueryDict | None = None) -> None:
        self.kept_pause = paused_until(subscriber, now)
        choices = list(subscriber.publication.sections.values_list("key", "name"))
        followed = fitting_preferences(subscriber.preferences, {key for key, _ in choices}).sections
        kept = {
            "sections": sorted(followed),
            "pause": UNTIL if self.kept_pause else NOT_PAUSED,
            "paused_until": self.kept_pause.isoformat() if self.kept_pause else "",
            "language": language_of(subscriber.publication, subscriber.language).spoken,
        }
        super().__init__(data, initial=kept)
        self.lost_a_section = followed != subscriber.preferences.sections
        self.lost_them_all = self.lost_a_section and not followed
        self.today = _today(subscriber, now)
        self.fields["sections"].choices = choices  # type: ignore[attr-defined]
        spoken = language_of(subscriber.publication, subscriber.language)
        self.fields["pause"].choices = _pauses(self.today, spoken)  # type: ignore[attr-defined]
        self.fields["language"].choices = [(tag, Language(tag).name) for tag in SPOKEN]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not {"pause", "paused_until"} & self.errors.keys():
            cleaned["paused_until"] = self._pause(cleaned["pause"], cleaned["paused_until"])
        return cleaned

    def _pause(self, choice: str, day: date | None) -> date | None:
        """Return the last day of the pause, or None for no pause."""
        typed = day if day != self.kept_pause else None
        if choice.isdigit():
            chosen = self.today + timedelta(weeks=int(choice))
            if typed and typed != chosen:
                self._fault(
                    say_later("You chose a number of weeks and typed another day: keep one of the two.")
                )
            return chosen
        if choice == UNTIL and day is None:
            self._fault(say_later("Choose the last day on which you want no mail."))
        wanted = typed if choice == NOT_PAUSED else day
        if wanted and wanted < self.today:
            self._fault(say_later("This day has passed: choose a later one."))
        return wanted

    def _fault(self, words: str) -> None:
        self.add_error("paused_until", words)

    @property
    def is_whole(self) -> bool:
        """Say whether the whole form arrived: a missing field must not be taken for an unticked box."""
        return "whole" not in self.errors

    @property
    def preferences(self) -> Preferences:
        """What the reader chose, in a valid form."""
        kept: str = self.cleaned_data["language"] or self.initial["language"]
        return Preferences(frozenset(self.cleaned_data["sections"]), self.cleaned_data["paused_until"], kept)


def paused_until(subscriber: Subscriber, now: datetime) -> date | None:
    """Return the last day of a pause that includes `now`, or None."""
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
