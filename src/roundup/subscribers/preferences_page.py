"""The page on which readers choose what they get: it shows, previews and saves their preferences.

Only `save` changes anything.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse

from roundup.core.email_addresses import masked_address
from roundup.core.errors import Refused
from roundup.core.language import say_later
from roundup.core.preferences import (
    MONTHLY,
    Preferences,
    fitting_preferences,
    has_story,
    stories_for,
)
from roundup.publications.newest_edition import FindWeek, ReadersWeek
from roundup.subscribers import subscriptions
from roundup.subscribers.how_often import how_often
from roundup.subscribers.models import Subscriber
from roundup.subscribers.next_email import next_email_at
from roundup.subscribers.other_publications import others_for
from roundup.subscribers.pages import ask_once_more, posted_fields, see_page, show_page
from roundup.subscribers.pages_that_follow import stopped_page
from roundup.subscribers.preference_rules import kept_preferences, offer_of
from roundup.subscribers.preferences_form import PreferencesForm, paused_until
from roundup.subscribers.suppressions import reason_of

LOST: Final = say_later(
    "Nothing was changed, because part of the form was lost on the way. Please try again."
)
_WRONG: Final = say_later("Nothing was saved yet: please look at what is marked below.")


@dataclass(frozen=True, slots=True)
class Preview:
    """What a choice would have brought: the headlines, in order. `is_own` says that they fit the choice;
    otherwise the reader gets everything instead. `is_first` says that there has been no edition yet, and
    `is_monthly` that the reader gets the best of each month instead.
    """

    headlines: tuple[str, ...]
    is_own: bool
    is_first: bool
    is_monthly: bool


def save(request: HttpRequest, subscriber: Subscriber, week: FindWeek, now: datetime) -> HttpResponse:
    """Store what was chosen and lead to the page that says so, or show what is wrong with it."""
    form = _posted(request, subscriber, week, now)
    problem = _problem_of(form)
    if not problem:
        if question := ask_once_more(request, subscriber, now):
            return question
        try:
            subscriptions.set_preferences(subscriber, form.preferences, now)
            return see_page(request, "saved")
        except Refused as refused:
            problem = str(refused)
    return _show(request, subscriber, form, now, problem=problem, status=422)


def preview(request: HttpRequest, subscriber: Subscriber, week: FindWeek, now: datetime) -> HttpResponse:
    """Show what the choice would have brought with the newest edition, and store nothing."""
    form = _posted(request, subscriber, week, now)
    problem = _problem_of(form)
    if not problem:
        try:
            offer = offer_of(subscriber.publication, now)
            wanted = kept_preferences(form.preferences, subscriber.preferences, offer)
            found = _previewed(form.week, fitting_preferences(wanted, offer.living))
            return _show(request, subscriber, form, now, wanted=wanted, preview=found)
        except Refused as refused:
            problem = str(refused)
    return _show(request, subscriber, form, now, problem=problem, status=422)


def show(
    request: HttpRequest,
    subscriber: Subscriber,
    week: FindWeek,
    now: datetime,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """Show the stored preferences, or why no mail comes at all."""
    reason = reason_of(subscriber.email_hash)
    if reason or subscriber.status == Subscriber.Status.UNSUBSCRIBED:
        return stopped_page(request, subscriber, reason, problem=problem, status=status)
    form = PreferencesForm(subscriber, week(subscriber.publication, now), now)
    done = "" if problem else request.GET.get("done", "")
    return _show(request, subscriber, form, now, problem=problem, status=status, done=done)


def _posted(request: HttpRequest, subscriber: Subscriber, week: FindWeek, now: datetime) -> PreferencesForm:
    return PreferencesForm(subscriber, week(subscriber.publication, now), now, posted_fields(request))


def _problem_of(form: PreferencesForm) -> str:
    return "" if form.is_valid() else _WRONG if form.is_whole else LOST


def _show(
    request: HttpRequest,
    subscriber: Subscriber,
    form: PreferencesForm,
    now: datetime,
    *,
    wanted: Preferences | None = None,
    **context: Any,
) -> HttpResponse:
    """Show the form: what is stored in it, or what was typed."""
    publication = subscriber.publication
    shown: dict[str, Any] = {"problem": "", "done": "", "preview": None}
    return show_page(
        request,
        "preferences",
        publication,
        reader=subscriber,
        form=form,
        paused=paused_until(subscriber, now),
        address=masked_address(subscriber.email),
        others=others_for(subscriber),
        how_often=how_often,
        headlines=_headlines(form.week),
        next_email=next_email_at(wanted or subscriber.preferences, publication, form.week.coming),
        **shown | context,
    )


def _headlines(week: ReadersWeek) -> dict[str, str]:
    """Return the first headline of each section, by its key."""
    found: dict[str, str] = {}
    for story in week.stories:
        found.setdefault(story.section, story.headline)
    return found


def _previewed(week: ReadersWeek, preferences: Preferences) -> Preview:
    chosen = stories_for(week.stories, preferences)
    is_own = has_story(week.stories, replace(preferences, empty_week=""))
    return Preview(
        tuple(story.headline for story in chosen),
        is_own,
        is_first=not week.stories,
        is_monthly=preferences.rhythm == MONTHLY,
    )
