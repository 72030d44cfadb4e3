"""The form of a reader's preferences, with a field for each field of `core.preferences.Preferences`."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final

from django import forms
from django.http import QueryDict

from roundup.core.language import SPOKEN, Language, say_later
from roundup.core.preferences import (
    EVERY_SECOND,
    EVERYTHING,
    MONTHLY,
    Preferences,
    fitting_preferences,
    is_paused,
)
from roundup.core.writer_names import each_writer_once, name_key
from roundup.publications.brand import language_of
from roundup.publications.newest_edition import ReadersWeek
from roundup.subscribers.models import Subscriber

NOT_PAUSED, UNTIL = "no", "until"
WHOLE = "yes"
_WEEKS = (2, 4, 8)
# How many recent writers have a box; the others are found by typing.
_BOXES: Final = {"writers": 8, "muted_writers": 4}


class PreferencesForm(forms.Form):
    """A reader's preferences, asked for in their language.

    Ticked boxes say what the reader follows, and no tick means everything; `everything` takes back all that
    was followed, whatever is ticked. A typed day counts whichever choice of `pause` is marked, but is refused
    together with a number of weeks. `whole` is the last field of the page: without it, something was lost on
    the way.
    """

    everything = forms.BooleanField(required=False)
    sections = forms.MultipleChoiceField(required=False)
    writers = forms.MultipleChoiceField(required=False)
    another_writer = forms.CharField(required=False, max_length=200)
    muted_sections = forms.MultipleChoiceField(required=False)
    muted_writers = forms.MultipleChoiceField(required=False)
    another_muted_writer = forms.CharField(required=False, max_length=200)
    rhythm = forms.ChoiceField(required=False)
    empty_week = forms.ChoiceField(required=False)
    pause = forms.ChoiceField(required=False)
    paused_until = forms.DateField(required=False)
    language = forms.ChoiceField(required=False)
    whole = forms.ChoiceField(choices=[(WHOLE, "")])

    def __init__(
        self, subscriber: Subscriber, week: ReadersWeek, now: datetime, data: QueryDict | None = None
    ) -> None:
        self.kept_pause = paused_until(subscriber, now)
        sections = list(subscriber.publication.sections.values_list("key", "name"))
        stored = subscriber.preferences
        fitting = fitting_preferences(stored, {key for key, _ in sections})
        spoken = language_of(subscriber.publication, subscriber.language)
        kept = {
            "sections": sorted(fitting.sections),
            "writers": sorted(fitting.writers),
            "muted_sections": sorted(fitting.muted_sections),
            "muted_writers": sorted(fitting.muted_writers),
            "rhythm": stored.rhythm,
            "empty_week": stored.empty_week,
            "pause": UNTIL if self.kept_pause else NOT_PAUSED,
            "paused_until": self.kept_pause.isoformat() if self.kept_pause else "",
            "language": spoken.spoken,
        }
        super().__init__(data, initial=kept)
        self._usual = {"pause": NOT_PAUSED, "language": language_of(subscriber.publication).spoken}
        self.follows = fitting.follows
        self.week = week
        self.lost_a_section = fitting.sections != stored.sections
        self.lost_them_all = self.lost_a_section and not fitting.follows
        self.today = _today(subscriber, now)
        self.known = each_writer_once([*sorted(stored.writers | stored.muted_writers), *week.writers])
        for field in ("sections", "muted_sections"):
            self._choose(field, sections)
        for field in ("writers", "muted_writers"):
            self._choose(field, [(name, name) for name in self.known])
        monthly = subscriber.publication.offers_best_of_month or stored.rhythm == MONTHLY
        self._choose("rhythm", _rhythms(spoken, monthly=monthly))
        self._choose("empty_week", _empty_weeks(spoken))
        self._choose("pause", _pauses(self.today, spoken))
        self._choose("language", [(tag, Language(tag).name) for tag in SPOKEN])

    def _choose(self, field: str, choices: list[tuple[str, str]]) -> None:
        self.fields[field].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not {"pause", "paused_until"} & self.errors.keys():
            cleaned["paused_until"] = self._pause(cleaned["pause"], cleaned["paused_until"])
        for field, typed in (("writers", "another_writer"), ("muted_writers", "another_muted_writer")):
            if not {field, typed} & self.errors.keys() and cleaned[typed]:
                cleaned[field] = [*cleaned[field], cleaned[typed]]
        if self.follows and cleaned["everything"]:
            cleaned["sections"], cleaned["writers"] = [], []
        return cleaned

    def clean_another_writer(self) -> str:
        return self._known_writer("another_writer")

    def clean_another_muted_writer(self) -> str:
        return self._known_writer("another_muted_writer")

    def _known_writer(self, field: str) -> str:
        """Return the typed name of a writer, spelled as in the list."""
        typed = name_key(self.cleaned_data[field])
        found = next((name for name in self.known if name_key(name) == typed), "")
        if self.cleaned_data[field] and not found:
            raise forms.ValidationError(
                say_later("Nobody of this name has written here lately: choose a name from the list.")
            )
        return found

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
        chosen = self.cleaned_data
        return Preferences(
            sections=frozenset(chosen["sections"]),
            paused_until=chosen["paused_until"],
            language=chosen["language"] or self.initial["language"],
            writers=frozenset(chosen["writers"]),
            muted_sections=frozenset(chosen["muted_sections"]),
            muted_writers=frozenset(chosen["muted_writers"]),
            rhythm=chosen["rhythm"],
            empty_week=chosen["empty_week"],
        )

    def opens(self, *names: str) -> bool:
        """Say whether one of these fields is set, filled in or wrong: then its part of the page must not be
        folded.
        """
        return any(name in self.errors or self._is_set(name) for name in names)

    def _is_set(self, name: str) -> bool:
        value = self[name].value()
        return bool(value) and value != self._usual.get(name)

    @property
    def faults(self) -> list[tuple[str, str]]:
        """What is wrong: the place on the page, and a sentence."""
        found = {name: [str(each) for each in each_of] for name, each_of in self.errors.items()}
        return [(name, words[0]) for name, words in found.items() if name in self.fields and name != "whole"]

    def boxes(self, field: str) -> tuple[str, ...]:
        """Return the writers who have a box in a field: those who are ticked, and some who wrote lately."""
        ticked = self[field].value() or []
        return tuple(name for place, name in enumerate(self.known) if place < _BOXES[field] or name in ticked)


def paused_until(subscriber: Subscriber, now: datetime) -> date | None:
    """Return the last day of a pause that includes `now`, or None."""
    return subscriber.paused_until if is_paused(subscriber.preferences, _today(subscriber, now)) else None


def _today(subscriber: Subscriber, now: datetime) -> date:
    return now.astimezone(subscriber.publication.zone).date()


def choice_words(language: Language) -> dict[str, dict[str, str]]:
    """Return the words for each value of the preferences that are chosen from a few."""
    return {"rhythm": dict(_rhythms(language, monthly=True)), "empty_week": dict(_empty_weeks(language))}


def _rhythms(language: Language, *, monthly: bool) -> list[tuple[str, str]]:
    each = [("", language.say("Every round-up")), (EVERY_SECOND, language.say("Every second round-up"))]
    return [*each, (MONTHLY, language.say("Once a month, only the best stories"))] if monthly else each


def _empty_weeks(language: Language) -> list[tuple[str, str]]:
    return [
        ("", language.say("Send me nothing")),
        (EVERYTHING, language.say("Send me everything that time")),
    ]


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
