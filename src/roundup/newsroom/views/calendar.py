"""The calendar of all publications: what went out, what is planned, and what is skipped."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from roundup.core.errors import Refused, RoundupError
from roundup.core.moments_and_counts import moment_words
from roundup.core.newsroom_language import tell, tell_count, tell_later
from roundup.editions import schedule_breaks
from roundup.editions.calendar import CalendarDate, breaks_in_force, calendar_of
from roundup.newsroom.doors import attempt, editors_only
from roundup.newsroom.page import find_publication, first_publication, show
from roundup.newsroom.states import mailing_of, state_of
from roundup.publications.models import Publication


@require_GET
@editors_only
def calendar(request: HttpRequest) -> HttpResponse:
    """Show the dates of every publication, each in its own zone."""
    calendars = []
    for publication in Publication.objects.order_by("name", "pk"):
        try:
            calendars.append(_calendar(publication))
        except RoundupError as error:
            messages.error(request, f"{publication.name}: {error}")
    return show(request, "calendar", first_publication(), here="calendar", calendars=calendars)


def _calendar(publication: Publication) -> dict[str, Any]:
    now, zone = timezone.now(), publication.zone
    dates = calendar_of(publication, now)
    return {
        "publication": publication,
        "dates": [_row(each, now) for each in dates],
        "when": lambda moment: moment_words(moment, zone),
        "is_coming": any(each.slot and not each.skipped_by for each in dates),
        "pauses": breaks_in_force(publication, now),
        "today": publication.schedule.local_day(now),
    }


def _row(found: CalendarDate, now: datetime) -> dict[str, Any]:
    edition = found.edition
    return {"date": found, "state": state_of(edition, mailing_of(edition), now) if edition else None}


def _for_day(act: Callable[[Publication, date, Any], object], done: str) -> Callable[..., HttpResponse]:
    """Return the view of a button that does something with one day."""

    @require_POST
    @editors_only
    def view(request: HttpRequest, slug: str) -> HttpResponse:
        publication = find_publication(slug)
        return _act(request, lambda: act(publication, _day(request), request.user), tell(done))

    return view


skip = _for_day(
    lambda publication, day, user: schedule_breaks.skip_day(publication, day, timezone.now(), user),
    tell_later("That date is skipped. Its articles are left for the next edition."),
)
end_break = _for_day(
    lambda publication, day, _: schedule_breaks.end_break(publication, day, timezone.now()),
    tell_later("Editions go out again as planned."),
)
add = _for_day(
    lambda publication, day, _: schedule_breaks.add_day(publication, day, timezone.now()),
    tell_later("The date is added."),
)
remove = _for_day(
    lambda publication, day, _: schedule_breaks.remove_day(publication, day, timezone.now()),
    tell_later("The date is taken back."),
)


@require_POST
@editors_only
def pause(request: HttpRequest, slug: str) -> HttpResponse:
    """Send nothing for some days, or until somebody ends the pause."""
    publication = find_publication(slug)
    skipped: list[int] = []

    def act() -> None:
        last = _day(request, "last") if request.POST.get("last") else None
        first = _day(request, "first")
        skipped.append(schedule_breaks.begin_pause(publication, first, last, timezone.now(), request.user))

    def done() -> str:
        said = tell("The pause is saved. Articles are still collected.")
        if not skipped[0]:
            return said
        also = tell_count("%(n)s open edition is skipped.", "%(n)s open editions are skipped.", skipped[0])
        return f"{said} {also}"

    return _act(request, act, done)


def _act(request: HttpRequest, act: Callable[[], object], done: str | Callable[[], str]) -> HttpResponse:
    return attempt(request, act, done, reverse("newsroom:calendar"))


def _day(request: HttpRequest, name: str = "day") -> date:
    """Return a day from the form. Raises Refused if there is none."""
    try:
        return date.fromisoformat(request.POST.get(name, "").strip())
    except ValueError:
        raise Refused(tell("Choose a date.")) from None
