"""What the page of a leave asks: why, and whether less mail would do."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from django import forms
from django.http import QueryDict

from roundup.core.errors import Refused
from roundup.core.language import say_later
from roundup.core.lines import one_line
from roundup.core.preferences import MONTHLY, RHYTHMS, Preferences
from roundup.publications.brand import language_of
from roundup.subscribers.models import Leave, Subscriber
from roundup.subscribers.preference_rules import Offer, offer_of

_WEEKS = (4, 12)


class ReasonForm(forms.Form):
    """Asks why a reader left; neither answer is required, but one of the two is."""

    reason = forms.ChoiceField(choices=Leave.Reason.choices, required=False)
    words = forms.CharField(max_length=200, required=False)

    def clean_words(self) -> str:
        return one_line(self.cleaned_data["words"])

    def clean(self) -> dict[str, str]:
        cleaned: dict[str, str] = super().clean() or {}
        if not self.errors and not any(cleaned.values()):
            raise forms.ValidationError(say_later("Choose a reason, or write one."))
        return cleaned


class Less(NamedTuple):
    """What a reader may come back with: weeks of a pause with its last day, sections to tick, and the rhythms
    that bring less mail than before.
    """

    pauses: list[tuple[int, str]]
    sections: list[tuple[str, str]]
    rhythms: list[str]


def less_on_offer(subscriber: Subscriber, now: datetime) -> Less:
    publication = subscriber.publication
    language, offer = language_of(publication, subscriber.language), offer_of(publication, now)
    pauses = [(weeks, language.day(offer.today + timedelta(weeks=weeks))) for weeks in _WEEKS]
    sections = list(publication.sections.values_list("key", "name"))
    return Less(pauses, sections, _lesser_rhythms(subscriber.rhythm, offer))


def _lesser_rhythms(rhythm: str, offer: Offer) -> list[str]:
    offered = [each for each in RHYTHMS if each != MONTHLY or offer.best_of_month]
    return offered[RHYTHMS.index(rhythm) + 1 :]


def preferences_with_less(fields: QueryDict, subscriber: Subscriber, now: datetime) -> Preferences | None:
    """Return the preferences with the pause, rhythm or sections chosen, or None if they stay as they were.

    Raises Refused for a choice that the page does not offer.
    """
    if weeks := fields.get("weeks", ""):
        if weeks not in map(str, _WEEKS):
            raise Refused(say_later("Choose one of the pauses on the page."))
        until = offer_of(subscriber.publication, now).today + timedelta(weeks=int(weeks))
        return replace(subscriber.preferences, paused_until=until)
    if rhythm := fields.get("rhythm", ""):
        if rhythm not in _lesser_rhythms(subscriber.rhythm, offer_of(subscriber.publication, now)):
            raise Refused(say_later("Choose one of the rhythms on the page."))
        return replace(subscriber.preferences, rhythm=rhythm)
    if "only" not in fields:
        return None
    if not (sections := frozenset(fields.getlist("sections"))):
        raise Refused(say_later("Tick at least one section."))
    return replace(subscriber.preferences, sections=sections, writers=frozenset())
