"""Whose letter an editor looks at: everybody's, that of readers with certain preferences, or one reader's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlencode

from django.http import QueryDict

from roundup.core.language import SPOKEN, Language
from roundup.core.newsroom_language import tell, tell_later
from roundup.core.preferences import Preferences, fitting_preferences
from roundup.editions.models import Edition
from roundup.newsroom.letter import view_of
from roundup.publications.models import Publication
from roundup.sending.audience import why_left_out
from roundup.subscribers.eligibility import WhyNot
from roundup.subscribers.subscriptions import find_subscriber

_WHY_NOT = {
    WhyNot.ERASED: tell_later("Everything about this reader has been erased."),
    WhyNot.PENDING: tell_later("This reader has not confirmed yet, so they get no newsletter."),
    WhyNot.UNSUBSCRIBED: tell_later("This reader has unsubscribed, so they get no newsletter."),
    WhyNot.MAILED_BEFORE: tell_later("This reader got this edition before the database was restored."),
    WhyNot.SUPPRESSED: tell_later("This reader’s address is on the list of those not to be mailed."),
    WhyNot.PAUSED: tell_later("This reader has paused, so they do not get this edition."),
    WhyNot.EVERY_SECOND: tell_later("This reader gets every second edition, and not this one."),
    WhyNot.MONTHLY: tell_later("This reader gets the best of each month, not the weekly editions."),
    WhyNot.WEEKLY: tell_later("This reader gets the weekly editions, not the best of a month."),
    WhyNot.NO_STORIES: tell_later("This reader follows nothing in this edition, so they do not get it."),
}


class AsWhom(NamedTuple):
    """One choice: the `query` that `letter.view_of` reads, and its words."""

    query: str
    words: str


class ReaderSeen(NamedTuple):
    """How one reader sees the letter, and a sentence on whether they get it."""

    as_whom: AsWhom
    words: str


def choices_of(publication: Publication, chosen: str) -> list[AsWhom]:
    """Return the choices that an editor has; they always include `chosen`."""
    names = _section_names(publication)
    preferences = [
        Preferences(),
        *(Preferences(frozenset({key})) for key in names),
        *(Preferences(language=tag) for tag in SPOKEN),
    ]
    choices = [_choice(names, each) for each in preferences]
    if chosen not in [each.query for each in choices]:
        choices.append(chosen_of(publication, chosen))
    return choices


def chosen_of(publication: Publication, query: str) -> AsWhom:
    """Return the choice that a query stands for; an unknown one counts as everybody."""
    return _choice(_section_names(publication), view_of(QueryDict(query)).preferences or Preferences())


def see_as_reader(edition: Edition, email: str, at: datetime) -> ReaderSeen:
    """Return how the reader with this address sees the letter. Raises Refused if there is no such reader."""
    reader = find_subscriber(edition.publication, email)
    preferences = fitting_preferences(reader.preferences, edition.publication.section_keys)
    choice = _choice(_section_names(edition.publication), preferences, _words_of_one)
    why = why_left_out(edition, reader.pk, at)
    return ReaderSeen(choice, tell(_WHY_NOT[why]) if why else tell("This is what the reader will get."))


def _section_names(publication: Publication) -> dict[str, str]:
    return dict(publication.sections.order_by("position", "pk").values_list("key", "name"))


def _choice(
    names: Mapping[str, str], preferences: Preferences, say: Callable[[str, str], str] | None = None
) -> AsWhom:
    """Return a choice in words. Sections that the publication does not have are left out."""
    followed = [key for key in names if key in preferences.sections]
    muted = [key for key in names if key in preferences.muted_sections]
    asked = [
        *(("section", key) for key in followed),
        *(("writer", name) for name in sorted(preferences.writers)),
        *(("muted_section", key) for key in muted),
        *(("muted_writer", name) for name in sorted(preferences.muted_writers)),
        ("empty_week", preferences.empty_week if preferences.is_choosy else ""),
        ("language", preferences.language),
    ]
    told = ", ".join([*(names[key] for key in followed), *sorted(preferences.writers)])
    words = (say or _words)(told, preferences.language)
    left_out = ", ".join([*(names[key] for key in muted), *sorted(preferences.muted_writers)])
    if left_out:
        words = tell("%(reader)s, without %(muted)s", reader=words, muted=left_out)
    return AsWhom(urlencode([(name, value) for name, value in asked if value]), words)


def _words(sections: str, tag: str) -> str:
    language = Language(tag).name if tag else ""
    if sections and language:
        return tell(
            "a reader who follows %(sections)s, in %(language)s", sections=sections, language=language
        )
    if sections:
        return tell("a reader who follows only %(sections)s", sections=sections)
    return tell("a reader in %(language)s", language=language) if language else tell("every reader")


def _words_of_one(sections: str, tag: str) -> str:
    language = Language(tag).name if tag else ""
    if sections and language:
        return tell(
            "one reader, who follows %(sections)s, in %(language)s", sections=sections, language=language
        )
    if sections:
        return tell("one reader, who follows only %(sections)s", sections=sections)
    if language:
        return tell("one reader, in %(language)s", language=language)
    return tell("one reader, who follows everything")
